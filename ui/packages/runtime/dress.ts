/** What every component's root element has: classes, inline style, the server's effects, mouse and keyboard. */

import type { ReadonlySignal } from "@preact/signals-core";
import { textOf, textsOf } from "../wire/shape.ts";
import type { Props } from "./component.ts";
import type { NodeState } from "./node.ts";
import { cssEntries } from "./style.ts";

/** The triggers that are events of an element. */
export const domTriggers = [
	"onclick",
	"ondblclick",
	"onauxclick",
	"onmouseenter",
	"onmouseleave",
	"onmousemove",
	"onkeydown",
	"onkeyup",
	"onfocus",
	"onblur",
] as const;

/** What dressing needs of a node's context. */
export interface Dressable {
	readonly state: NodeState;
	readonly props: ReadonlySignal<Props>;
	readonly editing: boolean;
	readonly signal: AbortSignal;
	/** Whether this is the root of a page. */
	readonly isPage: boolean;
	classNames(name: string): readonly string[];
	effect(fn: () => void): void;
	handles(trigger: string): boolean;
	fire(trigger: string): Promise<void>;
	fireKey(trigger: string, event: KeyboardEvent): Promise<void>;
}

export function dress(
	context: Dressable,
	element: HTMLElement,
	triggers: readonly string[] = domTriggers,
): void {
	element.dataset.node = context.state.id;
	const update = () => {
		applyClasses(context, element);
		applyStyle(context, element);
	};
	if (context.state.fixed) {
		update();
	} else {
		context.effect(update);
	}
	listen(context, element, new Set(triggers));
}

const applied = Symbol("classes and style properties set by dress");

interface Dressed extends HTMLElement {
	[applied]?: { classes: readonly string[]; style: readonly string[] };
}

function memory(element: Dressed): { classes: readonly string[]; style: readonly string[] } {
	element[applied] ??= { classes: [], style: [] };
	return element[applied];
}

function applyClasses(context: Dressable, element: HTMLElement): void {
	const props = context.props.value;
	const fixed = textOf(props.className).split(/\s+/);
	const names = [...textsOf(props.classNames), ...added(context, true)].filter(
		(name) => !removed(context, name),
	);
	const own = names.flatMap((name) => context.classNames(name));
	const disabled = props.disabled === true || props.disabled === "true" ? ["disabled"] : [];
	const classes = [...fixed, ...own, ...disabled].filter((name) => /^\S+$/.test(name));
	const before = memory(element);
	element.classList.remove(...before.classes.filter((name) => !classes.includes(name)));
	// What the component itself put there is not ours to take away later.
	before.classes = classes.filter(
		(name) => before.classes.includes(name) || !element.classList.contains(name),
	);
	element.classList.add(...classes);
	element.classList.remove(...added(context, false));
}

function added(context: Dressable, yes: boolean): readonly string[] {
	return [...context.state.classes.value].filter(([, add]) => add === yes).map(([name]) => name);
}

function removed(context: Dressable, name: string): boolean {
	return context.state.classes.value.get(name) === false;
}

function applyStyle(context: Dressable, element: HTMLElement): void {
	const entries = new Map(cssEntries(context.props.value.style));
	const visible = context.state.visible.value;
	if (visible === false) {
		entries.set("display", "none");
	} else if (visible === true && entries.get("display") === "none") {
		entries.delete("display");
	}
	const before = memory(element);
	for (const name of before.style) {
		if (!entries.has(name)) {
			element.style.removeProperty(name);
		}
	}
	for (const [name, value] of entries) {
		if (element.style.getPropertyValue(name) !== value) {
			element.style.setProperty(name, value);
		}
	}
	before.style = [...entries.keys()];
}

function listen(context: Dressable, element: HTMLElement, triggers: ReadonlySet<string>): void {
	if (context.editing) {
		return;
	}
	for (const trigger of domTriggers) {
		if (!triggers.has(trigger) || !context.handles(trigger)) {
			continue;
		}
		const type = trigger.slice("on".length);
		if (type === "keydown" || type === "keyup") {
			// A page hears the keyboard wherever the focus is.
			const target = context.isPage ? element.ownerDocument : element;
			const heard = (event: Event) => void context.fireKey(trigger, event as KeyboardEvent);
			target.addEventListener(type, heard, { signal: context.signal });
		} else {
			element.addEventListener(type, () => void context.fire(trigger));
		}
	}
}
