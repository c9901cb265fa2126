/** One entity of the tab. There is one object for a class and key, so that whatever shows it shares its values. */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { EntityRecord } from "../wire/rest.ts";
import { isPlain, sameContent } from "./values.ts";

/** What an entity needs of the store that made it. */
export interface EntityHome {
	/** Turns the REST spelling of an attribute into a value. */
	decode(entity: Entity, name: string, raw: unknown): unknown;
	/** Turns a value into what an update sends. */
	encode(entity: Entity, name: string, value: unknown): unknown;
	/** Asks for an attribute that was read and is not there; false when there is no such attribute. */
	want(entity: Entity, name: string): boolean;
	/** Something was edited. */
	touched(entity: Entity): void;
	/** Whether an attribute can only be computed by the server. */
	isReadOnly(entity: Entity, name: string): boolean;
}

export class Entity {
	readonly className: string;
	readonly #home: EntityHome;
	readonly #key: Signal<string | undefined>;
	readonly #cells = new Map<string, Signal<unknown>>();
	readonly #stored = new Map<string, unknown>();
	readonly #edits = new Map<string, unknown>();
	readonly #dirty = signal(false);
	readonly #gone = signal(false);
	#stamp: number | undefined;

	constructor(home: EntityHome, className: string, key: string | undefined) {
		this.#home = home;
		this.className = className;
		this.#key = signal(key);
	}

	/** undefined as long as it was never saved. */
	get key(): string | undefined {
		return this.#key.value;
	}

	get stamp(): number | undefined {
		return this.#stamp;
	}

	get isNew(): boolean {
		return this.#key.peek() === undefined;
	}

	/** Whether edits wait to be saved. */
	get dirty(): ReadonlySignal<boolean> {
		return this.#dirty;
	}

	/** True when the server no longer has it. */
	get gone(): ReadonlySignal<boolean> {
		return this.#gone;
	}

	/** Whether the value of an attribute is known. */
	has(name: string): boolean {
		return this.#edits.has(name) || this.#stored.has(name);
	}

	/** The value of an attribute, tracked; undefined while it is on the way. */
	get(name: string): unknown {
		const value = this.#cell(name).value;
		if (value === undefined && !this.has(name)) {
			if (this.#key.value === undefined || this.#gone.value) {
				return null;
			}
			return this.#home.want(this, name) ? undefined : null;
		}
		return value;
	}

	#cell(name: string): Signal<unknown> {
		let cell = this.#cells.get(name);
		if (cell === undefined) {
			cell = signal(this.#edits.has(name) ? this.#edits.get(name) : this.#stored.get(name));
			this.#cells.set(name, cell);
		}
		return cell;
	}

	/**
	 * Edits an attribute; it stays pending until the entity is saved. The latest edit comes last in what is sent:
	 * what the server derives from it must not be overwritten by what it derived before.
	 */
	set(name: string, value: unknown): void {
		if (this.has(name) && Object.is(this.#cell(name).peek(), value)) {
			return;
		}
		batch(() => {
			this.#edits.delete(name);
			this.#edits.set(name, value);
			this.#cell(name).value = value;
			this.#dirty.value = true;
			this.#home.touched(this);
		});
	}

	/** Shows another selection in a to-many relation: a sorted one, say. Nothing to save. */
	replaceRelated(name: string, selection: unknown): void {
		this.#stored.set(name, selection);
		this.#cell(name).value = selection;
	}

	/**
	 * Takes what the server told. What a person has touched stays, unless the stamp shows that it was saved meanwhile
	 * by a function that was given this entity (submitted).
	 */
	merge(record: EntityRecord, submitted?: ReadonlyMap<string, unknown>): void {
		batch(() => {
			const saved = this.#stamp !== undefined && record.stamp !== undefined && record.stamp > this.#stamp;
			this.#stamp = record.stamp ?? this.#stamp;
			if (record.key !== undefined && this.#key.peek() === undefined) {
				this.#key.value = record.key;
			}
			this.#gone.value = false;
			if (saved && submitted) {
				this.settle(submitted);
			}
			for (const [name, raw] of Object.entries(record.values)) {
				this.#store(name, this.#home.decode(this, name, raw));
			}
		});
	}

	#store(name: string, value: unknown): void {
		this.#stored.set(name, value);
		if (!this.#edits.has(name)) {
			this.#cell(name).value = value;
		}
	}

	/** Takes values that only exist in memory on the server: they are pending here too. */
	adopt(record: EntityRecord): void {
		batch(() => {
			for (const [name, raw] of Object.entries(record.values)) {
				const value = this.#home.decode(this, name, raw);
				const before = this.#stored.get(name) ?? null;
				if (isByReference(raw, value) || this.#home.isReadOnly(this, name)) {
					this.#store(name, value);
				} else if (sameContent(before, value)) {
					this.#edits.delete(name);
					this.#store(name, before);
				} else {
					this.#edits.set(name, value);
					this.#cell(name).value = value;
				}
			}
			this.#dirty.value = this.#edits.size > 0;
		});
	}

	/** The edits, to be given to settle when they were saved. */
	edits(): ReadonlyMap<string, unknown> {
		return new Map(this.#edits);
	}

	/** Forgets edits that were saved; one made since stays pending. */
	settle(saved: ReadonlyMap<string, unknown>): void {
		for (const [name, value] of saved) {
			if (this.#edits.has(name) && Object.is(this.#edits.get(name), value)) {
				this.#edits.delete(name);
				this.#stored.set(name, value);
			}
		}
		this.#dirty.value = this.#edits.size > 0;
	}

	/** Drops all edits. */
	revert(): void {
		batch(() => {
			const names = [...this.#edits.keys()];
			this.#edits.clear();
			for (const name of names) {
				this.#cell(name).value = this.#stored.get(name);
			}
			this.#dirty.value = false;
		});
	}

	/** Forgets stored values other than those given, so that they are asked for when they are read again. */
	retain(names: ReadonlySet<string>): void {
		batch(() => {
			for (const name of [...this.#stored.keys()]) {
				if (!names.has(name)) {
					this.#stored.delete(name);
					if (!this.#edits.has(name)) {
						this.#cell(name).value = undefined;
					}
				}
			}
		});
	}

	/** Marks that the server no longer has it. */
	markGone(): void {
		this.#gone.value = true;
	}

	/** The edited attributes as an update or a function call spells them. */
	payload(): Record<string, unknown> {
		const payload: Record<string, unknown> = {};
		for (const [name, value] of this.#edits) {
			if (!this.#home.isReadOnly(this, name)) {
				payload[name] = this.#home.encode(this, name, value);
			}
		}
		return payload;
	}

	/** How a function call names this entity: its key with the pending edits. */
	reference(): Record<string, unknown> {
		const key = this.#key.peek();
		return {
			__DATACLASS: this.className,
			__ENTITY: true,
			...(key === undefined ? {} : { __KEY: key }),
			...this.payload(),
		};
	}

	/** The names of the attributes whose values are known. */
	known(): readonly string[] {
		return [...new Set([...this.#stored.keys(), ...this.#edits.keys()])];
	}
}

/** Whether REST told only where a value is: images, blobs and to-many relations, which nobody edits in an answer. */
function isByReference(raw: unknown, value: unknown): boolean {
	return isPlain(raw) && !(value instanceof Entity) && (isPlain(raw.__deferred) || raw.__COUNT !== undefined);
}
