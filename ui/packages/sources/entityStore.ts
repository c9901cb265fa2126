/** All entities and selections of a tab: identity, decoding, and the requests that fetch what is missing. */
import { batch } from "@preact/signals-core";
import {
	type CollectionRecord,
	type EntityRecord,
	isEntity,
	readCollection,
	readEntity,
} from "../wire/rest.ts";
import { isRecord, type JsonRecord, textOf } from "../wire/shape.ts";
import type { Catalog } from "./catalog.ts";
import { unknownPath } from "./cell.ts";
import { Entity, type EntityHome } from "./entity.ts";
import type { Environment } from "./environment.ts";
import { collectionAddress, entityAddress, withParameters } from "./requests.ts";
import { RefusedError, type RestClient } from "./restClient.ts";
import { Selection, type SelectionHome, type SelectionOptions } from "./selection.ts";
import { readDate, writeDate } from "./values.ts";

/** Entities that miss attributes in one turn are asked for together, this many at a time. */
const together = 100;

export class EntityStore implements EntityHome, SelectionHome {
	readonly rest: RestClient;
	readonly catalog: Catalog;
	readonly #environment: Environment;
	readonly #known = new Map<string, WeakRef<Entity>>();
	/** Entities with unsaved edits are kept even when nothing shows them. */
	readonly #edited = new Set<Entity>();
	readonly #wanted = new Map<Entity, Set<string>>();
	readonly #asked = new WeakMap<Entity, Set<string>>();
	readonly #expected = new WeakMap<Entity, Promise<unknown>>();
	readonly #swept = new FinalizationRegistry<string>((id) => {
		if (this.#known.get(id)?.deref() === undefined) {
			this.#known.delete(id);
		}
	});
	#submitted: ReadonlyMap<Entity, ReadonlyMap<string, unknown>> = new Map();
	/** Called when an entity was edited, once per edit. */
	onTouched: (entity: Entity) => void = () => {};
	/** The attributes that pages show of the members of a to-many relation. */
	relationAttributes: (className: string, name: string) => readonly string[] = () => [];

	constructor(environment: Environment, rest: RestClient, catalog: Catalog) {
		this.#environment = environment;
		this.rest = rest;
		this.catalog = catalog;
	}

	// Identity

	/** The one entity of a class and key; its values may not be there yet. */
	entity(className: string, key: string): Entity {
		const id = `${className}#${key}`;
		const known = this.#known.get(id)?.deref();
		if (known) {
			return known;
		}
		const entity = new Entity(this, className, key);
		this.#register(id, entity);
		return entity;
	}

	#register(id: string, entity: Entity): void {
		this.#known.set(id, new WeakRef(entity));
		this.#swept.register(entity, id);
	}

	/** A new blank entity, in memory only. */
	create(className: string): Entity {
		return new Entity(this, className, undefined);
	}

	/** The entity of a record, with what the record tells merged into it. */
	take(record: EntityRecord): Entity {
		if (record.key === undefined) {
			const entity = this.create(record.className);
			entity.adopt(record);
			return entity;
		}
		const entity = this.entity(record.className, record.key);
		const submitted = this.#submitted.get(entity);
		if (submitted && record.stamp === entity.stamp) {
			entity.adopt(record); // changed in memory by the function, and still to be saved
		} else {
			entity.merge(record, submitted);
		}
		return entity;
	}

	/** Merges the answer of a save into the entity that was saved; a new one gets its key. */
	saved(entity: Entity, record: EntityRecord, edits: ReadonlyMap<string, unknown>): void {
		batch(() => {
			if (entity.isNew && record.key !== undefined) {
				this.#register(`${entity.className}#${record.key}`, entity);
			}
			entity.settle(edits);
			entity.merge(record);
			this.#forget(entity);
		});
	}

	/**
	 * Takes what has become of the entity that a function ran on: saved by it, or changed in memory and still to be
	 * saved. What the answer does not tell is asked for again when it is shown.
	 */
	returned(entity: Entity, record: EntityRecord, edits: ReadonlyMap<string, unknown>): void {
		const isNewer = entity.stamp !== undefined && (record.stamp ?? 0) > entity.stamp;
		if (entity.isNew ? record.key !== undefined : isNewer) {
			this.saved(entity, record, edits);
			entity.retain(new Set(Object.keys(record.values)));
			return;
		}
		const now = entity.edits(); // what was edited while the function ran stays
		const isOurs = ([name]: [string, unknown]) => now.get(name) === edits.get(name);
		entity.adopt({ ...record, values: Object.fromEntries(Object.entries(record.values).filter(isOurs)) });
	}

	#forget(entity: Entity): void {
		if (!entity.dirty.peek()) {
			this.#edited.delete(entity);
		}
	}

	/** Runs fn while edits that were given to a function count as saved where a newer stamp comes back. */
	receiving<T>(submitted: ReadonlyMap<Entity, ReadonlyMap<string, unknown>>, fn: () => T): T {
		this.#submitted = submitted;
		try {
			return fn();
		} finally {
			this.#submitted = new Map();
			submitted.forEach((_, entity) => {
				this.#forget(entity);
			});
		}
	}

	// EntityHome

	touched(entity: Entity): void {
		this.#edited.add(entity);
		this.onTouched(entity);
	}

	isReadOnly(entity: Entity, name: string): boolean {
		return this.catalog.attribute(entity.className, name)?.readOnly === true;
	}

	decode(entity: Entity, name: string, raw: unknown): unknown {
		const attribute = this.catalog.attribute(entity.className, name);
		const { type, className } = attribute ? this.catalog.typeOf(attribute) : unknownPath;
		if (raw === null || raw === undefined) {
			return null;
		}
		if (type === "date") {
			return readDate(raw);
		}
		if (!isRecord(raw) || type === "object") {
			return raw;
		}
		if (isRecord(raw.__deferred)) {
			return this.#decodeDeferred(entity, name, raw, raw.__deferred);
		}
		if (Array.isArray(raw.__ENTITIES)) {
			return this.related(entity, name, readCollection(raw, className));
		}
		if (type === "entity" ? raw.__KEY !== undefined || isEntity(raw) : isEntity(raw)) {
			return this.take(readEntity(raw, className));
		}
		return raw;
	}

	#decodeDeferred(entity: Entity, name: string, raw: JsonRecord, deferred: JsonRecord): unknown {
		const uri = textOf(deferred.uri);
		const attribute = this.catalog.attribute(entity.className, name);
		const { type, className } = attribute ? this.catalog.typeOf(attribute) : unknownPath;
		if (type === "entity" && deferred.__KEY !== undefined) {
			return this.entity(className, String(deferred.__KEY));
		}
		if (type === "entitysel") {
			return this.#relation(entity, name);
		}
		// The stamp in the address makes the browser ask again after a save.
		return { ...raw, __deferred: { ...deferred, uri: versioned(uri, entity.stamp) } };
	}

	encode(entity: Entity, name: string, value: unknown): unknown {
		if (value instanceof Entity) {
			return value.isNew ? value.payload() : { __KEY: value.key };
		}
		if (value instanceof Selection) {
			return undefined;
		}
		const attribute = this.catalog.attribute(entity.className, name);
		if (attribute?.type === "date" && typeof value === "string") {
			return writeDate(value, attribute.simpleDate === true);
		}
		if (isRecord(value) && typeof value.ID === "string" && isRecord(value.__deferred)) {
			return { ID: value.ID };
		}
		return value;
	}

	want(entity: Entity, name: string): boolean {
		const asked = this.#asked.get(entity) ?? new Set<string>();
		const attribute = this.catalog.attribute(entity.className, name);
		if (attribute === undefined && this.catalog.has(entity.className)) {
			return false;
		}
		if (asked.has(name)) {
			return true;
		}
		if (attribute && this.catalog.typeOf(attribute).type === "entitysel") {
			queueMicrotask(() => entity.replaceRelated(name, this.#relation(entity, name)));
			return true;
		}
		asked.add(name);
		this.#asked.set(entity, asked);
		if (this.#wanted.size === 0) {
			queueMicrotask(() => this.#fetchWanted());
		}
		const names = this.#wanted.get(entity) ?? new Set<string>();
		names.add(name);
		this.#wanted.set(entity, names);
		return true;
	}

	async #fetchWanted(): Promise<void> {
		const wanted = [...this.#wanted];
		this.#wanted.clear();
		const classes = new Map<string, [Entity, Set<string>][]>();
		for (const [entity, names] of wanted) {
			await this.#expected.get(entity)?.catch(() => {});
			const missing = new Set([...names].filter((name) => !entity.has(name)));
			if (missing.size > 0) {
				classes.set(entity.className, [...(classes.get(entity.className) ?? []), [entity, missing]]);
			}
		}
		for (const [className, group] of classes) {
			const names = [...new Set(group.flatMap(([, missing]) => [...missing]))].sort();
			for (let at = 0; at < group.length; at += together) {
				const entities = group.slice(at, at + together).map(([entity]) => entity);
				await this.#fetch(className, entities, names).catch((error: unknown) => this.failed(String(error)));
			}
		}
	}

	async #fetch(className: string, entities: readonly Entity[], names: readonly string[]): Promise<void> {
		const keyName = this.catalog.keyName(className);
		if (entities.length > 1 && keyName !== "") {
			const url = collectionAddress(`/rest/${className}`, {
				attributes: names,
				pageSize: entities.length,
				filter: `${keyName} in :1`,
				params: [entities.map((entity) => entity.key)],
				entitySet: false,
			});
			const record = await this.readCollection(url, className);
			const found = new Set(record.entities.map((item) => this.take(item)));
			settleMissing(entities, names, found);
			return;
		}
		for (const entity of entities) {
			await this.read(entity, names);
			settleMissing([entity], names, new Set([entity]));
		}
	}

	// Reading and writing one entity

	/** Reads attributes of an entity from the server; all of them when none are named. */
	async read(entity: Entity, names: readonly string[]): Promise<void> {
		const url = withParameters(entityAddress(entity.className, entity.key ?? ""), {
			$attributes: names.join(","),
		});
		try {
			const answer = await this.rest.get(url);
			if (isRecord(answer)) {
				entity.merge(readEntity(answer, entity.className));
			}
		} catch (error) {
			if (error instanceof RefusedError && (error.status === 404 || error.has(1542))) {
				entity.markGone();
				return;
			}
			throw error;
		}
	}

	/** Drops the edits of an entity and reads again everything that is known of it. */
	async reload(entity: Entity, attributes: readonly string[]): Promise<void> {
		entity.revert();
		this.#forget(entity);
		if (entity.isNew) {
			return;
		}
		const names = attributes.length > 0 ? attributes : entity.known();
		this.#asked.delete(entity);
		await this.read(entity, [...names].sort());
		entity.retain(new Set(names.map((name) => name.split(".")[0] ?? name)));
	}

	// SelectionHome

	takeCollection(url: string, className: string): CollectionRecord | undefined {
		const answer = this.rest.take(url);
		return isRecord(answer) ? readCollection(answer, className) : undefined;
	}

	async readCollection(url: string, className: string): Promise<CollectionRecord> {
		const answer = await this.rest.get(url);
		return readCollection(isRecord(answer) ? answer : {}, className);
	}

	entityOf(record: EntityRecord, className: string): Entity | null {
		return record.gone ? null : this.take(record.className === "" ? { ...record, className } : record);
	}

	expect(entities: readonly Entity[], done: Promise<unknown>): void {
		for (const entity of entities) {
			this.#expected.set(entity, done);
		}
	}

	failed(message: string): void {
		this.#environment.log("error", message);
	}

	selection(options: SelectionOptions): Selection {
		return new Selection(this, options);
	}

	/** A selection that came whole or in part with an answer. */
	selectionOf(record: CollectionRecord, pageSize: number, attributes: Iterable<string>): Selection {
		const selection = this.selection({ className: record.className, pageSize, attributes });
		selection.fill(record);
		return selection;
	}

	/** A selection without entities. It can get an entity set: without one, its functions would run on the dataclass. */
	emptySelection(className: string, pageSize: number, attributes: Iterable<string>): Selection {
		const key = this.catalog.keyName(className);
		const origin = key === "" ? undefined : { base: `/rest/${className}`, filter: `${key} = null` };
		const selection = this.selection({ className, pageSize, attributes, origin });
		selection.fill({ className, entitySet: "", count: 0, first: 0, entities: [] });
		return selection;
	}

	/** The to-many relation that came with its entity; more of it is read as a relation. */
	related(entity: Entity, name: string, record: CollectionRecord): Selection {
		const selection = this.#relation(entity, name);
		if (record.entities.length >= record.count) {
			selection.fill({ ...record, entitySet: "" });
		}
		return selection;
	}

	/** A to-many relation of a saved entity, not yet read. */
	#relation(entity: Entity, name: string): Selection {
		const attribute = this.catalog.attribute(entity.className, name);
		const address = `${entityAddress(entity.className, entity.key ?? "")}/${name}`;
		return this.selection({
			className: attribute ? this.catalog.typeOf(attribute).className : "",
			pageSize: defaultPageSize,
			attributes: this.relationAttributes(entity.className, name),
			origin: { base: withParameters(address, { $expand: name }), relation: true },
		});
	}
}

/** The page size of relations and of sources that say nothing usable. */
export const defaultPageSize = 100;

/** What an answer did not tell is not readable or not there: null, so that nobody waits for it. */
function settleMissing(
	entities: readonly Entity[],
	names: readonly string[],
	found: ReadonlySet<Entity>,
): void {
	for (const entity of entities) {
		if (!found.has(entity)) {
			entity.markGone();
		}
		const values = Object.fromEntries(names.filter((name) => !entity.has(name)).map((name) => [name, null]));
		entity.merge({ key: entity.key, stamp: undefined, className: entity.className, gone: false, values });
	}
}

/** Adds the stamp to the address of an image or blob that does not carry it yet. */
function versioned(uri: string, stamp: number | undefined): string {
	if (uri === "" || stamp === undefined || /^(?:blob|data):/.test(uri)) {
		return uri;
	}
	return withParameters(uri.replace(/([?&])\$version=\d+&?/, "$1").replace(/[?&]$/, ""), { $version: stamp });
}
