/** The grammar of source paths (spec/studio_pages.md 2.8). */

export interface SourcePath {
	/** "" for the page's own namespace; always "" before an iterator, where it means nothing. */
	readonly namespace: string;
	/** The id of a source, or an iterator: "$This", "$dish". */
	readonly root: string;
	readonly attributes: readonly string[];
}

const external = /^(?:[a-z][a-z0-9+.-]*:\/\/|\/|data:|mailto:|tel:)/i;

/** Whether a text that stands where a path may stand is an address: `https://…`, `/$shared/…`. */
export function isAddress(text: string): boolean {
	return external.test(text.trim());
}

/** Reads one path; undefined for an empty text and for addresses. */
export function parsePath(text: string): SourcePath | undefined {
	const trimmed = text.trim();
	if (trimmed === "" || isAddress(trimmed)) {
		return undefined;
	}
	const colon = trimmed.indexOf(":");
	const namespace = colon < 0 ? "" : trimmed.slice(0, colon).trim();
	const [root = "", ...attributes] = trimmed
		.slice(colon + 1)
		.split(".")
		.map((part) => part.trim());
	if (root === "") {
		return undefined;
	}
	return {
		namespace: isIterator(root) ? "" : namespace,
		root,
		attributes: attributes.filter((part) => part !== ""),
	};
}

/** Whether the root of a path names a loop variable. */
export function isIterator(root: string): boolean {
	return root.startsWith("$");
}

/** The paths of a list separated by commas, as in Text.datasource. */
export function splitPaths(text: string): readonly string[] {
	if (isAddress(text)) {
		return [text.trim()];
	}
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "");
}

/** Spells a path again. */
export function formatPath(path: SourcePath): string {
	const namespace = path.namespace === "" ? "" : `${path.namespace}:`;
	return namespace + [path.root, ...path.attributes].join(".");
}
