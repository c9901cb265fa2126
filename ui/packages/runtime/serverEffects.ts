/** Applies what an answer of the server changes on pages (spec/studio_pages.md 4.6). */
import { batch } from "@preact/signals-core";
import type { ItemEffect } from "../wire/effects.ts";
import type { NodeState } from "./node.ts";

/** Pages inside of pages, as far as references are looked for in them. */
export interface PageTree {
	readonly parent: PageTree | undefined;
	/** The pages that its loaders show. */
	innerPages(): readonly PageTree[];
	/** Its nodes with a reference. */
	statesByReference(reference: string): readonly NodeState[];
}

/**
 * The nodes of a reference, as seen from a page: its own, else those of the pages around it, from the inside out,
 * else those of pages inside any of them. A reference may be on several nodes.
 */
export function findReference(page: PageTree, reference: string): readonly NodeState[] {
	for (let at: PageTree | undefined = page; at; at = at.parent) {
		const found = at.statesByReference(reference);
		if (found.length > 0) {
			return found;
		}
	}
	for (let at: PageTree | undefined = page; at; at = at.parent) {
		const found = searchInside(at, reference);
		if (found.length > 0) {
			return found;
		}
	}
	return [];
}

function searchInside(page: PageTree, reference: string): readonly NodeState[] {
	for (const inner of page.innerPages()) {
		const found = inner.statesByReference(reference);
		const states = found.length > 0 ? found : searchInside(inner, reference);
		if (states.length > 0) {
			return states;
		}
	}
	return [];
}

/** Remembers the newest stamp per reference and action: older effects that arrive late are ignored. */
export class EffectOrder {
	readonly #stamps = new Map<string, number>();

	isNew({ reference, action, stamp }: ItemEffect): boolean {
		const kind = action === "show" || action === "hide" ? "display" : action;
		const id = `${reference} ${kind}`;
		const last = this.#stamps.get(id) ?? Number.NEGATIVE_INFINITY;
		if (stamp < last) {
			return false;
		}
		this.#stamps.set(id, stamp);
		return true;
	}
}

/** Applies effects in the order of their stamps; waits for dialogs that open. */
export async function applyItems(
	page: PageTree,
	items: readonly ItemEffect[],
	order: EffectOrder,
	ignored: (message: string) => void,
): Promise<void> {
	const waiting: Promise<void>[] = [];
	batch(() => {
		for (const item of items) {
			const states = findReference(page, item.reference);
			if (states.length === 0) {
				ignored(`the server addressed ${item.reference}, which is not on this page`);
			}
			if (order.isNew(item)) {
				for (const state of states) {
					waiting.push(applyItem(state, item));
				}
			}
		}
	});
	await Promise.all(waiting);
}

async function applyItem(state: NodeState, item: ItemEffect): Promise<void> {
	switch (item.action) {
		case "show":
			return setVisible(state, true);
		case "hide":
			return setVisible(state, false);
		case "addCSSClass":
		case "removeCSSClass": {
			const classes = new Map(state.classes.peek());
			for (const name of item.classes) {
				classes.set(name, item.action === "addCSSClass");
			}
			state.classes.value = classes;
			return;
		}
		default: {
			const never: never = item.action;
			return never;
		}
	}
}

/** Shows or hides all elements of a node in the way its component understands it. */
export async function setVisible(state: NodeState, visible: boolean): Promise<void> {
	const handles = [...state.handles].filter((handle) => (visible ? handle.show : handle.hide));
	if (handles.length === 0) {
		state.visible.value = visible;
		return;
	}
	await Promise.all(handles.map((handle) => (visible ? handle.show?.() : handle.hide?.())));
}
