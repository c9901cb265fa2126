/** The header of a data table: sort by click, resize at the edge, reorder by dragging; all of it by keyboard too. */
import type { ReadonlySignal } from "@preact/signals-core";
import { element, setAttribute } from "../element.ts";
import { type Column, narrowest } from "./columns.ts";

/** The order a person asked for. */
export interface Sorting {
	readonly id: string;
	readonly descending: boolean;
}

export interface HeaderOptions {
	readonly header: HTMLElement;
	readonly signal: AbortSignal;
	readonly columns: ReadonlySignal<readonly Column[]>;
	readonly sorting: ReadonlySignal<Sorting | undefined>;
	readonly enabled: () => boolean;
	sort(column: Column): void;
	resize(column: Column, width: number): void;
	/** Moves a column before the one that stands at a position. */
	move(column: Column, to: number): void;
}

/** Pixels a pointer moves before a press becomes a drag. */
const dragThreshold = 5;
const keyboardStep = 10;

/** Fills the header; call it in an effect, it reads the columns and the sorting. */
export function drawHeader(options: HeaderOptions): void {
	const focused = options.header.querySelector<HTMLElement>(".header-cell:focus")?.dataset.id;
	const sorting = options.sorting.value;
	const cells = options.columns.value.map((column, index) => headerCell(options, column, index, sorting));
	options.header.replaceChildren(...cells);
	if (focused) cells.find((cell) => cell.dataset.id === focused)?.focus();
}

function headerCell(
	options: HeaderOptions,
	column: Column,
	index: number,
	sorting: Sorting | undefined,
): HTMLElement {
	const words = element("span", "", column.title);
	words.title = column.title;
	const edge = element("div", "q-datatable__edge");
	const cell = element("div", `header-cell header-${column.className} resizable`, words, edge);
	cell.dataset.id = column.id;
	cell.setAttribute("role", "columnheader");
	cell.setAttribute("aria-colindex", String(index + 1));
	if (index % 2 === 1) cell.classList.add("header-even"); // counted from one, as people do
	if (column.type === "number") cell.classList.add("q-number");
	if (column.sortable) {
		const sorted = sorting?.id === column.id ? sorting : undefined;
		cell.tabIndex = 0;
		cell.classList.add("q-sortable");
		cell.classList.toggle("sorted", sorted !== undefined);
		cell.classList.toggle("sorted-asc", sorted?.descending === false);
		cell.classList.toggle("sorted-desc", sorted?.descending === true);
		setAttribute(cell, "aria-sort", sorted ? (sorted.descending ? "descending" : "ascending") : "none");
	}
	dragToResize(options, column, cell, edge);
	dragToMove(options, column, cell);
	cell.addEventListener("keydown", (event) => headerKey(event, options, column, index, cell));
	return cell;
}

function headerKey(
	event: KeyboardEvent,
	options: HeaderOptions,
	column: Column,
	index: number,
	cell: HTMLElement,
): void {
	const direction = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
	if (event.key === "Enter" || event.key === " ") cell.click();
	else if (direction !== 0 && event.shiftKey)
		options.resize(column, cell.offsetWidth + direction * keyboardStep);
	else if (direction !== 0 && event.altKey) options.move(column, index + (direction < 0 ? -1 : 2));
	else return;
	event.preventDefault();
	event.stopPropagation();
}

function dragToResize(options: HeaderOptions, column: Column, cell: HTMLElement, edge: HTMLElement): void {
	edge.addEventListener("click", (event) => event.stopPropagation());
	edge.addEventListener("pointerdown", (event) => {
		if (event.button !== 0 || !options.enabled()) return;
		event.preventDefault();
		event.stopPropagation();
		const from = event.clientX;
		const width = cell.offsetWidth;
		const rightToLeft = getComputedStyle(cell).direction === "rtl" ? -1 : 1;
		followPointer(options.signal, (moved) => {
			options.resize(column, Math.max(narrowest, width + (moved.clientX - from) * rightToLeft));
		});
	});
}

function dragToMove(options: HeaderOptions, column: Column, cell: HTMLElement): void {
	cell.addEventListener("pointerdown", (event) => {
		if (event.button !== 0 || event.pointerType === "touch" || !options.enabled()) return;
		const from = event.clientX;
		let dragging = false;
		let target = -1;
		const cells = () => [...options.header.querySelectorAll<HTMLElement>(".header-cell")];
		followPointer(
			options.signal,
			(moved) => {
				dragging ||= Math.abs(moved.clientX - from) > dragThreshold;
				if (!dragging) return;
				cell.classList.add("q-dragged");
				target = cells().findIndex((other) => {
					const rect = other.getBoundingClientRect();
					return moved.clientX < rect.left + rect.width / 2;
				});
				if (target < 0) target = cells().length;
				for (const [at, other] of cells().entries()) {
					other.classList.toggle("q-drop-before", at === target);
					other.classList.toggle("q-drop-after", target === cells().length && at === target - 1);
				}
			},
			(done) => {
				for (const other of cells()) other.classList.remove("q-dragged", "q-drop-before", "q-drop-after");
				if (!dragging) return;
				// The click that ends a drag sorts nothing.
				const swallow = (click: Event) => click.stopPropagation();
				addEventListener("click", swallow, { capture: true, once: true });
				setTimeout(() => removeEventListener("click", swallow, { capture: true }));
				if (done && target >= 0) options.move(column, target);
			},
		);
	});
}

/** Follows a pressed pointer until it is let go or Escape is pressed. */
function followPointer(
	signal: AbortSignal,
	move: (event: PointerEvent) => void,
	end?: (done: boolean) => void,
): void {
	const ended = new AbortController();
	const finish = (done: boolean) => {
		if (ended.signal.aborted) return;
		ended.abort();
		end?.(done);
	};
	const listening = { signal: ended.signal };
	addEventListener("pointermove", move, listening);
	addEventListener("pointerup", () => finish(true), listening);
	addEventListener("pointercancel", () => finish(false), listening);
	addEventListener("keydown", (event) => event.key === "Escape" && finish(false), listening);
	signal.addEventListener("abort", () => finish(false), listening);
}
