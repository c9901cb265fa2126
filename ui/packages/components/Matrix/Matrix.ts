/** A template repeated over a list; only what can be seen is in the document. */
import { effect, type ReadonlySignal } from "@preact/signals-core";
import type { Component, Context } from "../../runtime/component.ts";
import type { ListBinding } from "../../sources/scope.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { type Choice, makeChoice, movedBy } from "../list/choice.ts";
import { VirtualGrid } from "../list/VirtualGrid.ts";
import { isOn, iteratorOf, numberOr, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import { definition } from "./definition.ts";
import { heightOfRows, matrixGeometry, sharesWidth } from "./geometry.ts";
import "./Matrix.css";

export const matrix: Component = {
	definition,
	build(context) {
		const inner = element("div", "innerScrollContainer");
		const scroller = element("div", "FdVirtualGrid", inner);
		const root = componentElement("div", "matrix", scroller);
		const template = context.node.linkedNodes.container;
		if (context.editing || !template) {
			if (template) inner.append(item(context.build(template)));
			return context.root(root, rootTriggers(definition, "onselect"));
		}
		inner.setAttribute("role", "list");
		context.effect(() => {
			inner.classList.toggle("q-matrix__shares", sharesWidth(context.props.value));
			// Items that divide the height must not make it, or it would grow without end.
			const height = heightOfRows(context.props.value);
			scroller.style.contain = height === undefined ? "" : "size";
			scroller.style.containIntrinsicHeight = height === undefined ? "" : `${height}px`;
		});
		const list = context.list("datasource");
		const choice = makeChoice(context, list);
		const grid = new VirtualGrid({
			scroller,
			inner,
			signal: context.signal,
			overscan: numberOr(context.props.peek().overscan, 3),
			arrange: (width, height) => matrixGeometry(context.props.peek(), width, height),
			make: (index) => makeItem(context, template, list, choice, index),
			discard: discardItem,
		});
		fill(context, list, grid);
		follow(context, list, choice, grid);
		interact(context, scroller, list, choice, grid);
		// The matrix's own listeners are older than those of the cards: select first, then click.
		return context.root(root, rootTriggers(definition, "onselect"));
	},
};

function item(...children: HTMLElement[]): HTMLElement {
	return element("div", "q-matrix__item items-center", ...children);
}

const lives = new WeakMap<HTMLElement, () => void>();

function makeItem(
	context: Context,
	template: string,
	list: ReadonlySignal<ListBinding | undefined>,
	choice: Choice,
	index: number,
): HTMLElement {
	const rows = list.peek();
	const content = rows && context.build(template, rows.itemScope(index, iteratorOf(context.props.peek())));
	const made = content ? item(content) : item();
	made.setAttribute("role", "listitem");
	const row = rows?.row(index);
	const stop = effect(() => {
		const element = row?.value;
		// An element on its way shows a skeleton, a removed one leaves a hole until the list is cleaned.
		made.dataset.state = element === undefined ? "loading" : element === null ? "removed" : "shown";
		const chosen = choice.isChosen(index);
		made.classList.toggle("selected", chosen);
		setAttribute(made, "aria-current", chosen && "true");
		setAttribute(made, "aria-posinset", index + 1);
		setAttribute(made, "aria-setsize", rows?.length.value ?? 0);
		if (choice.possible) made.tabIndex = chosen || (choice.index.value < 0 && index === 0) ? 0 : -1;
	});
	lives.set(made, () => {
		stop();
		if (content) context.dispose(content);
	});
	return made;
}

function discardItem(made: HTMLElement): void {
	lives.get(made)?.();
	lives.delete(made);
	made.remove();
}

/** Keeps the grid at the length of the list, and rebuilds it when another list is bound. */
function fill(context: Context, list: ReadonlySignal<ListBinding | undefined>, grid: VirtualGrid): void {
	let shown: ListBinding | undefined;
	context.effect(() => {
		const rows = list.value;
		const count = rows?.length.value ?? 0;
		if (rows !== shown) {
			shown = rows;
			grid.setCount(0);
		}
		grid.setCount(count);
	});
	let arranged: unknown;
	context.effect(() => {
		const { gridProps, orientation, autoHeight } = context.props.value;
		const arrangement = JSON.stringify([gridProps, orientation, autoHeight]);
		if (arranged !== undefined && arranged !== arrangement) grid.rearrange();
		arranged = arrangement;
	});
	context.signal.addEventListener("abort", () => grid.setCount(0));
}

/** What happens to the selection and the place in the list after the data changed. */
function follow(
	context: Context,
	list: ReadonlySignal<ListBinding | undefined>,
	choice: Choice,
	grid: VirtualGrid,
): void {
	const behavior = () => textOf(context.props.peek().selectionChangeBehavior) || "selectCurrent";
	context.effect(() => {
		const at = choice.index.value;
		if (at >= 0 && behavior() !== "none") queueMicrotask(() => grid.scrollTo(at));
	});
	let seen: number | undefined;
	context.effect(() => {
		const rows = list.value;
		const version = rows?.version.value;
		// The first element may still be on its way; this runs again when it is there.
		const first = behavior() === "selectFirst" ? rows?.row(0).value : undefined;
		if (version === seen || first === undefined || first === null) return;
		seen = version;
		if (!isOn(context.props.peek().disabled)) queueMicrotask(() => choice.set(0));
	});
}

function interact(
	context: Context,
	scroller: HTMLElement,
	list: ReadonlySignal<ListBinding | undefined>,
	choice: Choice,
	grid: VirtualGrid,
): void {
	// Captured, so that a button inside the item acts on the element that has just been selected.
	scroller.addEventListener(
		"click",
		(event) => {
			const at = grid.indexOf(event.target);
			if (at >= 0) choice.choose(at);
		},
		{ capture: true },
	);
	scroller.addEventListener("keydown", (event) => {
		const at = grid.indexOf(event.target);
		if (at < 0 || event.target !== grid.element(at)) return; // keys of controls inside an item are theirs
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			grid.element(at)?.click();
			return;
		}
		const horizontal = context.props.peek().orientation === "horizontal";
		const count = list.peek()?.length.peek() ?? 0;
		const to = movedBy(event, at, { count, lanes: grid.lanes, horizontal, page: grid.rowsInView });
		if (to === undefined) return;
		event.preventDefault();
		grid.scrollTo(to);
		grid.element(to)?.focus({ preventScroll: true });
		if (to !== at) choice.choose(to);
	});
}
