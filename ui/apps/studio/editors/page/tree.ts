/** Reading a page document as a tree, and naming what is in it. */
import type { PageDocument, PageNode } from "../../server.ts";

/** The children of a node in order: ordinary ones, then the parts that are linked under a name. */
export function childrenOf(
	document: PageDocument,
	id: string,
): readonly { readonly id: string; readonly slot: string }[] {
	const node = document.components[id];
	if (!node) return [];
	const children = (node.nodes ?? []).map((child) => ({ id: child, slot: "" }));
	const linked = Object.entries(node.linkedNodes ?? {}).map(([slot, child]) => ({ id: child, slot }));
	return [...children, ...linked].filter((c) => document.components[c.id] !== undefined);
}

export function typeOf(node: PageNode | undefined): string {
	return node?.type?.resolvedName ?? "?";
}

/** What a person calls a node: its reference, the beginning of its text, or its type. */
export function labelOf(node: PageNode | undefined): string {
	if (!node) return "";
	const reference = node.props?.serverSideRef;
	if (typeof reference === "string" && reference !== "") return reference;
	const text = textsOf(node, "")
		.map((t) => t.value)
		.join(" ")
		.trim();
	if (text !== "") return text.length > 28 ? `${text.slice(0, 27)}…` : text;
	return node.displayName || typeOf(node);
}

/** The enclosing nodes of a node, outermost first, itself last. */
export function pathTo(document: PageDocument, id: string): readonly string[] {
	const parents = new Map<string, string>();
	for (const parent of Object.keys(document.components)) {
		for (const child of childrenOf(document, parent)) parents.set(child.id, parent);
	}
	const path: string[] = [];
	for (let at: string | undefined = id; at !== undefined && !path.includes(at); at = parents.get(at))
		path.unshift(at);
	return path;
}

/** A text of a node that can be edited in place. */
export interface EditableText {
	readonly label: string;
	/** JSON pointer into the page file. */
	readonly at: string;
	readonly value: string;
	readonly kind: "text" | "path";
}

/** A JSON pointer step. */
export function step(name: string | number): string {
	return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

export function propsPointer(id: string): string {
	return `/components${step(id)}/props`;
}

/** The leaves of a Text's document, or the plain text properties of other components. */
export function textsOf(node: PageNode, id: string): readonly EditableText[] {
	const base = propsPointer(id);
	const doc = node.props?.doc;
	if (Array.isArray(doc)) {
		const found: EditableText[] = [];
		collect(doc, `${base}/doc`, found);
		return found;
	}
	return ["text", "label", "placeholder"].flatMap((name): EditableText[] => {
		const value = node.props?.[name];
		return typeof value === "string" && (name === "text" || value !== "")
			? [{ label: name, at: base + step(name), value, kind: "text" }]
			: [];
	});
}

const maxDepth = 8;

function collect(children: readonly unknown[], at: string, into: EditableText[], depth = 0): void {
	if (depth > maxDepth) return;
	for (const [i, child] of children.entries()) {
		if (typeof child !== "object" || child === null) continue;
		const node = child as { text?: unknown; type?: unknown; datasource?: unknown; children?: unknown };
		const here = at + step(i);
		if (node.type === "datasource") {
			into.push({
				label: "Value of",
				at: `${here}/datasource`,
				value: String(node.datasource ?? ""),
				kind: "path",
			});
		} else if (typeof node.text === "string") {
			// Empty leaves around others are structure, not text to write in.
			if (node.text !== "" || children.length === 1)
				into.push({ label: "Text", at: `${here}/text`, value: node.text, kind: "text" });
		} else if (Array.isArray(node.children)) {
			collect(node.children, `${here}/children`, into, depth + 1);
		}
	}
}
