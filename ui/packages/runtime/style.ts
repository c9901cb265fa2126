/** Inline style values of page files as CSS (spec/studio_pages.md 2.4). */

/** Properties whose plain numbers are no lengths. */
const unitless = new Set([
	"animation-iteration-count",
	"aspect-ratio",
	"column-count",
	"flex",
	"flex-grow",
	"flex-shrink",
	"font-weight",
	"line-height",
	"opacity",
	"order",
	"orphans",
	"scale",
	"tab-size",
	"widows",
	"z-index",
	"zoom",
]);

/** "borderTopWidth" and "Height" to "border-top-width" and "height"; custom properties stay as they are. */
function cssName(name: string): string {
	if (name.startsWith("--")) {
		return name;
	}
	const first = name.charAt(0).toLowerCase() + name.slice(1);
	const dashed = first.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
	return /^(?:webkit|moz|ms)-/.test(dashed) ? `-${dashed}` : dashed;
}

/** The CSS text of a value: trimmed, bare numbers as px; undefined when it means "unset". */
function cssValue(name: string, value: unknown): string | undefined {
	const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
	if (text === "" || text === "NaN") {
		return undefined;
	}
	const bare = /^-?(?:\d+\.?\d*|\.\d+)$/.test(text);
	return bare && Number(text) !== 0 && !unitless.has(name) && !name.startsWith("--") ? `${text}px` : text;
}

/**
 * A family with what stands in for it: page files name fonts that the person's machine may not have, and a browser
 * would fall back to its serif.
 */
function fontFamily(names: string): string {
	if (/,|\bvar\(/.test(names) || /^(?:inherit|initial|unset|revert|revert-layer)$/i.test(names)) {
		return names;
	}
	if (/mono|courier|consolas|menlo/i.test(names)) {
		return `${names}, var(--q-font-code)`;
	}
	return /times|georgia|garamond|serif/i.test(names) ? names : `${names}, var(--q-font)`;
}

/** A style object as CSS names and values. */
export function cssEntries(style: unknown): ReadonlyMap<string, string> {
	const entries = new Map<string, string>();
	if (typeof style !== "object" || style === null) {
		return entries;
	}
	for (const [key, raw] of Object.entries(style)) {
		const name = cssName(key.trim());
		const value = cssValue(name, raw);
		if (value !== undefined) {
			entries.set(name, name === "font-family" ? fontFamily(value) : value);
		}
	}
	return entries;
}
