/** The open menu of a select box: search, rows, total. Loaded when first opened. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Context } from "../../runtime/component.ts";
import type { ListBinding } from "../../sources/scope.ts";
import { element, uniqueId } from "../element.ts";
import { openFloating } from "../floating.ts";
import { movedBy } from "../list/choice.ts";
import { VirtualGrid } from "../list/VirtualGrid.ts";
import { isOn, iteratorOf, numberOr, objectsOf, textOf } from "../props.ts";
import { userClasses } from "./classes.ts";

/** An open menu. */
export interface Menu {
	close(): void;
	/** Handles a key pressed on the header. */
	key(event: KeyboardEvent): void;
}

/** The pause in typing before a search is asked for, in milliseconds. */
const searchPause = 200;

/** Opens the menu below its header; typed goes into the search field. */
export function openMenu(context: Context, header: HTMLElement, typed: string, closed: () => void): Menu {
	const ended = new AbortController();
	context.signal.addEventListener("abort", () => ended.abort(), { signal: ended.signal });
	const stops: (() => void)[] = [];
	const view = new MenuView(context, header, ended.signal, (fn) => stops.push(effect(fn)));
	const floating = openFloating(header, view.root, {
		className: ["fd-selectbox__menu", ...userClasses(header)].join(" "),
		matchWidth: true,
		signal: ended.signal,
		onClose(restore) {
			view.end();
			for (const stop of stops) stop();
			ended.abort();
			if (restore) header.focus();
			closed();
		},
	});
	view.finished = () => floating.close(true);
	view.start(typed, () => floating.place());
	return { close: () => floating.close(true), key: (event) => view.key(event) };
}

class MenuView {
	readonly root = element("div", "fd-selectbox__menu_wrapper");
	finished: () => void = () => undefined;
	/** Fits the list to the rows that are to be seen. */
	private size: () => void = () => undefined;
	private readonly search = element("input", "fd-selectbox__search__input");
	private readonly inner = element("div", "innerScrollContainer");
	private readonly scroller = element("div", "FdVirtualList", this.inner);
	private readonly empty = element("p", "q-selectbox__empty", "Nothing found");
	private readonly words = signal("");
	private readonly active = signal(-1);
	private readonly list: ReadonlySignal<ListBinding | undefined>;
	private readonly grid: VirtualGrid;
	private readonly contents = new WeakMap<HTMLElement, () => void>();

	constructor(
		private readonly context: Context,
		private readonly header: HTMLElement,
		alive: AbortSignal,
		private readonly effect: (fn: () => void) => void,
	) {
		const all = context.list("datasource");
		const attributes = () =>
			objectsOf(context.props.peek().searchAttributes)
				.map((item) => textOf(item.attribute))
				.filter((name) => name !== "");
		this.list = computed(() => {
			const words = this.words.value.trim();
			return words === "" ? all.value : all.value?.search(words, attributes());
		});
		this.grid = new VirtualGrid({
			scroller: this.scroller,
			inner: this.inner,
			signal: alive,
			arrange: () => ({ horizontal: false, lanes: 1, itemWidth: undefined, itemHeight: undefined }),
			measured: () => this.size(),
			make: (index) => this.makeRow(index),
			discard: (row) => {
				this.contents.get(row)?.();
				row.remove();
			},
		});
	}

	start(typed: string, place: () => void): void {
		this.scroller.id = uniqueId();
		this.scroller.setAttribute("role", "listbox");
		this.header.setAttribute("aria-controls", this.scroller.id);
		if (isOn(this.context.props.peek().enableSearch)) this.addSearch(typed);
		this.root.append(this.scroller, this.empty);
		if (isOn(this.context.props.peek().total)) this.addTotal();
		const rows = Math.max(1, numberOr(this.context.props.peek().rowsNumber, 5));
		this.size = () => {
			this.scroller.style.maxHeight = `${this.grid.extent(rows)}px`;
			place();
		};
		let shown: ListBinding | undefined;
		this.effect(() => {
			const list = this.list.value;
			const count = list?.length.value ?? 0;
			if (list !== shown) {
				this.grid.setCount(0);
				this.active.value = this.words.peek() === "" ? this.chosen(list) : 0;
			}
			shown = list;
			this.grid.setCount(count);
			this.empty.hidden = count > 0;
			this.size();
		});
		this.effect(() => {
			const row = this.grid.element(this.active.value);
			const holder = this.search.isConnected ? this.search : this.header;
			if (row) holder.setAttribute("aria-activedescendant", row.id);
		});
		this.scroller.addEventListener("click", (event) => this.choose(this.grid.indexOf(event.target)));
		this.scroller.addEventListener("pointermove", (event) => {
			const at = this.grid.indexOf(event.target);
			if (at >= 0) this.active.value = at;
		});
		// A press on the menu leaves the focus where it is, in the header or the search field.
		this.root.addEventListener("pointerdown", (event) => {
			if (event.target !== this.search) event.preventDefault();
		});
		requestAnimationFrame(() => this.grid.scrollTo(this.active.peek()));
	}

	end(): void {
		this.grid.setCount(0);
	}

	key(event: KeyboardEvent): void {
		if (event.key === "Tab") {
			this.finished();
			return;
		}
		if (event.key === "Enter" || (event.key === " " && event.target !== this.search)) {
			event.preventDefault();
			event.stopPropagation();
			this.choose(this.active.peek());
			return;
		}
		if (event.target === this.search && (event.key === "Home" || event.key === "End")) return;
		if (event.key === "ArrowLeft" || event.key === "ArrowRight") return;
		const count = this.list.peek()?.length.peek() ?? 0;
		const to = movedBy(event, this.active.peek(), { count, lanes: 1, page: this.grid.rowsInView });
		if (to === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		this.grid.scrollTo(to);
		this.active.value = to;
	}

	private addSearch(typed: string): void {
		const icon = element("span", "fd-selectbox__search__icon");
		this.search.type = "search";
		this.search.value = typed;
		this.search.placeholder = "Search";
		this.search.setAttribute("aria-label", "Search");
		this.search.setAttribute("aria-controls", this.scroller.id);
		this.search.autocomplete = "off";
		let timer: ReturnType<typeof setTimeout> | undefined;
		this.search.addEventListener("input", () => {
			clearTimeout(timer);
			timer = setTimeout(() => {
				this.words.value = this.search.value;
			}, searchPause);
		});
		this.search.addEventListener("keydown", (event) => this.key(event));
		this.root.append(element("div", "fd-selectbox__search", icon, this.search));
		this.search.focus();
		this.words.value = typed;
	}

	private addTotal(): void {
		const total = element("p", "q-selectbox__total");
		this.effect(() => {
			const template = this.context.text(this.context.props.value.template) || "{{ length }} items";
			total.textContent = template.replace(/\{\{\s*length\s*\}\}/g, this.total());
		});
		this.root.append(total);
	}

	private total(): string {
		const count = this.list.value?.length.value ?? 0;
		return new Intl.NumberFormat(this.context.locale.value).format(count);
	}

	private current(): unknown {
		return this.context.binding("currentElement").peek()?.value.value;
	}

	private chosen(list: ListBinding | undefined): number {
		const current = this.current();
		return current === null || current === undefined ? -1 : (list?.indexOf(current) ?? -1);
	}

	private makeRow(index: number): HTMLElement {
		const list = this.list.peek();
		const template = this.context.node.linkedNodes.container;
		const content =
			list &&
			template &&
			this.context.build(template, list.itemScope(index, iteratorOf(this.context.props.peek())));
		const made = content ? element("div", "q-selectbox__row", content) : element("div", "q-selectbox__row");
		made.id = uniqueId();
		made.setAttribute("role", "option");
		const row = list?.row(index);
		const stop = effect(() => {
			const value = row?.value;
			made.hidden = value === null;
			const chosen = value !== undefined && value !== null && value === this.current();
			made.classList.toggle("selected", chosen);
			made.setAttribute("aria-selected", String(chosen));
			made.dataset.state = value === undefined ? "loading" : this.active.value === index ? "active" : "";
		});
		this.contents.set(made, () => {
			stop();
			if (content) this.context.dispose(content);
		});
		return made;
	}

	private choose(at: number): void {
		const value = at < 0 ? undefined : this.list.peek()?.row(at).peek();
		if (value === undefined || value === null) return;
		this.context.binding("currentElement").peek()?.set(value);
		this.finished();
		void this.context.fire("onselect", { index: at });
	}
}
