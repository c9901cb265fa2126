/** The selected element of a list: two-way with the property currentElement, or kept here when none is bound. */
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Context } from "../../runtime/component.ts";
import type { ListBinding } from "../../sources/scope.ts";
import { isOn, textOf } from "../props.ts";

export interface Choice {
	/** The position of the selected element, -1 when there is none or it is not in the list. */
	readonly index: ReadonlySignal<number>;
	/** Whether the element at a position is the selected one. Tracks; call it in an effect. */
	isChosen(index: number): boolean;
	/** Selects the element at a position and fires onselect. */
	choose(index: number): void;
	/** Writes the element at a position as the selected one, without an event. */
	set(index: number): void;
	/** Whether a person can select at all. */
	readonly possible: boolean;
}

/** Makes the choice of a list component. */
export function makeChoice(context: Context, list: ReadonlySignal<ListBinding | undefined>): Choice {
	const bound = context.binding("currentElement");
	const local = signal(-1);
	const index = computed(() => {
		const rows = list.value;
		const target = bound.value;
		if (!rows || !target) return rows ? local.value : -1;
		// Positions are known anew when the list is another one or grew.
		rows.version.value;
		rows.length.value;
		const current = target.value.value;
		return current === null || current === undefined ? -1 : rows.indexOf(current);
	});
	const set = (at: number) => {
		const element = list.peek()?.row(at).peek();
		if (element === undefined || element === null) return;
		local.value = at;
		bound.peek()?.set(element);
	};
	const possible =
		textOf(context.props.peek().currentElement) !== "" ||
		context.handles("onselect") ||
		context.handles("onclick");
	return {
		index,
		isChosen(at) {
			if (index.value === at) return true;
			const current = bound.value?.value.value;
			// The same scalar may stand in a list twice: only objects are found by identity.
			return typeof current === "object" && current !== null && list.value?.row(at).value === current;
		},
		choose(at) {
			if (isOn(context.props.peek().disabled) || context.editing || !possible || at < 0) return;
			set(at);
			void context.fire("onselect", { index: at });
		},
		set,
		possible,
	};
}

/** Where a key moves from a position; undefined when it does not move. Kept within the list. */
export function movedBy(
	event: KeyboardEvent,
	at: number,
	list: {
		readonly count: number;
		readonly lanes: number;
		readonly horizontal?: boolean;
		readonly page: number;
	},
): number | undefined {
	if (event.ctrlKey || event.metaKey || event.altKey || list.count === 0) return undefined;
	const along = list.lanes;
	const steps: Readonly<Record<string, number>> = list.horizontal
		? { ArrowRight: along, ArrowLeft: -along, ArrowDown: along > 1 ? 1 : 0, ArrowUp: along > 1 ? -1 : 0 }
		: { ArrowDown: along, ArrowUp: -along, ArrowRight: along > 1 ? 1 : 0, ArrowLeft: along > 1 ? -1 : 0 };
	const step = steps[event.key];
	if (step) return at < 0 ? 0 : within(at + step, list.count, at);
	switch (event.key) {
		case "Home":
			return 0;
		case "End":
			return list.count - 1;
		case "PageDown":
			return Math.min(list.count - 1, Math.max(0, at) + list.page * along);
		case "PageUp":
			return Math.max(0, at - list.page * along);
		default:
			return undefined;
	}
}

function within(to: number, count: number, otherwise: number): number {
	return to < 0 || to >= count ? otherwise : to;
}
