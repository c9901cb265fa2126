/** The sources a node sees: the namespaces of the tab, the local sources of its page, the loops around it. */
import { computed, untracked } from "@preact/signals-core";
import { isIterator, parsePath } from "../wire/path.ts";
import type { Catalog } from "./catalog.ts";
import { AttributeCell, type Cell, missingCell } from "./cell.ts";
import { CellList, type ListHome } from "./list.ts";
import type { Binding, ListBinding, Scope, SourceValue } from "./scope.ts";
import { Source } from "./source.ts";

/** What scopes need of the graph they look into. */
export interface ScopeHome extends ListHome {
	readonly catalog: Catalog;
	/** A source of a page. */
	local(page: string, id: string): Source | undefined;
	/** A source of a namespace. */
	shared(namespace: string, id: string): Source | undefined;
}

export class SourceScope implements Scope {
	readonly #graph: ScopeHome;
	/** The namespace of the page's local sources: the path of the page. */
	readonly page: string;
	readonly #loops: ReadonlyMap<string, Cell>;
	readonly #locals: Map<string, Source>;
	readonly #bindings = new Map<string, CellBinding>();
	readonly #lists = new Map<string, ListBinding | undefined>();

	constructor(
		graph: ScopeHome,
		page: string,
		loops: ReadonlyMap<string, Cell> = new Map(),
		locals: Map<string, Source> = new Map(),
	) {
		this.#graph = graph;
		this.page = page;
		this.#loops = loops;
		this.#locals = locals;
	}

	/** The same scope with one more loop variable. */
	inside(iterator: string, element: Cell): SourceScope {
		const loops = new Map(this.#loops).set(iterator, element);
		return new SourceScope(this.#graph, this.page, loops, this.#locals);
	}

	alias(iterator: string, path: string): Scope {
		return this.inside(iterator, this.cell(path));
	}

	/** The place a path names; a place without value for a root that does not exist. */
	cell(text: string): Cell {
		const path = parsePath(text);
		if (!path) {
			return missingCell;
		}
		let cell: Cell | undefined = isIterator(path.root)
			? this.#loops.get(path.root)
			: this.source(path.namespace, path.root);
		if (!cell) {
			this.#graph.ignored(`${text}: there is no ${isIterator(path.root) ? "such loop" : "such source"}`);
			return missingCell;
		}
		for (const name of path.attributes) {
			cell = new AttributeCell(cell, name, this.#graph.catalog, this.#graph);
		}
		return cell;
	}

	/** The source itself when a path names one and nothing below it. */
	sourceAt(text: string): Source | undefined {
		const cell = this.cell(text);
		return cell instanceof Source ? cell : undefined;
	}

	/**
	 * A source by namespace and id, as seen from this page. Cards that still run when their page has been left go on
	 * with the sources they began with.
	 */
	source(namespace: string, id: string): Source | undefined {
		if (namespace !== "") {
			return this.#graph.shared(namespace, id);
		}
		const source = this.#graph.local(this.page, id) ?? this.#locals.get(id);
		if (source) {
			this.#locals.set(id, source);
		}
		return source;
	}

	bind(path: string): Binding {
		let binding = this.#bindings.get(path);
		if (binding === undefined) {
			binding = new CellBinding(path, this.cell(path));
			this.#bindings.set(path, binding);
		}
		return binding;
	}

	list(path: string): ListBinding | undefined {
		if (!this.#lists.has(path)) {
			const cell = this.cell(path);
			const { type } = untracked(() => cell.type());
			const listed =
				cell !== missingCell && (type === "entitysel" || type === "array" || mayBecomeList(cell));
			this.#lists.set(path, listed ? new CellList(this.#graph, this, cell, path) : undefined);
		}
		return this.#lists.get(path);
	}
}

/** Below objects nothing is declared: an attribute may hold an array later. */
function mayBecomeList(cell: Cell): boolean {
	return cell instanceof AttributeCell ? !cell.declared : cell instanceof Source && cell.declaredType === "";
}

class CellBinding implements Binding {
	readonly path: string;
	readonly value = computed((): SourceValue => this.#cell.read());
	readonly type = computed((): string => this.#cell.type().type);
	readonly #cell: Cell;

	constructor(path: string, cell: Cell) {
		this.path = path;
		this.#cell = cell;
	}

	get writable(): boolean {
		return untracked(() => this.#cell.writable);
	}

	set(value: SourceValue): void {
		this.#cell.write(value);
	}
}
