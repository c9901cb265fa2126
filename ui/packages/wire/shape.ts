/** Small questions about values that came from outside. They never throw. */

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a record, empty when it is none. */
export function recordOf(value: unknown): JsonRecord {
	return isRecord(value) ? value : {};
}

/** The value as a list, empty when it is none. */
export function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** The value when it is text, otherwise the fallback. */
export function textOf(value: unknown, fallback = ""): string {
	return typeof value === "string" ? value : fallback;
}

/** The texts of a list; anything else in it is left out. */
export function textsOf(value: unknown): readonly string[] {
	return listOf(value).filter((item): item is string => typeof item === "string");
}

/** A whole number of at least 1, also when it is spelled as text; otherwise the fallback. */
export function countOf(value: unknown, fallback: number): number {
	const n = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
	return typeof n === "number" && Number.isFinite(n) && n >= 1 ? Math.floor(n) : fallback;
}
