/** What a component sees of the sources: paths bound in a scope (spec/studio_pages.md 2.8, 4.1). No DOM here. */
import type { ReadonlySignal } from "@preact/signals-core";

/**
 * A language value in the browser. Entities and selections are opaque objects of this package. A date is the text
 * "YYYY-MM-DD" and has no time zone, a duration a number of milliseconds; an image or blob is
 * `{ __deferred: { uri, image? } }`. undefined means "not there yet", null is null. Objects and arrays are never
 * changed in place: writing below one makes a new one.
 */
export type SourceValue = unknown;

/** One path resolved in a scope. Reading value inside an effect subscribes to it. */
export interface Binding {
	readonly path: string;
	readonly value: ReadonlySignal<SourceValue>;
	/** The declared or catalog type: "string", "number", "bool", "date", "duration", "image", "blob", "object", "array", "entity", "entitysel", "" if unknown. */
	readonly type: ReadonlySignal<string>;
	readonly writable: boolean;
	/** Writes the value and notifies listeners once; converts nothing. */
	set(value: SourceValue): void;
}

/** A selection or array as rows. Rows are loaded by page as they are read. */
export interface ListBinding {
	readonly path: string;
	readonly length: ReadonlySignal<number>;
	/** The element at a position; undefined while its page is on the way, null for a removed entity. */
	row(index: number): ReadonlySignal<SourceValue>;
	/** The scope of a repeated item: the enclosing one plus the loop variable. */
	itemScope(index: number, iterator: string): Scope;
	/** The position of an element, -1 when it is not (yet) known to be in the list. */
	indexOf(element: SourceValue): number;
	/** Sorts the bound selection or array itself; resolves when the first page is there. */
	orderBy(order: readonly { readonly path: string; readonly descending: boolean }[]): Promise<void>;
	/** A separate list of the elements that contain the text in one of the attributes; the source is untouched. */
	search(text: string, attributes: readonly string[]): ListBinding;
	/** Changes whenever the list stands for other elements (not when rows arrive). */
	readonly version: ReadonlySignal<number>;
}

export interface Scope {
	/** Resolves one path; an unknown root gives a binding whose value is undefined. */
	bind(path: string): Binding;
	/** Resolves a path to a selection, array or to-many relation; undefined when it is no list by declaration. */
	list(path: string): ListBinding | undefined;
	/** The same scope with a loop variable that stands for a path of it: an element shown outside of its list. */
	alias?(iterator: string, path: string): Scope;
}
