/** Any source value as the text a person reads (spec/studio_pages.md 2.10). Never throws. */
import { formatDate, parseDate } from "./date.ts";
import { formatDuration } from "./duration.ts";
import { type Formatted, formatNumber } from "./number.ts";
import { formatText } from "./text.ts";

/**
 * Formats a value by its type and an optional format. A value of another type than the format expects is shown
 * plainly; null, undefined and the null date are empty.
 */
export function formatValue(value: unknown, type = "", format = "", locale = "en"): Formatted {
	try {
		return shown(value, type, format, locale);
	} catch {
		// A format or language that Intl refuses, or an object that cannot become JSON.
		return { text: typeof value === "object" ? "" : String(value) };
	}
}

function shown(value: unknown, type: string, format: string, locale: string): Formatted {
	switch (typeof value) {
		case "string":
			return shownText(value, type, format, locale);
		case "number":
			if (type === "duration" || isDurationFormat(format))
				return { text: formatDuration(value, format, locale) };
			return formatNumber(value, format, locale);
		case "boolean":
		case "bigint":
			return { text: String(value) };
		case "object":
			if (value === null) return { text: "" };
			if (value instanceof Date) return { text: formatDate(value, format, locale) };
			return { text: shownObject(value, format, locale) };
		default:
			return { text: "" };
	}
}

function shownText(value: string, type: string, format: string, locale: string): Formatted {
	if (type === "date" || (type === "" && format !== "" && looksLikeDate(value))) {
		const date = parseDate(value);
		if (date) return { text: formatDate(date, format, locale) };
		return { text: type === "date" ? "" : value };
	}
	if (type === "number" && value.trim() !== "" && Number.isFinite(Number(value))) {
		return formatNumber(Number(value), format, locale);
	}
	return { text: formatText(value, format, locale) };
}

/** Lists of scalars read as "a, b"; other objects as JSON. Opaque ones (entities) have nothing to show. */
function shownObject(value: object, format: string, locale: string): string {
	if (Array.isArray(value) && value.every((item) => item === null || typeof item !== "object")) {
		return value.map((item) => shown(item, "", format, locale).text).join(", ");
	}
	const prototype = Object.getPrototypeOf(value);
	if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return "";
	return JSON.stringify(value) ?? "";
}

function looksLikeDate(value: string): boolean {
	return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value);
}

function isDurationFormat(format: string): boolean {
	return /^(simple|without seconds|(strict )?distance)|^h{1,2}:m{1,2}/i.test(format);
}
