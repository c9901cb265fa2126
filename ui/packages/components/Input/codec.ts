/** What an input shows of a value, and which value a typed text means. */
import type { Props } from "../../runtime/component.ts";
import { formatDate, isoDate, parseDate, parseTypedDate } from "../format/date.ts";
import { formatDuration, parseDuration } from "../format/duration.ts";
import { formatValue } from "../format/format.ts";
import { parseNumber } from "../format/number.ts";
import { textOf } from "../props.ts";

/** What is typed: decides conversion, not the look. */
export type Kind = "text" | "number" | "date" | "duration" | "object";

/** A text that means a value, or means nothing. */
export type Parsed =
	| { readonly ok: true; readonly value: unknown }
	| { readonly ok: false; readonly message: string };

/** Conversion between the value of a source and the text of an input. */
export interface Codec {
	/** The text while the input is being edited. */
	edit(value: unknown): string;
	/** The text at rest: formatted. */
	show(value: unknown): string;
	parse(text: string): Parsed;
}

const kinds: Readonly<Record<string, Kind>> = {
	number: "number",
	date: "date",
	duration: "duration",
	time: "duration",
	object: "object",
	array: "object",
};

/** The kind of an input: its own type when that says it, else the type of what it is bound to. */
export function kindOf(props: Props, sourceType: string): Kind {
	return (
		kinds[textOf(props.type)] ??
		kinds[sourceType] ??
		(sourceType === "" ? kinds[textOf(props.dataType)] : undefined) ??
		"text"
	);
}

/** The conversions of a kind. */
export function codecOf(kind: Kind, props: Props, locale: string): Codec {
	const format = textOf(props.format);
	switch (kind) {
		case "number":
			return numberCodec(format, locale);
		case "date":
			return dateCodec(format, locale);
		case "duration":
			return durationCodec(durationFormat(props), locale);
		case "object":
			return objectCodec;
		default:
			return textCodec(format, locale);
	}
}

const isNothing = (value: unknown) => value === null || value === undefined;
const ok = (value: unknown): Parsed => ({ ok: true, value });

function plain(value: unknown): string {
	return isNothing(value) ? "" : typeof value === "object" ? formatValue(value).text : String(value);
}

function textCodec(format: string, locale: string): Codec {
	return {
		edit: plain,
		show: (value) =>
			typeof value === "string" ? formatValue(value, "string", format, locale).text : plain(value),
		parse: ok,
	};
}

function numberCodec(format: string, locale: string): Codec {
	return {
		// Plain digits with the decimal sign of the language, nothing that has to be typed around.
		edit: (value) =>
			typeof value === "number" ? formatValue(value, "number", "", locale).text : plain(value),
		show: (value) => formatValue(value, "number", format, locale).text,
		parse(text) {
			if (text.trim() === "") return ok(null);
			const value = parseNumber(text, locale);
			return value === undefined ? { ok: false, message: "This is not a number." } : ok(value);
		},
	};
}

function dateCodec(format: string, locale: string): Codec {
	const show = (value: unknown) => {
		const date = parseDate(value);
		return date ? formatDate(date, format, locale) : "";
	};
	return {
		edit: show,
		show,
		parse(text) {
			if (text.trim() === "") return ok(null);
			const date = parseTypedDate(text, format, locale);
			return date ? ok(isoDate(date)) : { ok: false, message: "This is not a date." };
		},
	};
}

/** Times show hours and minutes, durations seconds too, unless a format says otherwise. */
function durationFormat(props: Props): string {
	const format = textOf(props.format);
	if (format !== "") return format;
	const base = props.type === "time" ? "Without seconds" : "Simple";
	return props.twentyFourHours === false ? `${base} AM/PM` : base;
}

function durationCodec(format: string, locale: string): Codec {
	const show = (value: unknown) => (typeof value === "number" ? formatDuration(value, format, locale) : "");
	return {
		edit: (value) =>
			/distance/i.test(format) && typeof value === "number"
				? formatDuration(value, "Simple", locale)
				: show(value),
		show,
		parse(text) {
			if (text.trim() === "") return ok(null);
			const value = parseDuration(text);
			return value === undefined ? { ok: false, message: "This is not a time, such as 9:30." } : ok(value);
		},
	};
}

const objectCodec: Codec = {
	edit: (value) => (isNothing(value) ? "" : (JSON.stringify(value, null, "\t") ?? "")),
	show: (value) => (isNothing(value) ? "" : (JSON.stringify(value, null, "\t") ?? "")),
	parse(text) {
		if (text.trim() === "") return ok(null);
		try {
			return ok(JSON.parse(text));
		} catch {
			return { ok: false, message: "This is not a JSON value." };
		}
	},
};
