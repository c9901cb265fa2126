/** Puts code into an element. */
export type DrawCode = (into: HTMLElement, code: string) => void;

const plain: DrawCode = (into, code) => {
	into.textContent = code;
};

/** Draws the little Markdown that documentation is written in: paragraphs, code, emphasis. Nothing else is markup. */
export function markdown(source: string, draw: DrawCode = plain): HTMLElement {
	const root = document.createElement("div");
	root.className = "q-code-doc";
	source.split(/^```.*$/m).forEach((part, i) => {
		if (i % 2 === 1) {
			const code = document.createElement("pre");
			draw(code, part.replace(/^\n|\n$/g, ""));
			root.append(code);
			return;
		}
		for (const block of part.split(/\n\s*\n/)) {
			if (block.trim() === "") continue;
			const paragraph = document.createElement("p");
			inline(paragraph, block.trim().replace(/\s*\n\s*/g, " "));
			root.append(paragraph);
		}
	});
	return root;
}

function inline(parent: HTMLElement, text: string): void {
	for (const piece of text.split(/(`[^`]+`|\*[^*\s][^*]*\*)/)) {
		if (
			piece.length > 2 &&
			(piece.startsWith("`") || piece.startsWith("*")) &&
			piece.endsWith(piece.charAt(0))
		) {
			const element = document.createElement(piece.startsWith("`") ? "code" : "em");
			element.textContent = piece.slice(1, -1);
			parent.append(element);
		} else {
			parent.append(piece);
		}
	}
}
