/** A button with a text, an icon or both. */
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { buildSlot } from "../parts.ts";
import { isOn, plainText, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import "./Button.css";
import { iconName } from "../Icon/Icon.ts";
import { definition } from "./definition.ts";

export const button: Component = {
	definition,
	build(context) {
		const words = element("span", "q-button__text");
		const root = componentElement("button", "button", words);
		root.type = "button";
		context.effect(() => {
			const text = plainText(context.text(context.props.value.text));
			words.textContent = text;
			words.hidden = text.trim() === "";
			root.disabled = isOn(context.props.value.disabled);
		});
		const icon = placeIcon(context, root, words);
		context.effect(() => {
			// A button of an icon alone is named by it.
			const name = plainText(context.text(context.props.value.text)).trim() === "" ? (icon() ?? "") : "";
			setAttribute(root, "aria-label", name);
		});
		clickOnce(context, root);
		return context.root(root, rootTriggers(definition, "onclick"));
	},
};

/** Puts the icon on its side of the text; builds it when it is first wanted. Returns its name, if it is shown. */
function placeIcon(context: Context, root: HTMLElement, words: HTMLElement): () => string | undefined {
	let icon: HTMLElement | undefined;
	context.effect(() => {
		const position = textOf(context.props.value.iconPosition) || "hidden";
		root.dataset.icon = position;
		if (position === "hidden") icon?.remove();
		else {
			icon ??= buildSlot(context, "icon");
			if (icon) words[position === "right" || position === "bottom" ? "after" : "before"](icon);
		}
	});
	return () =>
		icon?.parentElement === root ? iconName(icon.className.replace(/\b(fd|q)-\S+/g, "")) : undefined;
}

/** Fires onclick; the second click of a double click is dropped while the cards of the first still run. */
function clickOnce(context: Context, root: HTMLElement): void {
	let running = 0;
	root.addEventListener("click", (event) => {
		if (!context.handles("onclick") || (running > 0 && event.detail > 1)) return;
		running++;
		root.setAttribute("aria-busy", "true");
		void context.fire("onclick").finally(() => {
			running--;
			if (running === 0) root.removeAttribute("aria-busy");
		});
	});
}
