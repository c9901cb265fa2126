/** One declared source of a page or namespace. */
import { type Signal, signal, untracked } from "@preact/signals-core";
import type { SourceDeclaration } from "../wire/page.ts";
import { countOf, textOf } from "../wire/shape.ts";
import type { Catalog, PathType } from "./catalog.ts";
import { type Cell, typeOfValue } from "./cell.ts";
import { Entity } from "./entity.ts";
import { defaultPageSize } from "./entityStore.ts";
import type { SourceValue } from "./scope.ts";
import { Selection } from "./selection.ts";
import { readDate, readDuration, readLiteral, readNumber } from "./values.ts";

export type SourceKind = "scalar" | "entity" | "entitysel" | "derived";

/** What a source needs of the graph it lives in. */
export interface SourceHome {
	readonly catalog: Catalog;
	/** The value was written: runs onChange later. */
	changed(source: Source): void;
	keepIdentity(old: object, fresh: object): void;
	ignored(message: string): void;
}

const scalarTypes = ["string", "number", "bool", "date", "duration", "object", "array"];

export class Source implements Cell {
	readonly id: string;
	readonly namespace: string;
	/** The page of a local source, "" for a shared one. */
	readonly page: string;
	readonly declaration: SourceDeclaration;
	readonly kind: SourceKind;
	/** The declared binding type; "" for derived ones. */
	readonly declaredType: string;
	readonly className: string;
	readonly pageSize: number;
	/** Paths of attributes that pages show below this source. */
	readonly wanted = new Set<string>();
	readonly #home: SourceHome;
	readonly #value: Signal<SourceValue> = signal(undefined);
	/** The path this source follows, for derived ones. */
	readonly #followed: Cell | undefined;
	#touched = false;

	constructor(
		home: SourceHome,
		declaration: SourceDeclaration,
		place: { readonly namespace: string; readonly page: string },
		followed?: Cell,
	) {
		const { namespace, page } = place;
		this.page = page;
		this.#home = home;
		this.#followed = followed;
		this.declaration = declaration;
		this.id = declaration.id;
		this.namespace = namespace;
		this.kind = followed ? "derived" : kindOf(declaration);
		this.declaredType = this.kind === "scalar" ? scalarType(declaration) : followed ? "" : this.kind;
		this.className = this.kind === "scalar" || followed ? "" : textOf(declaration.dataclass);
		this.pageSize = countOf(declaration.pageSize, defaultPageSize);
	}

	get writable(): boolean {
		return this.#followed ? this.#followed.writable : true;
	}

	/** Whether anybody wrote it after its initial value. */
	get touched(): boolean {
		return this.#touched;
	}

	/** The name with its namespace, for messages. */
	get name(): string {
		return this.namespace === "" ? this.id : `${this.namespace}:${this.id}`;
	}

	read(): SourceValue {
		return this.#followed ? this.#followed.read() : this.#value.value;
	}

	peek(): SourceValue {
		return untracked(() => this.read());
	}

	type(): PathType {
		if (this.#followed) {
			return this.#followed.type();
		}
		return this.declaredType === ""
			? typeOfValue(this.#value.value)
			: { type: this.declaredType, className: this.className };
	}

	/** Sets the initial value: nobody is told. */
	initialise(value: SourceValue): void {
		this.#value.value = value;
	}

	write(value: SourceValue, within = false): void {
		if (this.#followed) {
			this.#followed.write(value, within);
			this.#home.changed(this);
			return;
		}
		const old = this.#value.peek();
		if (Object.is(old, value)) {
			return;
		}
		if (within && typeof old === "object" && old !== null && typeof value === "object" && value !== null) {
			this.#home.keepIdentity(old, value);
		}
		this.#touched = true;
		this.#value.value = value;
		this.#home.changed(this);
	}

	/**
	 * The value as this source can hold it; undefined, with a message, when it is of another type. Texts that spell a
	 * number, date or duration are accepted.
	 */
	accept(value: SourceValue): SourceValue | undefined {
		const { type, className } = untracked(() => this.type());
		const fitting = fit(value, type, className);
		if (fitting === undefined) {
			this.#home.ignored(
				`${this.name} (${type} ${className}) cannot hold ${describe(value)}; it keeps its value`,
			);
		}
		return fitting;
	}
}

function kindOf(declaration: SourceDeclaration): SourceKind {
	switch (declaration.type) {
		case "entity":
		case "entitysel":
			return declaration.type;
		default:
			return "scalar";
	}
}

/** Some files put the scalar's type in `type` ("object", "array"); "auto" without a path says nothing. */
function scalarType(declaration: SourceDeclaration): string {
	const byType = scalarTypes.find((type) => type === declaration.type);
	return byType ?? scalarTypes.find((type) => type === declaration.dataType) ?? "";
}

/** Whether a declaration follows a relation attribute: `from` is a path, or an entity of another type. */
export function followsPath(declaration: SourceDeclaration): boolean {
	const from = textOf(declaration.from);
	return (
		(declaration.type !== "scalar" && from.includes(".")) || (declaration.type === "auto" && from !== "")
	);
}

/** The value as a place of a type can hold it; undefined when it cannot. */
export function fit(value: SourceValue, type: string, className: string): SourceValue | undefined {
	if (value === undefined) {
		return undefined;
	}
	if (value === null) {
		return null;
	}
	switch (type) {
		case "entity":
			return value instanceof Entity && (className === "" || value.className === className)
				? value
				: undefined;
		case "entitysel":
			return value instanceof Selection && (className === "" || value.className === className)
				? value
				: undefined;
		case "string":
			return typeof value === "object" ? undefined : String(value);
		case "number":
			return readNumber(value) ?? undefined;
		case "bool":
			return typeof value === "boolean" ? value : undefined;
		case "date":
			return value === "" ? null : (readDate(value) ?? undefined);
		case "duration":
			return value === "" ? null : (readDuration(value) ?? undefined);
		case "array":
			return Array.isArray(value) ? value : undefined;
		case "object":
			return typeof value === "object" && !Array.isArray(value) && !(value instanceof Selection)
				? value
				: undefined;
		default:
			return value;
	}
}

function describe(value: SourceValue): string {
	const { type, className } = typeOfValue(value);
	return className === "" ? `a value of type ${type || "unknown"}` : `${type} of ${className}`;
}

/** The initial value of a scalar; "first" on an object is a leftover or means the first of `from`. */
export function initialScalar(source: Source): SourceValue {
	const initial = source.declaration.initialValue;
	if (source.declaredType === "object" && (initial === "first" || initial === "")) {
		return initial === "first" && textOf(source.declaration.from) !== "" ? null : {};
	}
	return initial === undefined && source.declaredType === ""
		? null
		: readLiteral(initial, source.declaredType);
}
