/**
 * What a page component is to the runtime. A component builds its DOM once; everything that changes later is
 * bound to signals, so that nothing is ever mounted twice (spec/studio_pages.md 2.6).
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type { Binding, ListBinding, Scope } from "../sources/scope.ts";
import type { PageNode } from "../wire/page.ts";

/** Effective properties of a node: the base ones with the active states' overrides merged in. */
export type Props = Readonly<Record<string, unknown>>;

/** What an event carries to server code as *Web Event*.data. */
export interface EventData {
	readonly index?: number;
	readonly row?: number;
	readonly name?: string;
}

/** What showing and hiding a node by its reference mean. */
export interface Handle {
	show?(): void | Promise<void>;
	hide?(): void | Promise<void>;
}

export interface Context {
	readonly node: PageNode;
	readonly props: ReadonlySignal<Props>;
	/** The sources visible to this node, loop variables included. */
	readonly scope: Scope;
	/** Aborted when the node leaves the page; listeners and timers hang on it. */
	readonly signal: AbortSignal;

	/** Runs fn now and again whenever a signal it read changes, until the node leaves the page. */
	effect(fn: () => void): void;
	/** The binding of a property that holds a path ("datasource", "currentElement"); undefined when it is empty. */
	binding(prop: string): ReadonlySignal<Binding | undefined>;
	/** The list behind a property that holds a path to a selection or array; undefined when it is empty or no list. */
	list(prop: string): ReadonlySignal<ListBinding | undefined>;
	/** Builds an ordinary child or a slot of this node, with a scope of its own inside a repeated item. */
	build(nodeId: string, scope?: Scope): HTMLElement;
	/** Builds all ordinary children into a parent. */
	buildChildren(parent: HTMLElement, scope?: Scope): void;
	/** Disposes of an element made by build and of everything below it. */
	dispose(element: HTMLElement): void;
	/** Whether the node has an enabled action card for a trigger, compared without case. */
	handles(trigger: string): boolean;
	/** Runs the action cards of a trigger in order; pending input is flushed first. Nothing runs while disabled. */
	fire(trigger: string, data?: EventData): Promise<void>;
	/**
	 * Gives the root element what every component has: user classes, inline style, `disabled`, server-side
	 * show/hide and classes, and the listeners of the mouse and keyboard triggers the node has cards for.
	 */
	root(element: HTMLElement, options?: { readonly triggers?: readonly string[] }): HTMLElement;
	/** Translates a value that may be `{key, default, __t:"i18n"}` into text. */
	text(value: unknown): string;
	/** Registers a function that writes what a person is still typing; it runs before any card. */
	pending(flush: () => void): void;
	/**
	 * Registers the server-side handle of this node: what `show()`/`hide()` on its reference mean, if not plain
	 * display. Cards that open or close a dialog call it too, and wait for it.
	 */
	handle(handle: Handle): void;
	/**
	 * Shows a page in this node (page loaders): what the node itself declares by its properties. "" empties it. The
	 * same page again does nothing. The host gets the classes "loading", "loaded", "empty" or "failed".
	 */
	loadPage(host: HTMLElement, page: string): Promise<void>;
	/** Uploads a file; what it resolves to is set on an image or blob attribute, and can be shown before it is saved. */
	upload(file: Blob): Promise<unknown>;
	/** The language of texts and formats ("en", "fr-CA"); changes when the person chooses another. */
	readonly locale: ReadonlySignal<string>;
	/** Says in the console, once per node and message, that something was ignored. */
	ignored(message: string): void;
	/** True on the Studio's canvas: nothing navigates, no action card runs. */
	readonly editing: boolean;
}

/** How a property is edited in the Studio and described to Go. */
export interface PropDefinition {
	readonly name: string;
	readonly label: string;
	readonly type:
		| "text"
		| "number"
		| "boolean"
		| "enum"
		| "source"
		| "icon"
		| "page"
		| "list"
		| "richtext"
		| "object";
	readonly options?: readonly { readonly value: string; readonly label: string }[];
	readonly default?: unknown;
	readonly help?: string;
}

/** Data about a component, without behaviour; generates the JSON that Go and the Studio read. */
export interface ComponentDefinition {
	readonly name: string;
	readonly label: string;
	readonly icon: string;
	readonly category: "container" | "list" | "input" | "display" | "part" | "page";
	readonly canvas: boolean;
	readonly props: readonly PropDefinition[];
	readonly triggers: readonly string[];
	readonly slots: readonly string[];
}

export interface Component {
	readonly definition: ComponentDefinition;
	/** Builds the element of a node. Called once for its life. */
	build(context: Context): HTMLElement;
}
