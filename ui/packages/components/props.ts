/** Reading properties of page files, whose values are of no reliable type (spec/studio_pages.md 2.12). */
import type { Props } from "../runtime/component.ts";

/** Whether a switch is on; files also write it as text. */
export function isOn(value: unknown): boolean {
	return value === true || value === "true";
}

/** A number or its text; the fallback for everything else, empty text included. */
export function numberOr(value: unknown, fallback: number): number {
	if (typeof value === "string" && value.trim() === "") return fallback;
	const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
	return Number.isFinite(number) ? number : fallback;
}

/** Text; empty for everything that is none. */
export function textOf(value: unknown): string {
	return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** The objects of a list; anything else in it is left out. */
export function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
	if (!Array.isArray(value)) return [];
	return value.filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null);
}

/** Read-only is spelt in two ways. */
export function isReadOnly(props: Props): boolean {
	return isOn(props.readonly) || isOn(props.readOnly);
}

/** The name of the loop variable of a list; empty means `$This`. */
export function iteratorOf(props: Props): string {
	return textOf(props.iterator) || "$This";
}

/**
 * Text typed into the Studio's button editor is stored as HTML ("Save &amp; close", pasted tags). It is shown as the
 * text it stands for; no markup of a page file reaches the document.
 */
export function plainText(text: string): string {
	if (!/[<&]/.test(text)) return text;
	return new DOMParser().parseFromString(text, "text/html").body.textContent ?? "";
}
