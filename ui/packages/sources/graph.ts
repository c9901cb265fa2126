/** All sources of a tab: the namespaces that pages share and the local sources of each page on show. */
import { batch, effect, untracked } from "@preact/signals-core";
import type { CatalogClass, PageDocument, SourceDeclaration } from "../wire/page.ts";
import { parsePath } from "../wire/path.ts";
import { textOf } from "../wire/shape.ts";
import { Catalog } from "./catalog.ts";
import { type Cell, ListIdentity, missingCell } from "./cell.ts";
import { type Cause, Changes } from "./changes.ts";
import type { Entity } from "./entity.ts";
import { EntityStore } from "./entityStore.ts";
import type { Environment } from "./environment.ts";
import type { Order } from "./list.ts";
import {
	attributesToAsk,
	collectPaths,
	declaredList,
	type PagePaths,
	relationPaths,
	type SourceName,
	sourceName,
} from "./pagePaths.ts";
import { RefusedError, type RestClient } from "./restClient.ts";
import type { SourceValue } from "./scope.ts";
import { Selection } from "./selection.ts";
import { followsPath, initialScalar, Source, type SourceHome } from "./source.ts";
import { type ScopeHome, SourceScope } from "./sourceScope.ts";

export interface GraphOptions {
	readonly environment: Environment;
	readonly rest: RestClient;
	readonly catalog: readonly CatalogClass[];
	readonly shared: Readonly<Record<string, readonly SourceDeclaration[]>>;
	/** Runs the cards of a source's trigger ("onchange", "oninit"); they know what caused them. */
	runCards(source: Source, trigger: string, cause: Cause): Promise<void>;
}

export class SourceGraph implements SourceHome, ScopeHome {
	readonly catalog: Catalog;
	readonly store: EntityStore;
	readonly identity = new ListIdentity();
	readonly changes: Changes;
	readonly #options: GraphOptions;
	readonly #shared = new Map<SourceName, Source>();
	readonly #local = new Map<string, Map<string, Source>>();
	readonly #declarations = new Map<string, ReadonlyMap<string, SourceDeclaration>>();
	readonly #paths = new Map<string, PagePaths>();
	readonly #relations = new Map<string, Set<string>>();
	readonly #starting = new Set<Promise<unknown>>();
	/** Sources whose first request was refused; more privileges may let it pass. */
	readonly #refused = new Map<Source, SourceScope>();
	readonly #said = new Set<string>();

	constructor(options: GraphOptions) {
		this.#options = options;
		this.catalog = new Catalog(options.catalog);
		this.store = new EntityStore(options.environment, options.rest, this.catalog);
		this.store.onTouched = (entity) => this.#entityTouched(entity);
		this.store.relationAttributes = (className, name) => this.#relationAttributes(className, name);
		this.changes = new Changes(
			(source, cause) => options.runCards(source, "onchange", cause),
			(message) => options.environment.log("error", message),
		);
	}

	get rest(): RestClient {
		return this.#options.rest;
	}

	get environment(): Environment {
		return this.#options.environment;
	}

	// Pages

	/** Makes the local sources of a page and starts what it shows. The path tells pages on show apart. */
	openPage(page: string, document: PageDocument): SourceScope {
		const declarations = document.metadata.datasources ?? [];
		this.#declarations.set(page, new Map(declarations.map((declaration) => [declaration.id, declaration])));
		this.#local.set(page, this.#local.get(page) ?? new Map());
		const paths = collectPaths(document);
		const reappearing = [...paths.shown.keys()].filter(
			(name) => this.#shared.has(name) && !this.#isShown(name),
		);
		this.#paths.set(page, paths);
		const scope = new SourceScope(this, page);
		batch(() => {
			for (const declaration of declarations) {
				scope.source("", declaration.id);
			}
			const shown = [...paths.shown].map(([name, below]) => [this.#sourceOf(scope, name), below] as const);
			for (const [source, below] of shown) {
				this.#want(source, below);
			}
			for (const source of this.#all(page)) {
				this.#extend(source);
			}
		});
		for (const name of reappearing) {
			this.#track(this.#readAgain(this.#shared.get(name)));
		}
		return scope;
	}

	/** Whether a page on show shows a shared source, or an entity taken from it. */
	#isShown(name: SourceName): boolean {
		const list = this.#shared.get(name);
		const shown = new Set([...this.#paths.values()].flatMap((paths) => [...paths.shown.keys()]));
		const taken = [...this.#shared.values()].filter(
			(source) => source.kind === "entity" && shown.has(source.name),
		);
		return shown.has(name) || taken.some((source) => list !== undefined && this.#isTakenFrom(source, list));
	}

	/** A shared selection that comes on show again keeps what it stands for, with the rows of now. */
	async #readAgain(source: Source | undefined): Promise<void> {
		const value = source?.kind === "entitysel" ? source.peek() : undefined;
		if (!source || !(value instanceof Selection) || !value.origin || !value.loaded.peek()) {
			return;
		}
		const { className, pageSize } = source;
		const attributes = this.attributesOf(source);
		const fresh = this.store.selection({ className, pageSize, attributes, origin: value.origin });
		await fresh.open();
		if (source.peek() === value) {
			source.initialise(fresh);
		}
	}

	/** The sources of a page whose document was edited: those of equal declarations keep their values. */
	updatePage(page: string, document: PageDocument): SourceScope {
		const before = this.#declarations.get(page) ?? new Map<string, SourceDeclaration>();
		const after = new Map((document.metadata.datasources ?? []).map((item) => [item.id, item]));
		for (const [id, declaration] of before) {
			if (JSON.stringify(declaration) !== JSON.stringify(after.get(id))) {
				this.#local.get(page)?.delete(id);
			}
		}
		return this.openPage(page, document);
	}

	/** Forgets the local sources of a page. */
	closePage(page: string): void {
		this.#local.delete(page);
		this.#declarations.delete(page);
		this.#paths.delete(page);
		for (const source of [...this.#refused.keys()].filter((it) => it.page === page)) {
			this.#refused.delete(source);
		}
	}

	/** Resolves when the sources that have been started hold their initial values and have run onInit. */
	async settled(): Promise<void> {
		while (this.#starting.size > 0) {
			await Promise.all(this.#starting);
		}
	}

	#sourceOf(scope: SourceScope, name: SourceName): Source | undefined {
		const colon = name.indexOf(":");
		return colon < 0 ? scope.source("", name) : scope.source(name.slice(0, colon), name.slice(colon + 1));
	}

	#all(page: string): readonly Source[] {
		return [...this.#shared.values(), ...(this.#local.get(page)?.values() ?? [])];
	}

	// Sources

	local(page: string, id: string): Source | undefined {
		const made = this.#local.get(page)?.get(id);
		if (made) {
			return made;
		}
		const declaration = this.#declarations.get(page)?.get(id);
		return declaration && this.#make(declaration, "", page);
	}

	shared(namespace: string, id: string): Source | undefined {
		const made = this.#shared.get(sourceName(namespace, id));
		if (made) {
			return made;
		}
		const declaration = this.#options.shared[namespace]?.find((item) => item.id === id);
		return declaration && this.#make(declaration, namespace, "");
	}

	#make(declaration: SourceDeclaration, namespace: string, page: string): Source {
		const scope = new SourceScope(this, page);
		const from = textOf(declaration.from);
		const followed = followsPath(declaration) ? scope.cell(sourceName(namespace, from)) : undefined;
		const source = new Source(this, declaration, { namespace, page }, followed);
		if (namespace === "") {
			this.#local.get(page)?.set(source.id, source);
		} else {
			this.#shared.set(sourceName(namespace, source.id), source);
		}
		// A scalar has its value at once, so that whoever asked for the source can read it.
		if (source.kind === "scalar") {
			source.initialise(initialScalar(source));
		}
		const started = Promise.resolve().then(() => this.#start(source, scope));
		this.#track(started);
		return source;
	}

	#track(work: Promise<unknown>): void {
		const done = work
			.catch((error: unknown) => this.environment.log("error", String(error)))
			.finally(() => this.#starting.delete(done));
		this.#starting.add(done);
	}

	async #start(source: Source, scope: SourceScope): Promise<void> {
		await this.#initialiseIfAllowed(source, scope);
		const cards = source.declaration.events ?? [];
		if (cards.some((card) => card.events.some((name) => name.toLowerCase() === "oninit"))) {
			await this.#options.runCards(source, "oninit", { sources: [] });
		}
	}

	async #initialiseIfAllowed(source: Source, scope: SourceScope): Promise<void> {
		this.#refused.delete(source);
		try {
			await (source.touched ? undefined : this.initialise(source, scope));
		} catch (error) {
			if (!(error instanceof RefusedError)) {
				throw error;
			}
			this.#refused.set(source, scope);
			this.environment.log("error", `${source.name}: ${error.message}`);
		}
	}

	/** Tries again what was refused at the start; for a session that has other privileges now. */
	async retryRefused(): Promise<void> {
		await Promise.all([...this.#refused].map(([source, scope]) => this.#initialiseIfAllowed(source, scope)));
	}

	/** Gives a source its initial value again. */
	async initialise(source: Source, scope: SourceScope): Promise<void> {
		const initial = source.declaration.initialValue;
		const unknown = source.className !== "" && !this.catalog.has(source.className);
		if (unknown) {
			this.ignored(`${source.name}: the datastore shows no dataclass ${source.className}`);
		}
		switch (source.kind) {
			case "entitysel": {
				const selection = initial === "all" && !unknown ? this.all(source) : this.emptySelection(source);
				source.initialise(selection);
				await selection.open();
				return;
			}
			case "entity":
				if (initial === "empty") {
					source.initialise(this.store.create(source.className));
				} else {
					source.initialise(null);
					await (unknown ? undefined : this.#takeFirst(source, scope));
				}
				return;
			case "scalar":
				source.initialise(initialScalar(source));
				await this.#takeFirst(source, scope);
				return;
			case "derived":
		}
	}

	/** "first": the first element of the list it is from, or of its class; waits for a list that is still empty. */
	async #takeFirst(source: Source, scope: SourceScope): Promise<void> {
		const from = textOf(source.declaration.from);
		if (source.declaration.initialValue !== "first") {
			return;
		}
		const list = from === "" ? undefined : scope.source(source.namespace, from);
		if (!list) {
			if (source.kind === "entity") {
				const all = this.all(source, 1);
				await all.load(0);
				source.initialise(all.row(0).peek() ?? null);
			}
			return;
		}
		const value = list.peek();
		if (value instanceof Selection) {
			await value.open();
		}
		const stop = effect(() => {
			const first = firstOf(list.read());
			const done = source.touched || (source.peek() ?? null) !== null;
			if (!done && first !== undefined && first !== null) {
				untracked(() => source.initialise(first));
			}
			if (done || (first !== undefined && first !== null)) {
				queueMicrotask(() => stop());
			}
		});
	}

	changed(source: Source): void {
		this.changes.note(source);
	}

	#entityTouched(entity: Entity): void {
		for (const source of this.#everySource()) {
			if (source.kind === "entity" && source.peek() === entity) {
				this.changes.note(source);
			}
		}
	}

	*#everySource(): Iterable<Source> {
		yield* this.#shared.values();
		for (const sources of this.#local.values()) {
			yield* sources.values();
		}
	}

	keepIdentity(old: object, fresh: object): void {
		this.identity.keep(old, fresh);
	}

	/** Whoever else holds an object that was written below gets the new one: a selected element and its list agree. */
	replaced(old: object, fresh: object): void {
		for (const source of this.#everySource()) {
			if (source.kind !== "scalar") {
				continue;
			}
			const value = source.peek();
			if (value === old) {
				source.write(fresh, true);
			} else if (Array.isArray(value) && value.includes(old)) {
				const list = value.map((item: unknown) => (item === old ? fresh : item));
				source.write(list, true);
			}
		}
	}

	/** Every entity source that holds an entity: a dropped one leaves them empty. */
	release(entity: Entity): void {
		batch(() => {
			for (const source of this.#everySource()) {
				const value = source.kind === "entity" || source.kind === "entitysel" ? source.peek() : undefined;
				if (value === entity) {
					source.write(null);
				} else if (value instanceof Selection) {
					value.remove(entity);
				}
			}
		});
	}

	/** Says once that something in a page was ignored. */
	ignored(message: string): void {
		if (!this.#said.has(message) && this.#said.size < 1000) {
			this.#said.add(message);
			this.environment.log("warn", message);
		}
	}

	// What to ask for

	/** Notes what is shown below a source, and below the lists its entity is taken from. */
	#want(source: Source | undefined, paths: Iterable<string>, depth = 0): void {
		if (!source || depth > 10) {
			return;
		}
		for (const path of paths) {
			if (path !== "") {
				source.wanted.add(path);
			}
		}
		const from = source.kind === "derived" ? parsePath(textOf(source.declaration.from)) : undefined;
		if (from) {
			const scope = new SourceScope(this, source.page);
			const below = from.attributes.join(".");
			const inner = [...paths].map((path) => (path === "" ? below : `${below}.${path}`));
			this.#want(scope.source(source.namespace, from.root), inner, depth + 1);
		}
		if (source.className !== "") {
			relationPaths(this.catalog, source.className, source.wanted, this.#relations);
		}
	}

	/** The attributes to ask for with the entities of a source. */
	attributesOf(source: Source): readonly string[] {
		return this.attributesFor(source.className, this.#wantedWith(source));
	}

	attributesFor(className: string, paths: Iterable<string>): readonly string[] {
		return attributesToAsk(this.catalog, className, paths);
	}

	#wantedWith(source: Source): Iterable<string> {
		const wanted = new Set(source.wanted);
		if (source.kind !== "entitysel") {
			return wanted;
		}
		for (const other of this.#everySource()) {
			if (
				other.kind === "entity" &&
				other.className === source.className &&
				this.#isTakenFrom(other, source)
			) {
				other.wanted.forEach((path) => {
					wanted.add(path);
				});
			}
		}
		return wanted;
	}

	#isTakenFrom(entity: Source, list: Source): boolean {
		if (entity.namespace === list.namespace && declaredList(entity.declaration) === list.id) {
			return true;
		}
		const links = [...this.#paths.values()].map((paths) => paths.links.get(entity.name));
		return links.some((lists) => lists?.has(list.name) === true);
	}

	/** The attributes that any source shows of entities of this class: what a save asks back. */
	attributesOfEntity(entity: Entity): readonly string[] {
		const wanted = new Set<string>();
		for (const source of this.#everySource()) {
			if (source.className === entity.className) {
				source.wanted.forEach((path) => {
					wanted.add(path);
				});
			}
		}
		return this.attributesFor(entity.className, wanted);
	}

	/** A selection already on show gets attributes that a further page shows. */
	#extend(source: Source): void {
		const value = source.kind === "entitysel" ? source.peek() : undefined;
		if (value instanceof Selection) {
			value.require(this.attributesOf(source));
		}
	}

	#relationAttributes(className: string, name: string): readonly string[] {
		const relation = this.catalog.attribute(className, name);
		const paths = this.#relations.get(`${className}.${name}`);
		return relation && paths
			? attributesToAsk(this.catalog, this.catalog.typeOf(relation).className, paths)
			: [];
	}

	// Selections

	/** All entities of a source's class. */
	all(source: Source, pageSize = source.pageSize): Selection {
		return this.store.selection({
			className: source.className,
			pageSize,
			attributes: this.attributesOf(source),
			origin: { base: `/rest/${source.className}` },
		});
	}

	emptySelection(source: Source): Selection {
		return this.store.emptySelection(source.className, source.pageSize, this.attributesOf(source));
	}

	/** The members of a selection that a query finds, as a selection of its own. */
	async narrow(selection: Selection, filter: string, params: readonly unknown[]): Promise<Selection> {
		await selection.ensureSet();
		return this.#derive(selection, { base: selection.entitySet, filter, params });
	}

	/** The same members in another order. */
	async sort(selection: Selection, order: readonly Order[]): Promise<Selection> {
		await selection.ensureSet();
		if (selection.entitySet === "") {
			return selection;
		}
		const text = order.map(({ path, descending }) => `${path} ${descending ? "desc" : "asc"}`).join(", ");
		return this.#derive(selection, { base: selection.entitySet, order: text });
	}

	async #derive(selection: Selection, origin: Selection["origin"]): Promise<Selection> {
		const { className, pageSize, attributes } = selection;
		const derived = this.store.selection({ className, pageSize, attributes, origin });
		await derived.open();
		return derived;
	}

	/** Waits for the value of a place that is still on the way; gives up after some seconds. */
	async valueOf(cell: Cell): Promise<SourceValue> {
		const now = cell === missingCell ? null : untracked(() => cell.read());
		if (now !== undefined && !(now instanceof Selection)) {
			return now;
		}
		if (now instanceof Selection) {
			await now.open();
			return now;
		}
		return new Promise((resolve) => {
			let stop: () => void = () => {};
			const finish = (value: SourceValue) => {
				cancel();
				queueMicrotask(() => stop());
				resolve(value);
			};
			const cancel = this.environment.after(patience, () => finish(undefined));
			stop = effect(() => {
				const value = cell.read();
				if (value !== undefined) {
					finish(value);
				}
			});
		});
	}
}

/** How long an action waits for a value that is on the way, in milliseconds. */
const patience = 5000;

function firstOf(list: SourceValue): SourceValue {
	if (list instanceof Selection) {
		return list.loaded.value && list.length.value > 0 ? list.row(0).value : undefined;
	}
	return Array.isArray(list) ? list[0] : undefined;
}
