/**
 * Dates as components see them. A date without a time travels as "YYYY-MM-DD"; ISO date-times, the older forms
 * "d!m!yyyy" and "dd/MM/yyyy" and Date objects are read too. Midnight in UTC is the calendar day that is written,
 * because a date-only attribute may be emitted that way; other date-times are shown in local time.
 */

/** Reads a date value; undefined when there is none, the null date included. */
export function parseDate(value: unknown): Date | undefined {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
	if (typeof value !== "string") return undefined;
	const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](.*))?$/.exec(value.trim());
	if (iso) {
		const time = iso[4];
		if (time && !/^00:00(:00(\.0+)?)?Z$/.test(time)) {
			const moment = new Date(value);
			return Number.isNaN(moment.getTime()) ? undefined : moment;
		}
		return makeDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
	}
	const older = /^(\d{1,2})[!/](\d{1,2})[!/](\d{1,4})$/.exec(value.trim());
	return older ? makeDate(Number(older[3]), Number(older[2]), Number(older[1])) : undefined;
}

/** A local date, undefined for the null date and for days that do not exist. */
export function makeDate(year: number, month: number, day: number): Date | undefined {
	if (!year || !month || !day) return undefined;
	const date = new Date(2000, month - 1, day);
	date.setFullYear(year, month - 1, day); // the constructor reads 0 to 99 as 1900 and later
	return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined;
}

/** The form in which components write a date. */
export function isoDate(date: Date): string {
	const pad = (value: number, width: number) => String(value).padStart(width, "0");
	return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** Formats by a name ("Date short") or a CLDR pattern ("dd MMMM yyyy"). */
export function formatDate(date: Date, format: string, locale: string): string {
	switch (format.trim().toLowerCase()) {
		case "":
		case "date short":
			return intl(locale, { year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
		case "date long":
			return intl(locale, { weekday: "long", year: "numeric", month: "long", day: "numeric" }).format(date);
		case "date abbreviated":
			return intl(locale, { year: "numeric", month: "short", day: "numeric" }).format(date);
		case "iso date gmt":
			return date.toISOString();
		case "utc string":
			return date.toUTCString();
		default:
			return formatPattern(date, format, locale);
	}
}

/** Runs of a CLDR field letter, quoted text, or anything else. */
const patternPart = /'((?:[^']|'')*)'|([a-zA-Z])\2*|[^a-zA-Z']+/g;

function formatPattern(date: Date, pattern: string, locale: string): string {
	return pattern.replace(
		patternPart,
		(part: string, quoted: string | undefined, letter: string | undefined) => {
			if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
			return letter ? field(date, letter, part.length, locale) : part;
		},
	);
}

function field(date: Date, letter: string, width: number, locale: string): string {
	const pad = (value: number) => String(value).padStart(width, "0");
	switch (letter) {
		case "y":
		case "Y":
			return width === 2 ? String(date.getFullYear() % 100).padStart(2, "0") : pad(date.getFullYear());
		case "M":
			return width <= 2
				? pad(date.getMonth() + 1)
				: namePart(date, "month", width, locale, { day: "numeric" });
		case "L":
			return width <= 2 ? pad(date.getMonth() + 1) : namePart(date, "month", width, locale, {});
		case "d":
			return pad(date.getDate());
		case "E":
			return namePart(date, "weekday", width, locale, {});
		case "Q":
			return (width > 2 ? "Q" : "") + String(Math.floor(date.getMonth() / 3) + 1);
		case "H":
			return pad(date.getHours());
		case "k":
			return pad(date.getHours() || 24);
		case "h":
			return pad(date.getHours() % 12 || 12);
		case "K":
			return pad(date.getHours() % 12);
		case "m":
			return pad(date.getMinutes());
		case "s":
			return pad(date.getSeconds());
		case "S":
			return String(date.getMilliseconds()).padStart(3, "0").slice(0, width).padEnd(width, "0");
		case "a":
			return dayPeriod(date, locale);
		case "D":
			return pad(
				Math.round(
					(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) -
						Date.UTC(date.getFullYear(), 0, 0)) /
						86_400_000,
				),
			);
		default:
			return letter.repeat(width);
	}
}

/** A name of month or day; beside a day number some languages use another form of the month's name. */
function namePart(
	date: Date,
	part: "month" | "weekday",
	width: number,
	locale: string,
	beside: Intl.DateTimeFormatOptions,
): string {
	const style = width === 5 ? "narrow" : width === 4 ? "long" : "short";
	const parts = intl(locale, { ...beside, [part]: style }).formatToParts(date);
	return parts.find((piece) => piece.type === part)?.value ?? "";
}

/** "AM" and "PM" or what the language says instead. */
export function dayPeriod(date: Date, locale: string): string {
	const parts = intl(locale, { hour: "numeric", hour12: true }).formatToParts(date);
	return parts.find((piece) => piece.type === "dayPeriod")?.value ?? (date.getHours() < 12 ? "AM" : "PM");
}

function intl(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat(locale, { calendar: "gregory", numberingSystem: "latn", ...options });
}

/** Reads a date as a person types it: ISO, or day, month and year in the order the format or language has. */
export function parseTypedDate(text: string, format: string, locale: string): Date | undefined {
	const direct = /^\d{4}-\d{1,2}-\d{1,2}$/.test(text.trim());
	const order = direct ? "ymd" : fieldOrder(format, locale);
	const numbers = text.match(/\d+/g)?.map(Number) ?? [];
	if (numbers.length === 3) {
		const at = (letter: string) => numbers[order.indexOf(letter)] ?? 0;
		const year = at("y");
		return makeDate(year < 100 ? year + 2000 : year, at("m"), at("d"));
	}
	// "12 March 2026": names are looked up in the page's language.
	const month = monthByName(text, locale);
	if (month && numbers.length === 2) {
		const [a = 0, b = 0] = numbers;
		return a > 31 ? makeDate(a, month, b) : makeDate(b < 100 ? b + 2000 : b, month, a);
	}
	return undefined;
}

function fieldOrder(format: string, locale: string): string {
	const letters = format.replace(/'[^']*'/g, "").match(/[yMd]/g);
	if (letters && new Set(letters).size === 3 && !/^(date|iso|utc)/i.test(format)) {
		return [...new Set(letters)].join("").toLowerCase();
	}
	const parts = intl(locale, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
		new Date(2000, 0, 1),
	);
	return parts.map((part) => ({ year: "y", month: "m", day: "d" })[part.type as string] ?? "").join("");
}

function monthByName(text: string, locale: string): number {
	const words = text.toLocaleLowerCase(locale).match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
	for (let month = 1; month <= 12; month++) {
		const name = namePart(new Date(2000, month - 1, 1), "month", 4, locale, {
			day: "numeric",
		}).toLocaleLowerCase(locale);
		if (words.some((word) => word.length >= 3 && name.startsWith(word))) return month;
	}
	return 0;
}
