/** Rich text with values of sources in it. User style sheets read its DOM: `p.q-row > span.q-text[title]`. */
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { formatValue } from "../format/format.ts";
import { textOf } from "../props.ts";
import { makeReachable } from "../reachable.ts";
import { definition } from "./definition.ts";
import {
	type Inline,
	type Mark,
	type Paragraph,
	readDocument,
	readOldText,
	safeAddress,
} from "./document.ts";
import "./Text.css";

export const text: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "text");
		root.classList.add("fd-statictext");
		let shownDocument: unknown;
		context.effect(() => {
			const { doc, text: old } = context.props.value;
			// A state that changes another property must not rebuild the text.
			const current = Array.isArray(doc) ? doc : textOf(old);
			if (current === shownDocument) return;
			shownDocument = current;
			const paragraphs = readDocument(doc) ?? readOldText(textOf(old));
			root.replaceChildren(...paragraphs.map((paragraph) => row(context, paragraph)));
		});
		makeReachable(context, root);
		return context.root(root);
	},
};

function row(context: Context, paragraph: Paragraph): HTMLElement {
	return element("p", "q-row", ...paragraph.map((inline) => leaf(context, inline)));
}

function leaf(context: Context, inline: Inline): HTMLElement {
	switch (inline.kind) {
		case "text": {
			const span = marked(inline.marks, inline.text);
			if (inline.text.trim() === "") span.classList.add("q-whitespace");
			return span;
		}
		case "source":
			return sourceLeaf(context, inline);
		case "i18n":
			return marked(inline.marks, context.text({ key: inline.key, default: inline.base, __t: "i18n" }));
		case "link":
			return link(context, inline);
		default: {
			const never: never = inline;
			return never;
		}
	}
}

function marked(marks: readonly Mark[], text: string): HTMLElement {
	return element("span", ["q-text", ...marks.map((mark) => `q-${mark}`)].join(" "), text);
}

function sourceLeaf(context: Context, inline: Extract<Inline, { kind: "source" }>): HTMLElement {
	const span = marked(inline.marks, "");
	span.classList.add("q-datasource");
	const binding = context.scope.bind(inline.path);
	// A case ("C", "U") counts only for a span that says its type: style sheets select by the plain value of others.
	const format = inline.type === "" && /^[ulc]$/i.test(inline.format) ? "" : inline.format;
	context.effect(() => {
		const type = binding.type.value || inline.type;
		const shown = formatValue(binding.value.value, type, format, context.locale.value);
		span.textContent = shown.text;
		// Style sheets select by the shown value, so the title is there even when it is empty.
		span.title = shown.text;
		span.style.color = shown.color ?? "";
	});
	return span;
}

function link(context: Context, inline: Extract<Inline, { kind: "link" }>): HTMLElement {
	const anchor = element("a", "q-link", ...inline.children.map((child) => leaf(context, child)));
	if (inline.blank) {
		anchor.target = "_blank";
		anchor.rel = "noopener";
	}
	const binding = inline.source ? context.scope.bind(inline.source) : undefined;
	context.effect(() => {
		const address = safeAddress(binding ? textOf(binding.value.value) : inline.url);
		setAttribute(anchor, "href", address);
	});
	if (context.editing) anchor.addEventListener("click", (event) => event.preventDefault());
	return anchor;
}
