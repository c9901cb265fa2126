/** Which dates may be chosen (spec/studio_pages.md 3.7). */
import { parseDate } from "../format/date.ts";
import { isOn, numberOr, objectsOf, textOf } from "../props.ts";

/** A test of a date, or the reason why no date can be chosen. */
export interface Selectable {
	allows(date: Date): boolean;
	readonly error?: string;
}

type Rule = (date: Date) => boolean;
type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads intervals: the date must lie in one of the included ones, if there are any, and in none of the excluded ones.
 * A range that ends before it starts makes every date unselectable and is reported.
 */
export function readIntervals(intervals: unknown, today: Date): Selectable {
	const included: Rule[] = [];
	const excluded: Rule[] = [];
	for (const raw of objectsOf(intervals)) {
		if (raw.active === false || raw.active === "false") continue;
		const rule = readRule(raw, startOfDay(today));
		if (rule === "backwards")
			return { allows: () => false, error: "The selectable dates end before they start." };
		if (rule) (raw.include === false || raw.include === "false" ? excluded : included).push(rule);
	}
	return {
		allows(date) {
			const day = startOfDay(date);
			return (
				(included.length === 0 || included.some((rule) => rule(day))) && !excluded.some((rule) => rule(day))
			);
		},
	};
}

function startOfDay(date: Date): Date {
	return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function readRule(raw: Raw, today: Date): Rule | "backwards" | undefined {
	const params = (typeof raw.params === "object" && raw.params !== null ? raw.params : {}) as Raw;
	const now = isOn(params.today) ? today : undefined;
	const from = parseDate(params.from);
	const to = parseDate(params.to);
	switch (raw.type) {
		case "startingFrom": {
			const start = from ?? now;
			return start && ((date) => date >= startOfDay(start));
		}
		case "until": {
			const end = to ?? now;
			return end && ((date) => date <= startOfDay(end));
		}
		case "range": {
			const start = from ?? now;
			const end = to ?? now;
			if (!start || !end) return undefined;
			return start > end ? "backwards" : (date) => date >= startOfDay(start) && date <= startOfDay(end);
		}
		case "days":
			return daysRule(params);
		default:
			return undefined;
	}
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** Days of the week (numbers from 0 = Sunday, or English names), of the month (1 to 31) or of the year (dates). */
function daysRule(params: Raw): Rule | undefined {
	const values = objectsOf(params.days).map((day) => day.value);
	if (values.length === 0) return undefined;
	switch (params.repeat) {
		case "yearly": {
			const days = values.map(parseDate).filter((date) => date !== undefined);
			return (date) =>
				days.some((day) => day.getMonth() === date.getMonth() && day.getDate() === date.getDate());
		}
		case "monthly": {
			const days = new Set(values.map((value) => parseDate(value)?.getDate() ?? numberOr(value, 0)));
			return (date) => days.has(date.getDate());
		}
		default: {
			const days = new Set(values.map((value) => weekdayOf(value)));
			return (date) => days.has(date.getDay());
		}
	}
}

/** A weekday from 0 = Sunday to 6; -1 for anything else. 7 is Sunday too. */
export function weekdayOf(value: unknown): number {
	const named = weekdays.findIndex(
		(name) => textOf(value).length >= 3 && name.startsWith(textOf(value).toLowerCase()),
	);
	if (named >= 0) return named;
	const number = numberOr(value, -1);
	return Number.isInteger(number) && number >= 0 && number <= 7 ? number % 7 : -1;
}
