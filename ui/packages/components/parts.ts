/**
 * What a compound component tells its part. A Checkbox and its CheckboxInput are two nodes of a page file, but the
 * kind of check box and, in older files, the binding stand on the outer one.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Context } from "../runtime/component.ts";
import type { Binding } from "../sources/scope.ts";
import { isOn, textOf } from "./props.ts";

/** Properties of the whole that hold for the part. */
export interface Handed {
	readonly disabled?: boolean;
	/** The name assistive technology reads when no visible label does it. */
	readonly name?: string;
	/** Used by a part that has no binding of its own. */
	readonly binding?: ReadonlySignal<Binding | undefined>;
	/** Other properties of the outer node the part falls back to. */
	readonly props?: Readonly<Record<string, unknown>>;
}

const nothing: Handed = {};
const handed = new WeakMap<Element, Signal<Handed>>();

/** For a part: what the whole around its root says; nothing while it stands alone. */
export function partOf(root: Element): ReadonlySignal<Handed> {
	return slotOf(root);
}

/** For a compound component: tells the part whose root this is. */
export function tellPart(root: Element, told: Handed): void {
	slotOf(root).value = told;
}

function slotOf(root: Element): Signal<Handed> {
	let slot = handed.get(root);
	if (!slot) {
		slot = signal(nothing);
		handed.set(root, slot);
	}
	return slot;
}

/** Builds the part in a slot of the node; undefined when the page has none. */
export function buildSlot(context: Context, ...names: readonly string[]): HTMLElement | undefined {
	for (const name of names) {
		const id = context.node.linkedNodes[name];
		if (id) return context.build(id);
	}
	return undefined;
}

/** The first words a label may keep from the moment it was created; they name nothing. */
const untouched = new Set(["", "label"]);

/**
 * Lays out a label and its control (labelPosition: left, right, top, bottom, hidden) and connects them. A hidden label
 * still names the control, unless nobody ever wrote it.
 */
export function labelled(
	context: Context,
	root: HTMLElement,
	label: HTMLElement | undefined,
	control: HTMLElement | undefined,
	told: (name: string) => Handed,
): void {
	if (control) root.append(control);
	context.effect(() => {
		const props = context.props.value;
		const position = textOf(props.labelPosition) || "top";
		root.dataset.label = position;
		const shown = label !== undefined && position !== "hidden";
		if (label && shown) {
			if (position === "right" || position === "bottom") root.append(label);
			else root.prepend(label);
		} else label?.remove();
		const words = label?.textContent?.trim() ?? "";
		const name = shown || untouched.has(words.toLowerCase()) ? "" : words;
		if (control) tellPart(control, { disabled: isOn(props.disabled), ...told(name) });
	});
}
