/** Values between REST and the browser: dates, images, literals of the page file. */
import { isRecord } from "../wire/shape.ts";

const pad = (n: number | string, width = 2) => String(n).padStart(width, "0");

function dateText(year: number | string, month: number | string, day: number | string): string | null {
	return Number(year) === 0 || Number(month) === 0 || Number(day) === 0
		? null
		: `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

/**
 * Reads a date in any spelling that REST or a page file uses: ISO with or without a time, `d!m!yyyy`,
 * `dd/MM/yyyy`. The result is "YYYY-MM-DD", null for the empty date and for anything else.
 */
export function readDate(raw: unknown): string | null {
	if (raw instanceof Date) {
		return Number.isNaN(raw.getTime())
			? null
			: dateText(raw.getFullYear(), raw.getMonth() + 1, raw.getDate());
	}
	if (typeof raw !== "string") {
		return null;
	}
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:T(.*))?$/.exec(raw);
	if (iso) {
		const [, year = "", month = "", day = "", time = ""] = iso;
		const midnight = !time.endsWith("Z") || time.startsWith("00:00:00");
		return midnight ? dateText(year, month, day) : readDate(new Date(raw)); // local midnight told in UTC
	}
	const dayFirst = /^!*(\d{1,2})[!/](\d{1,2})[!/](\d{4})!*$/.exec(raw.trim());
	if (dayFirst) {
		const [, day = "", month = "", year = ""] = dayFirst;
		return dateText(year, month, day);
	}
	return null;
}

/** Spells a date for an update: as the server spells that attribute. */
export function writeDate(date: string, simple: boolean): string {
	const [year = "", month = "", day = ""] = date.split("-");
	return simple ? `${Number(day)}!${Number(month)}!${year}` : `${date}T00:00:00.000Z`;
}

/** Milliseconds from a number or from "HH:mm[:ss]"; null for anything else. */
export function readDuration(raw: unknown): number | null {
	if (typeof raw === "number") {
		return raw;
	}
	const parts = typeof raw === "string" ? /^(-?)(\d+):(\d{1,2})(?::(\d{1,2}))?$/.exec(raw.trim()) : null;
	if (parts) {
		const [, sign, hours, minutes, seconds = "0"] = parts;
		const total = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
		return sign === "-" ? -total : total;
	}
	return typeof raw === "string" && raw.trim() !== "" && Number.isFinite(Number(raw)) ? Number(raw) : null;
}

/** Numbers of the page file are usually spelled as text. */
export function readNumber(raw: unknown): number | null {
	if (typeof raw === "number") {
		return raw;
	}
	const n = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : Number.NaN;
	return Number.isFinite(n) ? n : null;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A literal of the page file (initial value, constant of an action) as a value of a binding type. */
export function readLiteral(raw: unknown, type: string): unknown {
	switch (type) {
		case "string":
			return raw === null || raw === undefined ? "" : String(raw);
		case "number":
			return readNumber(raw);
		case "bool":
			return raw === true || (typeof raw === "string" && /^true$/i.test(raw.trim()));
		case "date":
			return readDate(raw);
		case "duration":
			return readDuration(raw);
		case "object": {
			const value = typeof raw === "string" ? parseJson(raw) : raw;
			return isRecord(value) ? value : value === null ? null : {};
		}
		case "array": {
			const value = typeof raw === "string" ? parseJson(raw) : raw;
			return Array.isArray(value) ? value : [];
		}
		default:
			return raw ?? null;
	}
}

/** The binding type that a type name of a page file or of a function's signature means; "" if it says nothing. */
export function typeByName(name: unknown): string {
	switch (typeof name === "string" ? name.toLowerCase() : "") {
		case "text":
		case "string":
			return "string";
		case "integer":
		case "longint":
		case "long":
		case "real":
		case "number":
			return "number";
		case "boolean":
		case "bool":
			return "bool";
		case "date":
			return "date";
		case "time":
		case "duration":
			return "duration";
		case "object":
			return "object";
		case "collection":
		case "array":
			return "array";
		default:
			return "";
	}
}

/** What a source of a type holds when it is cleared. */
export function emptyOf(type: string): unknown {
	switch (type) {
		case "string":
			return "";
		case "number":
			return 0;
		case "bool":
			return false;
		case "object":
			return {};
		case "array":
			return [];
		default:
			return null;
	}
}

/** Equality by content of plain values; opaque ones are equal only to themselves. */
export function sameContent(a: unknown, b: unknown): boolean {
	if (Object.is(a, b)) {
		return true;
	}
	if (Array.isArray(a)) {
		return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameContent(item, b[i]));
	}
	if (!isPlain(a) || !isPlain(b)) {
		return false;
	}
	const names = Object.keys(a);
	return (
		names.length === Object.keys(b).length &&
		names.every((name) => Object.hasOwn(b, name) && sameContent(a[name], b[name]))
	);
}

/** An object made of data only, not an entity or a selection. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
	if (!isRecord(value)) {
		return false;
	}
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
