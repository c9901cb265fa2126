/** Rows of a selection or array under a header; only the rows that can be seen are in the document. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Component, Context, EventData } from "../../runtime/component.ts";
import type { ListBinding } from "../../sources/scope.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { formatValue } from "../format/format.ts";
import { isPicture, pictureAddress } from "../Image/address.ts";
import { type Choice, makeChoice, movedBy } from "../list/choice.ts";
import { VirtualGrid } from "../list/VirtualGrid.ts";
import { isOn, numberOr } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import { type Column, columnWidths, readColumns } from "./columns.ts";
import "./DataTable.css";
import { definition } from "./definition.ts";
import { drawHeader, type Sorting } from "./Header.ts";

const iterator = "$This";

export const dataTable: Component = {
	definition,
	build(context) {
		const header = element("div", "header");
		const inner = element("div", "innerScrollContainer");
		const scroller = element("div", "Grid", inner);
		const empty = element("p", "q-datatable__empty", "No rows");
		const root = componentElement("div", "datatable", header, scroller, empty);
		const table = new Table(context, { root, header, scroller, inner, empty });
		table.start();
		const own = definition.triggers.filter((trigger) => /^on(header|cell)|^onselect$/.test(trigger));
		return context.root(root, rootTriggers(definition, ...own));
	},
};

interface Parts {
	readonly root: HTMLElement;
	readonly header: HTMLElement;
	readonly scroller: HTMLElement;
	readonly inner: HTMLElement;
	readonly empty: HTMLElement;
}

const lives = new WeakMap<HTMLElement, () => void>();

/** The parts of one table and what moves between them. */
class Table {
	private readonly list: ReadonlySignal<ListBinding | undefined>;
	private readonly choice: Choice;
	private readonly columns: ReadonlySignal<readonly Column[]>;
	private readonly grid: VirtualGrid;
	private readonly width = signal(0);
	private readonly resized = signal<ReadonlyMap<string, number>>(new Map());
	/** Ids of the columns in the order a person dragged them to. */
	private readonly order = signal<readonly string[]>([]);
	private readonly sorting = signal<Sorting | undefined>(undefined);

	constructor(
		private readonly context: Context,
		private readonly parts: Parts,
	) {
		this.list = context.list("datasource");
		this.choice = makeChoice(context, this.list);
		this.columns = computed(() => {
			const declared = readColumns(context.props.value.columns, (value) => context.text(value));
			const order = this.order.value;
			const place = (column: Column) => {
				const at = order.indexOf(column.id);
				return at < 0 ? declared.indexOf(column) : at;
			};
			return order.length === 0 ? declared : [...declared].sort((a, b) => place(a) - place(b));
		});
		this.grid = new VirtualGrid({
			scroller: parts.scroller,
			inner: parts.inner,
			signal: context.signal,
			overscan: 6,
			arrange: (width) => {
				this.width.value = width;
				const itemHeight = Math.max(1, numberOr(context.props.peek().rowHeight, 30));
				return { horizontal: false, lanes: 1, itemWidth: undefined, itemHeight };
			},
			make: (index) => this.makeRow(index),
			discard: (row) => {
				lives.get(row)?.();
				lives.delete(row);
				row.remove();
			},
		});
	}

	start(): void {
		const { context } = this;
		const { root, header, scroller, inner } = this.parts;
		root.setAttribute("role", "grid");
		header.setAttribute("role", "row");
		inner.setAttribute("role", "rowgroup");
		scroller.addEventListener(
			"scroll",
			() => {
				header.scrollLeft = scroller.scrollLeft;
			},
			{ passive: true },
		);
		context.effect(() =>
			drawHeader({
				header,
				signal: context.signal,
				columns: this.columns,
				sorting: this.sorting,
				enabled: () => this.enabled,
				sort: (column) => void this.sort(column),
				resize: (column, width) => {
					this.resized.value = new Map(this.resized.peek()).set(column.id, width);
				},
				move: (column, to) => this.move(column, to),
			}),
		);
		this.layOut();
		this.fill();
		if (!context.editing) this.interact();
	}

	private get enabled(): boolean {
		return !this.context.editing && !isOn(this.context.props.peek().disabled);
	}

	private layOut(): void {
		const { root, header, inner } = this.parts;
		this.context.effect(() => {
			const widths = columnWidths(this.columns.value, this.width.value, this.resized.value);
			root.style.setProperty("--q-columns", widths.map((width) => `${width}px`).join(" "));
			const sum = widths.reduce((total, width) => total + width, 0);
			inner.style.width = sum > this.width.value + 1 ? `${sum}px` : "100%";
		});
		let rowHeight: unknown;
		this.context.effect(() => {
			const props = this.context.props.value;
			header.style.height = `${Math.max(1, numberOr(props.headerHeight, 36))}px`;
			setAttribute(root, "aria-disabled", isOn(props.disabled) && "true");
			root.classList.toggle("q-borders", props.showBorders !== false && props.showBorders !== "false");
			if (rowHeight !== undefined && rowHeight !== props.rowHeight) this.grid.rearrange();
			rowHeight = props.rowHeight;
		});
	}

	private fill(): void {
		const { root, empty } = this.parts;
		let shown: unknown;
		this.context.effect(() => {
			const rows = this.list.value;
			const count = rows?.length.value ?? 0;
			const columns = this.columns.value;
			if (shown !== undefined && shown !== rows) this.sorting.value = undefined;
			if (shown !== rows) this.grid.setCount(0);
			shown = rows;
			this.grid.setCount(count);
			setAttribute(root, "aria-rowcount", count + 1);
			setAttribute(root, "aria-colcount", columns.length);
			empty.hidden = count > 0;
		});
		let drawn: unknown;
		this.context.effect(() => {
			if (drawn !== undefined && drawn !== this.columns.value) this.grid.rebuild();
			drawn = this.columns.value;
		});
		this.context.effect(() => {
			const at = this.choice.index.value;
			if (at >= 0) queueMicrotask(() => this.grid.scrollTo(at));
		});
		this.context.signal.addEventListener("abort", () => this.grid.setCount(0));
	}

	private makeRow(index: number): HTMLElement {
		const rows = this.list.peek();
		const columns = this.columns.peek();
		const cells = columns.map((column, at) => makeCell(column, at));
		const made = element("div", index % 2 === 1 ? "row row-even" : "row", ...cells);
		made.setAttribute("role", "row");
		made.setAttribute("aria-rowindex", String(index + 2));
		const scope = rows?.itemScope(index, iterator);
		const bindings = columns.map((column) =>
			scope?.bind(column.source ? `${iterator}.${column.source}` : iterator),
		);
		const row = rows?.row(index);
		const stops = [
			effect(() => {
				const item = row?.value;
				made.dataset.state = item === undefined ? "loading" : item === null ? "removed" : "shown";
				for (const [at, binding] of bindings.entries()) {
					const column = columns[at];
					const cell = cells[at];
					if (!column || !cell) continue;
					if (item === undefined || item === null) cell.replaceChildren(element("span"));
					else
						showCell(
							cell,
							column,
							binding?.value.value,
							shownType(binding?.type.value ?? "", column.type),
							this.context.locale.value,
						);
				}
			}),
			effect(() => {
				const chosen = this.choice.isChosen(index);
				made.classList.toggle("selected", chosen);
				made.setAttribute("aria-selected", String(chosen));
				made.tabIndex = chosen || (this.choice.index.value < 0 && index === 0) ? 0 : -1;
			}),
		];
		lives.set(made, () => {
			for (const stop of stops) stop();
		});
		return made;
	}

	private interact(): void {
		const { header, scroller } = this.parts;
		const fire = (trigger: string, data: EventData) => {
			if (this.context.handles(trigger)) void this.context.fire(trigger, data);
		};
		for (const kind of ["click", "dblclick"] as const) {
			header.addEventListener(kind, (event) => {
				const column = this.columnAt(event.target, ".header-cell");
				if (!column) return;
				fire(`onheader${kind}`, { index: column.index, name: column.source });
				if (kind === "click" && column.sortable && this.enabled) void this.sort(column);
			});
			scroller.addEventListener(kind, (event) => {
				const row = this.grid.indexOf(event.target);
				if (row < 0) return;
				if (kind === "click") this.choice.choose(row);
				const column = this.columnAt(event.target, ".cell");
				if (column) fire(`oncell${kind}`, { index: column.index, name: column.source, row });
			});
		}
		if (this.context.handles("oncellmouseenter")) {
			scroller.addEventListener(
				"mouseenter",
				(event) => {
					const cell = event.target;
					if (!(cell instanceof Element) || !cell.matches(".cell")) return;
					const column = this.columnAt(cell, ".cell");
					if (column)
						fire("oncellmouseenter", {
							index: column.index,
							name: column.source,
							row: this.grid.indexOf(cell),
						});
				},
				{ capture: true },
			);
		}
		const hover = (event: Event, on: boolean) => {
			if (event.target instanceof Element) event.target.closest(".row")?.classList.toggle("hover", on);
		};
		scroller.addEventListener("mouseover", (event) => hover(event, true));
		scroller.addEventListener("mouseout", (event) => hover(event, false));
		scroller.addEventListener("keydown", (event) => this.key(event));
	}

	private columnAt(
		target: EventTarget | null,
		selector: string,
	): (Column & { readonly index: number }) | undefined {
		const cell = target instanceof Element ? target.closest(selector) : null;
		const index = cell?.parentElement ? [...cell.parentElement.children].indexOf(cell) : -1;
		const column = this.columns.peek()[index];
		return column && { ...column, index };
	}

	private key(event: KeyboardEvent): void {
		const at = this.grid.indexOf(event.target);
		if (at < 0) return;
		if (event.key === "Enter") {
			this.grid.element(at)?.click();
			return;
		}
		const count = this.list.peek()?.length.peek() ?? 0;
		const to = movedBy(event, at, { count, lanes: 1, page: this.grid.rowsInView });
		if (to === undefined) return;
		event.preventDefault();
		this.grid.scrollTo(to);
		this.grid.element(to)?.focus({ preventScroll: true });
		if (to !== at) this.choice.choose(to);
	}

	/** Ascending first, then the other way round: the selection itself is sorted, so there is no third state. */
	private async sort(column: Column): Promise<void> {
		const list = this.list.peek();
		if (!list) return;
		const last = this.sorting.peek();
		const descending = last?.id === column.id && !last.descending;
		this.sorting.value = { id: column.id, descending };
		await list.orderBy([{ path: column.source, descending }]);
		if (this.context.signal.aborted) return;
		const chosen = this.context.props.peek().sortingBehavior === "top" ? -1 : this.choice.index.peek();
		if (chosen >= 0) this.grid.scrollTo(chosen);
		else this.parts.scroller.scrollTop = 0;
	}

	private move(column: Column, to: number): void {
		const ids = this.columns.peek().map((other) => other.id);
		const from = ids.indexOf(column.id);
		if (from < 0 || to < 0) return;
		ids.splice(from, 1);
		ids.splice(to > from ? to - 1 : to, 0, column.id);
		this.order.value = ids;
	}
}

function makeCell(column: Column, at: number): HTMLElement {
	const made = element("div", `cell col col-${column.className}`, element("span"));
	if (at % 2 === 1) made.classList.add("col-even");
	made.setAttribute("role", "gridcell");
	made.setAttribute("aria-colindex", String(at + 1));
	return made;
}

/** What a source says of itself, unless it only says "text" and the column knows better. */
function shownType(sourceType: string, columnType: string): string {
	return sourceType === "" || (sourceType === "string" && columnType !== "") ? columnType : sourceType;
}

function showCell(cell: HTMLElement, column: Column, value: unknown, type: string, locale: string): void {
	cell.classList.toggle("q-number", type === "number" || type === "duration");
	if (isPicture(value, type)) {
		const picture = element("img");
		picture.alt = "";
		picture.loading = "lazy";
		picture.src = pictureAddress(value);
		cell.replaceChildren(picture);
		return;
	}
	const shown = formatValue(value, type, column.format, locale);
	let words = cell.firstElementChild;
	if (!(words instanceof HTMLSpanElement)) {
		words = element("span");
		cell.replaceChildren(words);
	}
	const span = words as HTMLSpanElement;
	span.textContent = shown.text;
	span.title = shown.text; // the full text where the cell cuts it
	span.style.color = shown.color ?? "";
}
