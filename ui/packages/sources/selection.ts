/**
 * A selection of entities, read by page from an entity set on the server. Its membership is fixed: another query or
 * order makes another Selection.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { CollectionRecord } from "../wire/rest.ts";
import type { Entity } from "./entity.ts";
import { type CollectionParameters, collectionAddress } from "./requests.ts";

/** How a selection came to be, so that it can be made again. */
export interface Origin {
	/** The address that was asked: a dataclass, a relation of an entity, an entity set. */
	readonly base: string;
	readonly filter?: string;
	readonly params?: readonly unknown[];
	readonly order?: string;
	readonly relation?: boolean;
	/** Without the references of removed entities. */
	readonly clean?: boolean;
}

/** What a selection needs of the store that made it. */
export interface SelectionHome {
	readCollection(url: string, className: string): Promise<CollectionRecord>;
	/** The answer of a request that is known in advance. */
	takeCollection(url: string, className: string): CollectionRecord | undefined;
	entityOf(record: CollectionRecord["entities"][number], className: string): Entity | null;
	/** Says that attributes of these entities are on the way, so that reading them asks for nothing. */
	expect(entities: readonly Entity[], done: Promise<unknown>): void;
	failed(message: string): void;
}

export interface SelectionOptions {
	readonly className: string;
	readonly pageSize: number;
	readonly attributes: Iterable<string>;
	/** undefined for a selection that a function returned. */
	readonly origin?: Origin;
}

type Row = Entity | null | undefined;

export class Selection {
	readonly className: string;
	readonly origin: Origin | undefined;
	readonly pageSize: number;
	readonly #home: SelectionHome;
	readonly #length = signal(0);
	readonly #loaded = signal(false);
	readonly #rows = new Map<number, Signal<Row>>();
	readonly #positions = new Map<Entity, number>();
	readonly #pages = new Map<number, Promise<void>>();
	#attributes: ReadonlySet<string>;
	#entitySet = "";
	#opening: Promise<void> | undefined;

	constructor(home: SelectionHome, options: SelectionOptions) {
		this.#home = home;
		this.className = options.className;
		this.pageSize = options.pageSize;
		this.origin = options.origin;
		this.#attributes = new Set(options.attributes);
	}

	/** The number of entities, holes of removed ones included; 0 until it is loaded. */
	get length(): ReadonlySignal<number> {
		return this.#length;
	}

	get loaded(): ReadonlySignal<boolean> {
		return this.#loaded;
	}

	/** The address of the entity set, "" before it is loaded or when there is none. */
	get entitySet(): string {
		return this.#entitySet;
	}

	/** The identifier of the entity set, as function arguments name it; "" as long as there is none. */
	get entitySetId(): string {
		return this.#entitySet.split("/").at(-1) ?? "";
	}

	/** The attributes asked for with each row, sorted. */
	get attributes(): readonly string[] {
		return [...this.#attributes].sort();
	}

	/** Runs the query on the server, once. At once when the answer came with the page. */
	open(): Promise<void> {
		this.#opening ??= this.#open();
		return this.#opening;
	}

	#open(): Promise<void> {
		if (this.origin === undefined) {
			return Promise.resolve();
		}
		const { base, ...rest } = this.origin;
		const url = this.#address(base, { ...rest, entitySet: true });
		const known = this.#home.takeCollection(url, this.className);
		if (known) {
			this.fill(known);
			return Promise.resolve();
		}
		return this.#home.readCollection(url, this.className).then(
			(record) => this.fill(record),
			(error: unknown) => {
				this.#loaded.value = true; // empty, so that nobody waits for it
				throw error;
			},
		);
	}

	/** Opens it and reports a failure instead of throwing; for readers that cannot wait. */
	openQuietly(): void {
		this.open().catch((error: unknown) => this.#home.failed(String(error)));
	}

	/** The identifier of the entity set, made if the rows came without one; "" when that is impossible. */
	async ensureSet(): Promise<string> {
		await this.open();
		if (this.#entitySet === "" && this.origin) {
			await this.#open();
		}
		return this.entitySetId;
	}

	#address(base: string, parameters: Partial<CollectionParameters>): string {
		return collectionAddress(base, {
			attributes: this.attributes,
			pageSize: this.pageSize,
			entitySet: false,
			...parameters,
		});
	}

	/** Takes a page, or the first answer with the entity set and the length. */
	fill(record: CollectionRecord): void {
		batch(() => {
			if (record.entitySet !== "") {
				this.#entitySet = record.entitySet.split("?")[0] ?? "";
			}
			this.#opening ??= Promise.resolve();
			this.#length.value = record.count;
			record.entities.forEach((item, i) => {
				this.#place(record.first + i, this.#home.entityOf(item, this.className));
			});
			for (let page = record.first; page < record.first + record.entities.length; page += this.pageSize) {
				this.#pages.set(Math.floor(page / this.pageSize), Promise.resolve());
			}
			this.#loaded.value = true;
		});
	}

	#place(index: number, entity: Entity | null): void {
		this.#rowSignal(index).value = entity;
		if (entity) {
			this.#positions.set(entity, index);
		}
	}

	#rowSignal(index: number): Signal<Row> {
		let row = this.#rows.get(index);
		if (row === undefined) {
			row = signal<Row>(undefined);
			this.#rows.set(index, row);
		}
		return row;
	}

	/** The entity at a position; asks for its page. null stands for a removed one. */
	row(index: number): ReadonlySignal<Row> {
		const row = this.#rowSignal(index);
		if (row.peek() === undefined && index >= 0) {
			queueMicrotask(() => {
				this.load(index).catch((error: unknown) => this.#home.failed(String(error)));
			});
		}
		return row;
	}

	/** Resolves when the row is there, or the selection is known to be shorter. */
	async load(index: number): Promise<void> {
		await this.open();
		if (index < 0 || index >= this.#length.peek() || this.#entitySet === "") {
			return;
		}
		const page = Math.floor(index / this.pageSize);
		let loading = this.#pages.get(page);
		if (loading === undefined) {
			loading = this.#readPage(page);
			this.#pages.set(page, loading);
			loading.catch(() => this.#pages.delete(page));
		}
		await loading;
	}

	async #readPage(page: number): Promise<void> {
		const url = this.#address(this.#entitySet, { skip: page * this.pageSize });
		const record = await this.#home.readCollection(url, this.className);
		this.fill({ ...record, first: page * this.pageSize });
	}

	/** The position of an entity among the loaded rows, -1 if it is not there. */
	indexOf(entity: Entity): number {
		return this.#positions.get(entity) ?? -1;
	}

	/** The position of an entity, loading page after page until it is found; -1 after a number of pages. */
	async find(entity: Entity, pages = 20): Promise<number> {
		await this.open();
		for (let page = 0; page < pages && this.indexOf(entity) < 0; page++) {
			if (page * this.pageSize >= this.#length.peek()) {
				break;
			}
			await this.load(page * this.pageSize);
		}
		return this.indexOf(entity);
	}

	/** The loaded entities, in order. */
	entities(): readonly Entity[] {
		return [...this.#positions].sort((a, b) => a[1] - b[1]).map(([entity]) => entity);
	}

	/** Leaves a hole where an entity was. */
	remove(entity: Entity): void {
		const index = this.#positions.get(entity);
		if (index !== undefined) {
			this.#positions.delete(entity);
			this.#rowSignal(index).value = null;
		}
	}

	/** Asks for more attributes with each row; pages already here are read again, rows keep their place. */
	require(attributes: Iterable<string>): void {
		const all = new Set([...this.#attributes, ...attributes]);
		if (all.size === this.#attributes.size) {
			return;
		}
		// Without a list the server sends every attribute, though nothing of related entities.
		const complete = this.#attributes.size === 0 && ![...all].some((name) => name.includes("."));
		this.#attributes = all;
		if (complete || this.#opening === undefined) {
			return;
		}
		const again = this.#opening.then(() => this.reread());
		this.#home.expect(this.entities(), again);
		again.catch((error: unknown) => this.#home.failed(String(error)));
	}

	/** Reads the loaded pages again, in place. */
	async reread(): Promise<void> {
		if (this.#entitySet !== "") {
			await Promise.all([...this.#pages.keys()].map((page) => this.#readPage(page)));
		}
	}
}
