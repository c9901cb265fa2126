/** The envelopes of REST answers (spec/orda_rest.md 4.1 to 4.8), read tolerantly. */
import { isRecord, type JsonRecord, listOf, textOf } from "./shape.ts";

/** One entity as REST spells it. */
export interface EntityRecord {
	/** undefined for an entity that is not saved. */
	readonly key: string | undefined;
	readonly stamp: number | undefined;
	readonly className: string;
	/** True for the `{"__STAMP":0}` that stands for a deleted member of an entity set. */
	readonly gone: boolean;
	/** The attributes, still as REST spells them. */
	readonly values: JsonRecord;
}

/** A page of a selection. */
export interface CollectionRecord {
	readonly className: string;
	/** The address of the entity set, "" when none was made. */
	readonly entitySet: string;
	readonly count: number;
	readonly first: number;
	readonly entities: readonly EntityRecord[];
}

export interface RestError {
	readonly message: string;
	readonly code: number;
}

const stampOf = (value: unknown) => (typeof value === "number" ? value : undefined);

function keyOf(value: unknown): string | undefined {
	return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

export function readEntity(raw: JsonRecord, className = ""): EntityRecord {
	const values: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(raw)) {
		if (!name.startsWith("__") && name !== "uri") {
			values[name] = value;
		}
	}
	const key = keyOf(raw.__KEY);
	const stamp = stampOf(raw.__STAMP);
	return {
		key,
		stamp,
		className: textOf(raw.__DATACLASS) || textOf(raw.__entityModel) || className,
		gone: key === undefined && stamp === 0,
		values,
	};
}

export function readCollection(raw: JsonRecord, className = ""): CollectionRecord {
	const ownClass = textOf(raw.__DATACLASS) || textOf(raw.__entityModel) || className;
	const entities = listOf(raw.__ENTITIES).map((item) => readEntity(isRecord(item) ? item : {}, ownClass));
	return {
		className: ownClass,
		entitySet: textOf(raw.__ENTITYSET),
		count: typeof raw.__COUNT === "number" ? raw.__COUNT : entities.length,
		first: typeof raw.__FIRST === "number" ? raw.__FIRST : 0,
		entities,
	};
}

/** Whether an answer is the page of a selection. */
export function isCollection(raw: unknown): raw is JsonRecord {
	return isRecord(raw) && Array.isArray(raw.__ENTITIES);
}

/** Whether an answer is an entity: they name their class and have no list. */
export function isEntity(raw: unknown): raw is JsonRecord {
	return (
		isRecord(raw) &&
		!Array.isArray(raw.__ENTITIES) &&
		(typeof raw.__DATACLASS === "string" || typeof raw.__entityModel === "string")
	);
}

/** The errors of an answer, root cause first; empty when there are none. */
export function readErrors(raw: unknown): readonly RestError[] {
	if (!isRecord(raw)) {
		return [];
	}
	const source = raw.__ERROR ?? raw.__ERRORS;
	return (Array.isArray(source) ? source : source === undefined ? [] : [source])
		.filter(isRecord)
		.map((error) => ({
			message: textOf(error.message),
			code: typeof error.errCode === "number" ? error.errCode : 0,
		}));
}

/** Whether an update or deletion of one entity failed: `__STATUS` says so, or errors are there. */
export function isFailure(raw: JsonRecord): boolean {
	if (isRecord(raw.__STATUS) && typeof raw.__STATUS.success === "boolean") {
		return !raw.__STATUS.success;
	}
	return readErrors(raw).length > 0;
}
