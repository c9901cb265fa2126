/** Selections and arrays as rows. */
import { computed, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { PathType } from "./catalog.ts";
import { type Cell, type ListIdentity, type Mirror, openLater, typeOfValue } from "./cell.ts";
import { Entity } from "./entity.ts";
import type { ListBinding, Scope, SourceValue } from "./scope.ts";
import { Selection } from "./selection.ts";
import { isPlain, sameContent } from "./values.ts";

/** What lists need of the graph they belong to. */
export interface ListHome extends Mirror {
	readonly identity: ListIdentity;
	/** The same members in another order. */
	sort(selection: Selection, order: readonly Order[]): Promise<Selection>;
	/** The members that a query finds. */
	narrow(selection: Selection, filter: string, params: readonly unknown[]): Promise<Selection>;
	ignored(message: string): void;
}

/** One attribute of an order. */
export interface Order {
	readonly path: string;
	readonly descending: boolean;
}

/** A scope that loop variables can be added to. */
export interface LoopScope {
	inside(iterator: string, element: Cell): Scope;
}

export class CellList implements ListBinding {
	readonly path: string;
	readonly length: ReadonlySignal<number>;
	readonly version: ReadonlySignal<number>;
	readonly #graph: ListHome;
	readonly #scope: LoopScope;
	readonly #cell: Cell;
	readonly #rows = new Map<number, ReadonlySignal<SourceValue>>();
	readonly #scopes = new Map<string, Scope>();

	constructor(graph: ListHome, scope: LoopScope, cell: Cell, path: string) {
		this.#graph = graph;
		this.#scope = scope;
		this.#cell = cell;
		this.path = path;
		this.length = computed(() => lengthOf(cell.read()));
		this.version = computed(() => graph.identity.of(cell.read()));
	}

	row(index: number): ReadonlySignal<SourceValue> {
		let row = this.#rows.get(index);
		if (row === undefined) {
			row = computed(() => elementOf(this.#cell.read(), index));
			this.#rows.set(index, row);
		}
		return row;
	}

	itemScope(index: number, iterator: string): Scope {
		const name = iterator === "" ? "$This" : iterator;
		const id = `${index} ${name}`;
		let scope = this.#scopes.get(id);
		if (scope === undefined) {
			scope = this.#scope.inside(name, new ElementCell(this.#graph, this.#cell, index, this.row(index)));
			this.#scopes.set(id, scope);
		}
		return scope;
	}

	indexOf(element: SourceValue): number {
		const list = untracked(() => this.#cell.read());
		if (list instanceof Selection) {
			return element instanceof Entity ? list.indexOf(element) : -1;
		}
		if (!Array.isArray(list)) {
			return -1;
		}
		const index = list.indexOf(element);
		return index >= 0 || !isPlain(element) ? index : list.findIndex((item) => sameContent(item, element));
	}

	async orderBy(order: readonly Order[]): Promise<void> {
		const list = untracked(() => this.#cell.read());
		if (list instanceof Selection) {
			const sorted = await this.#graph.sort(list, order);
			if (untracked(() => this.#cell.read()) === list) {
				this.#cell.write(sorted);
			}
		} else if (Array.isArray(list)) {
			this.#cell.write([...list].sort((a, b) => compareBy(order, a, b)));
		}
	}

	search(text: string, attributes: readonly string[]): ListBinding {
		const found = new SearchCell(this.#graph, this.#cell, text.trim(), attributes);
		return new CellList(this.#graph, this.#scope, found, this.path);
	}
}

function lengthOf(list: SourceValue): number {
	if (list instanceof Selection) {
		openLater(list);
		return list.length.value;
	}
	return Array.isArray(list) ? list.length : 0;
}

function elementOf(list: SourceValue, index: number): SourceValue {
	if (list instanceof Selection) {
		return list.row(index).value;
	}
	return Array.isArray(list) && index < list.length ? list[index] : undefined;
}

/** The loop variable of a repeated item. Writing to it replaces the element of an array. */
class ElementCell implements Cell {
	readonly #graph: ListHome;
	readonly #list: Cell;
	readonly #index: number;
	readonly #row: ReadonlySignal<SourceValue>;

	constructor(graph: ListHome, list: Cell, index: number, row: ReadonlySignal<SourceValue>) {
		this.#graph = graph;
		this.#list = list;
		this.#index = index;
		this.#row = row;
	}

	get writable(): boolean {
		return this.#list.type().type !== "entitysel";
	}

	read(): SourceValue {
		return this.#row.value;
	}

	type(): PathType {
		const { type, className } = this.#list.type();
		return type === "entitysel" ? { type: "entity", className } : typeOfValue(this.read());
	}

	write(value: SourceValue, within = false): void {
		const list = untracked(() => this.#list.read());
		if (!Array.isArray(list) || this.#index >= list.length) {
			return;
		}
		const fresh = list.with(this.#index, value);
		if (within) {
			this.#graph.identity.keep(list, fresh);
		}
		this.#list.write(fresh, within);
		this.#graph.replaced(list, fresh);
	}
}

/** The elements of another list that contain a text. A selection is searched by the server. */
class SearchCell implements Cell {
	readonly writable = false;
	readonly #list: Cell;
	readonly #text: string;
	readonly #attributes: readonly string[];
	readonly #graph: ListHome;
	readonly #found: Signal<Selection | undefined> = signal(undefined);
	readonly #value: ReadonlySignal<SourceValue>;
	#searched: Selection | undefined;

	constructor(graph: ListHome, list: Cell, text: string, attributes: readonly string[]) {
		this.#graph = graph;
		this.#list = list;
		this.#text = text;
		this.#attributes = attributes;
		this.#value = computed(() => this.#find(list.read()));
	}

	read(): SourceValue {
		return this.#value.value;
	}

	#find(list: SourceValue): SourceValue {
		if (Array.isArray(list)) {
			const needle = fold(this.#text);
			return list.filter((item) => this.#texts(item).some((text) => fold(text).includes(needle)));
		}
		if (!(list instanceof Selection) || this.#text === "" || this.#attributes.length === 0) {
			return list;
		}
		if (this.#searched !== list) {
			this.#searched = list;
			this.#graph
				.narrow(list, this.#attributes.map((name) => `${name} = :1`).join(" or "), [`${this.#text}@`])
				.then((selection) => {
					this.#found.value = selection;
				})
				.catch((error: unknown) => this.#graph.ignored(`search: ${String(error)}`));
		}
		return this.#found.value;
	}

	#texts(item: unknown): readonly string[] {
		if (!isPlain(item)) {
			return item === null || item === undefined ? [] : [String(item)];
		}
		const names = this.#attributes.length > 0 ? this.#attributes : Object.keys(item);
		return names
			.map((name) => item[name])
			.filter((value) => value !== null && value !== undefined)
			.map(String);
	}

	type(): PathType {
		return this.#list.type();
	}

	write(): void {}
}

/** Case and accents do not count in a search. */
function fold(text: string): string {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function compareBy(order: readonly Order[], a: unknown, b: unknown): number {
	for (const { path, descending } of order) {
		const result = compare(valueAt(a, path), valueAt(b, path));
		if (result !== 0) {
			return descending ? -result : result;
		}
	}
	return 0;
}

function valueAt(item: unknown, path: string): unknown {
	let value = item;
	for (const name of path.split(".")) {
		value = isPlain(value) && Object.hasOwn(value, name) ? value[name] : undefined;
	}
	return value;
}

function compare(a: unknown, b: unknown): number {
	if (typeof a === "number" && typeof b === "number") {
		return a - b;
	}
	const [left, right] = [a ?? null, b ?? null];
	if (left === null || right === null) {
		return left === right ? 0 : left === null ? -1 : 1;
	}
	return String(left).localeCompare(String(right));
}
