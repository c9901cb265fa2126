/** Only the items that can be seen are in the document: a scrolling box over any number of items, in lanes. */
import { Track } from "./track.ts";
import "./VirtualGrid.css";

/** The arrangement of items; sizes in CSS pixels, undefined for the natural size of an item. */
export interface Geometry {
	readonly horizontal: boolean;
	/** Items beside each other, across the direction of scrolling. */
	readonly lanes: number;
	readonly itemWidth: number | undefined;
	readonly itemHeight: number | undefined;
}

/** What makes items and where they go. */
export interface VirtualGridOptions {
	readonly scroller: HTMLElement;
	readonly inner: HTMLElement;
	readonly signal: AbortSignal;
	/** Called when the box has another size; returns how items are arranged in it. */
	readonly arrange: (width: number, height: number) => Geometry;
	/** Makes the item at an index, which joins the document later. */
	readonly make: (index: number) => HTMLElement;
	readonly discard: (item: HTMLElement) => void;
	/** Called when natural items turned out to be of another size than thought. */
	readonly measured?: () => void;
	/** Rows kept on either side of what is seen. @default 3 */
	readonly overscan?: number;
}

/** Natural items count with this size until they are measured. */
const naturalEstimate = 48;
/** Items made where nothing can be measured: a hidden tab, a document without layout. */
const unmeasuredItems = 20;

export class VirtualGrid {
	private readonly options: VirtualGridOptions;
	private readonly track = new Track();
	private readonly items = new Map<number, HTMLElement>();
	private readonly measured = new Map<number, number>();
	private readonly observer: ResizeObserver | undefined;
	private geometry: Geometry = { horizontal: false, lanes: 1, itemWidth: undefined, itemHeight: undefined };
	private count = 0;
	private frame = 0;
	/** Width and height of the box when it was last looked at. */
	private size = "";

	constructor(options: VirtualGridOptions) {
		this.options = options;
		const { scroller, signal } = options;
		const passive = { signal, passive: true };
		// Not only the own box may scroll the items into sight.
		document.addEventListener(
			"scroll",
			(event) => {
				if (event.target instanceof Node && event.target.contains(options.inner)) this.renderSoon();
			},
			{ ...passive, capture: true },
		);
		addEventListener("resize", () => this.renderSoon(), passive);
		if (typeof ResizeObserver !== "undefined") {
			this.observer = new ResizeObserver((entries) => this.resized(entries));
			this.observer.observe(scroller);
		}
		signal.addEventListener("abort", () => {
			this.observer?.disconnect();
			cancelAnimationFrame(this.frame);
		});
	}

	/** Says how many items there are. */
	setCount(count: number): void {
		if (count === this.count) return;
		this.count = count;
		this.track.resize(this.rowCount());
		for (const [index, item] of this.items) if (index >= count) this.drop(index, item);
		if (this.options.inner.isConnected) this.render();
		else queueMicrotask(() => this.rearrange());
	}

	/** Arranges all items again, after the rules of arrangement changed. */
	rearrange(): void {
		if (this.options.signal.aborted) return;
		const { scroller } = this.options;
		this.geometry = this.options.arrange(scroller.clientWidth, scroller.clientHeight);
		this.track.reset(this.rowCount(), this.rowSize() ?? naturalEstimate);
		if (this.rowSize() === undefined) for (const [index, size] of this.measured) this.measureRow(index, size);
		this.render();
	}

	/** Makes every item anew: the list or the template is another one. */
	rebuild(): void {
		for (const [index, item] of [...this.items]) this.drop(index, item);
		this.measured.clear();
		this.rearrange();
	}

	/** The element of an item, if it is in the document now. */
	element(index: number): HTMLElement | undefined {
		return this.items.get(index);
	}

	/** The index of the item around an element, -1 when it is in none. */
	indexOf(target: EventTarget | null): number {
		for (const [index, item] of this.items) if (target instanceof Node && item.contains(target)) return index;
		return -1;
	}

	get lanes(): number {
		return this.geometry.lanes;
	}

	/** How long the first rows are together. */
	extent(rows: number): number {
		return this.track.start(Math.min(rows, this.rowCount()));
	}

	/** Rows that fit in the box, for page up and down. */
	get rowsInView(): number {
		return Math.max(1, Math.floor(this.viewSize() / Math.max(1, this.track.sizeOf(0))));
	}

	/** Scrolls the own box as little as possible to show an item whole. */
	scrollTo(index: number): void {
		if (index < 0 || index >= this.count) return;
		const { scroller } = this.options;
		const row = Math.floor(index / this.geometry.lanes);
		const start = this.track.start(row);
		const end = start + this.track.sizeOf(row);
		const at = this.geometry.horizontal ? Math.abs(scroller.scrollLeft) : scroller.scrollTop;
		const view = this.viewSize();
		const to = start < at ? start : end > at + view ? end - view : at;
		if (to !== at) {
			if (this.geometry.horizontal) scroller.scrollLeft = to;
			else scroller.scrollTop = to;
		}
		this.render();
	}

	private viewSize(): number {
		const { scroller } = this.options;
		return this.geometry.horizontal ? scroller.clientWidth : scroller.clientHeight;
	}

	private rowCount(): number {
		return Math.ceil(this.count / this.geometry.lanes);
	}

	private rowSize(): number | undefined {
		return this.geometry.horizontal ? this.geometry.itemWidth : this.geometry.itemHeight;
	}

	private resized(entries: readonly ResizeObserverEntry[]): void {
		const { scroller } = this.options;
		const size = `${scroller.clientWidth} ${scroller.clientHeight}`;
		const resized = size !== this.size && entries.some((entry) => entry.target === scroller);
		const items = entries.filter((entry) => entry.target !== scroller);
		if (!resized && items.length === 0) return;
		this.size = size;
		// A box without a height of its own changes with its items; that it need not hear in the same frame.
		this.observer?.unobserve(scroller);
		requestAnimationFrame(() => {
			if (!this.options.signal.aborted) this.observer?.observe(scroller);
		});
		if (resized) this.rearrange();
		this.measure(items);
	}

	private measure(entries: readonly ResizeObserverEntry[]): void {
		let moved = false;
		for (const entry of entries) {
			const index = this.indexOf(entry.target);
			const target = entry.target as HTMLElement;
			if (index < 0) continue;
			const size = this.geometry.horizontal ? target.offsetWidth : target.offsetHeight;
			this.measured.set(index, size);
			moved = this.measureRow(index, size) || moved;
		}
		if (!moved) return;
		this.render();
		this.options.measured?.();
	}

	/** A row is as large as its largest measured item. Keeps what is seen in place when rows before it change. */
	private measureRow(index: number, size: number): boolean {
		const { lanes } = this.geometry;
		const row = Math.floor(index / lanes);
		let largest = size;
		for (let lane = 0; lane < lanes; lane++)
			largest = Math.max(largest, this.measured.get(row * lanes + lane) ?? 0);
		const before = this.track.start(row);
		const moved = this.track.measure(row, largest);
		const { scroller } = this.options;
		if (moved !== 0 && !this.geometry.horizontal && before < scroller.scrollTop) scroller.scrollTop += moved;
		return moved !== 0;
	}

	private renderSoon(): void {
		cancelAnimationFrame(this.frame);
		this.frame = requestAnimationFrame(() => this.render());
	}

	/** The first and last row to have in the document. */
	private visibleRows(): readonly [number, number] {
		const { scroller, inner } = this.options;
		const last = this.rowCount() - 1;
		if (scroller.clientWidth === 0 && scroller.clientHeight === 0) {
			return [0, Math.min(last, Math.ceil(unmeasuredItems / this.geometry.lanes) - 1)];
		}
		const rect = inner.getBoundingClientRect();
		const { horizontal } = this.geometry;
		const view = this.viewSize();
		const at = horizontal ? Math.abs(scroller.scrollLeft) : scroller.scrollTop;
		// A box without a height of its own is as long as its items; then the window limits what is seen.
		const windowStart = horizontal ? -rect.left : -rect.top;
		const windowSize = horizontal ? innerWidth : innerHeight;
		const from = Math.max(at, windowStart - windowSize / 2);
		const to = Math.min(at + view, windowStart + windowSize * 1.5);
		if (to <= from) return [0, -1];
		const overscan = this.options.overscan ?? 3;
		return [Math.max(0, this.track.at(from) - overscan), Math.min(last, this.track.at(to) + overscan)];
	}

	private render(): void {
		const { inner } = this.options;
		if (this.options.signal.aborted) return;
		const { horizontal, lanes } = this.geometry;
		const total = `${this.track.total}px`;
		if (horizontal) inner.style.width = total;
		else inner.style.height = total;
		const [firstRow, lastRow] = this.visibleRows();
		const first = firstRow * lanes;
		const end = Math.min(this.count, (lastRow + 1) * lanes);
		for (const [index, item] of [...this.items]) {
			// The item a person is in stays, wherever it is scrolled to.
			if ((index < first || index >= end) && !item.contains(document.activeElement)) this.drop(index, item);
		}
		for (let index = first; index < end; index++) this.items.get(index) ?? this.add(index);
		for (const [index, item] of this.items) this.place(index, item);
	}

	private add(index: number): void {
		const item = this.options.make(index);
		this.items.set(index, item);
		// Reading order is the order of the list, whichever way a person scrolls.
		let next: HTMLElement | undefined;
		for (let after = index + 1; next === undefined && after <= index + 64; after++)
			next = this.items.get(after);
		if (next) next.before(item);
		else this.options.inner.append(item);
		if (this.rowSize() === undefined) this.observer?.observe(item);
	}

	private drop(index: number, item: HTMLElement): void {
		this.observer?.unobserve(item);
		this.items.delete(index);
		this.options.discard(item);
	}

	private place(index: number, item: HTMLElement): void {
		const { horizontal, lanes, itemWidth, itemHeight } = this.geometry;
		const row = Math.floor(index / lanes);
		const lane = index % lanes;
		const along = this.track.start(row);
		const { style } = item;
		if (horizontal) {
			style.insetInlineStart = `${along}px`;
			style.top = itemHeight === undefined ? `${(lane * 100) / lanes}%` : `${lane * itemHeight}px`;
		} else {
			style.top = `${along}px`;
			style.insetInlineStart = itemWidth === undefined ? `${(lane * 100) / lanes}%` : `${lane * itemWidth}px`;
		}
		const natural = horizontal ? "max-content" : `${100 / lanes}%`;
		style.width = itemWidth === undefined ? natural : `${itemWidth}px`;
		style.height = itemHeight === undefined ? (horizontal ? `${100 / lanes}%` : "") : `${itemHeight}px`;
	}
}
