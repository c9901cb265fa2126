/** A place that holds a value: a source, a loop variable, or an attribute below one of them. */
import { untracked } from "@preact/signals-core";
import { isRecord } from "../wire/shape.ts";
import type { Catalog, PathType } from "./catalog.ts";
import { Entity } from "./entity.ts";
import type { SourceValue } from "./scope.ts";
import { Selection } from "./selection.ts";
import { isPlain } from "./values.ts";

export interface Cell {
	/** The value, tracked. */
	read(): SourceValue;
	/** Writes the value; `within` says that only something inside of it changed, not what it stands for. */
	write(value: SourceValue, within?: boolean): void;
	/** The declared type, or that of the value at hand where nothing is declared; tracked. */
	type(): PathType;
	readonly writable: boolean;
}

/** What writing below an object needs: whoever else holds the old object gets the new one. */
export interface Mirror {
	replaced(old: object, fresh: object): void;
}

export const unknownPath: PathType = { type: "", className: "" };

/** Stands for a root that does not exist. */
export const missingCell: Cell = {
	read: () => undefined,
	write: () => {},
	type: () => unknownPath,
	writable: false,
};

/** An attribute below another cell. */
export class AttributeCell implements Cell {
	readonly #parent: Cell;
	readonly #name: string;
	readonly #catalog: Catalog;
	readonly #mirror: Mirror;

	constructor(parent: Cell, name: string, catalog: Catalog, mirror: Mirror) {
		this.#parent = parent;
		this.#name = name;
		this.#catalog = catalog;
		this.#mirror = mirror;
	}

	get writable(): boolean {
		const parent = this.#parent.type();
		if (parent.className !== "") {
			return this.#catalog.attribute(parent.className, this.#name)?.readOnly !== true;
		}
		return this.#parent.writable && !(this.#name === "length" && isListType(parent.type));
	}

	/** Whether the model says what the attribute is. */
	get declared(): boolean {
		const { className } = untracked(() => this.#parent.type());
		return className !== "" && this.#catalog.attribute(className, this.#name) !== undefined;
	}

	read(): SourceValue {
		return step(this.#parent.read(), this.#name);
	}

	type(): PathType {
		const parent = this.#parent.type();
		if (isListType(parent.type)) {
			return this.#name === "length" ? { type: "number", className: "" } : unknownPath;
		}
		let className = parent.className;
		if (className === "") {
			const value = this.#parent.read();
			className = value instanceof Entity ? value.className : "";
		}
		const attribute = className === "" ? undefined : this.#catalog.attribute(className, this.#name);
		return attribute ? this.#catalog.typeOf(attribute) : typeOfValue(this.read());
	}

	write(value: SourceValue, within = false): void {
		const parent = untracked(() => this.#parent.read());
		if (parent instanceof Entity) {
			if (value instanceof Selection) {
				parent.replaceRelated(this.#name, value);
			} else {
				parent.set(this.#name, value);
			}
			return;
		}
		if (parent === null || parent === undefined) {
			if (untracked(() => this.#parent.type()).type !== "entity") {
				this.#parent.write({ [this.#name]: value }, true);
			}
			return;
		}
		if (!isPlain(parent) || (!within && Object.is(parent[this.#name], value))) {
			return;
		}
		const fresh = { ...parent, [this.#name]: value };
		this.#parent.write(fresh, true);
		this.#mirror.replaced(parent, fresh);
	}
}

function isListType(type: string): boolean {
	return type === "entitysel" || type === "array";
}

/** One step of a path. Below nothing is nothing: undefined stays undefined, null stays null. */
function step(value: SourceValue, name: string): SourceValue {
	if (value === null || value === undefined) {
		return value;
	}
	if (value instanceof Entity) {
		return value.get(name);
	}
	if (value instanceof Selection) {
		openLater(value);
		return name !== "length" ? null : value.loaded.value ? value.length.value : undefined;
	}
	if (Array.isArray(value)) {
		return name === "length" ? value.length : (value[Number(name)] ?? null);
	}
	return isRecord(value) && Object.hasOwn(value, name) ? value[name] : null;
}

/** Loads a selection that something looks at, outside of the computation that looks. */
export function openLater(selection: Selection): void {
	if (!selection.loaded.peek()) {
		queueMicrotask(() => selection.openQuietly());
	}
}

/** The binding type of a value that nothing declares. */
export function typeOfValue(value: SourceValue): PathType {
	if (value instanceof Entity) {
		return { type: "entity", className: value.className };
	}
	if (value instanceof Selection) {
		return { type: "entitysel", className: value.className };
	}
	if (Array.isArray(value)) {
		return { type: "array", className: "" };
	}
	switch (typeof value) {
		case "string":
			return { type: "string", className: "" };
		case "number":
			return { type: "number", className: "" };
		case "boolean":
			return { type: "bool", className: "" };
		default:
			return isRecord(value) ? { type: "object", className: "" } : unknownPath;
	}
}

/** Numbers what a list stands for: the same number as long as it has the same elements in the same order. */
export class ListIdentity {
	readonly #ids = new WeakMap<object, number>();
	#last = 0;

	/** 0 for what is no list. */
	of(list: SourceValue): number {
		if (typeof list !== "object" || list === null) {
			return 0;
		}
		let id = this.#ids.get(list);
		if (id === undefined) {
			id = ++this.#last;
			this.#ids.set(list, id);
		}
		return id;
	}

	/** A list whose elements only changed inside stands for the same. */
	keep(old: object, fresh: object): void {
		this.#ids.set(fresh, this.of(old));
	}
}
