/** Colours code outside of the editor as the editor does. */
import { highlightCode } from "@lezer/highlight";
import { quoinLanguage } from "./language.ts";
import { highlight } from "./theme.ts";

export function drawCode(into: HTMLElement, code: string): void {
	highlightCode(
		code,
		quoinLanguage.parser.parse(code),
		highlight,
		(text, classes) => {
			if (classes === "") {
				into.append(text);
				return;
			}
			const word = document.createElement("span");
			word.className = classes;
			word.textContent = text;
			into.append(word);
		},
		() => into.append("\n"),
	);
}
