/** Durations and times of day: milliseconds as text and back. */
import { dayPeriod } from "./date.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Formats milliseconds by a name ("Without seconds", "Distance") or a pattern ("HH:mm"). */
export function formatDuration(ms: number, format: string, locale: string): string {
	if (!Number.isFinite(ms)) return "";
	switch (format.trim().toLowerCase()) {
		case "":
		case "simple":
			return clock(ms, true);
		case "without seconds":
			return clock(ms, false);
		case "simple am/pm":
			return clock12(ms, true, locale);
		case "without seconds am/pm":
			return clock12(ms, false, locale);
		case "distance":
		case "strict distance":
			return distance(ms, locale);
		case "distance with suffix":
		case "strict distance with suffix":
			return relative(ms, locale);
		default:
			return pattern(ms, format, locale);
	}
}

interface Parts {
	readonly sign: string;
	readonly hours: number;
	readonly minutes: number;
	readonly seconds: number;
	readonly milliseconds: number;
}

function partsOf(ms: number): Parts {
	const size = Math.abs(Math.round(ms));
	return {
		sign: ms < 0 && size > 0 ? "-" : "",
		hours: Math.floor(size / hour),
		minutes: Math.floor((size % hour) / minute),
		seconds: Math.floor((size % minute) / second),
		milliseconds: size % second,
	};
}

const two = (value: number) => String(value).padStart(2, "0");

/** hh:mm:ss or hh:mm; hours go on beyond 24. */
export function clock(ms: number, seconds: boolean): string {
	const part = partsOf(ms);
	return `${part.sign}${two(part.hours)}:${two(part.minutes)}${seconds ? `:${two(part.seconds)}` : ""}`;
}

function clock12(ms: number, seconds: boolean, locale: string): string {
	const part = partsOf(((ms % day) + day) % day);
	const text = `${two(part.hours % 12 || 12)}:${two(part.minutes)}${seconds ? `:${two(part.seconds)}` : ""}`;
	return `${text} ${dayPeriod(new Date(2000, 0, 1, part.hours), locale)}`;
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit & string, number])[] = [
	["year", 365 * day],
	["month", 30 * day],
	["day", day],
	["hour", hour],
	["minute", minute],
	["second", second],
];

/** The largest unit that rounds to at least one, and how many of it. */
function inUnits(ms: number): { readonly unit: Intl.RelativeTimeFormatUnit; readonly count: number } {
	const size = Math.abs(ms);
	const found =
		units.find(([, length]) => Math.round(size / length) >= 1 && size >= length) ??
		(["second", second] as const);
	return { unit: found[0], count: Math.round(size / found[1]) };
}

function distance(ms: number, locale: string): string {
	const { unit, count } = inUnits(ms);
	return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

function relative(ms: number, locale: string): string {
	const { unit, count } = inUnits(ms);
	return new Intl.RelativeTimeFormat(locale).format(ms < 0 ? -count : count, unit);
}

function pattern(ms: number, format: string, locale: string): string {
	const part = partsOf(ms);
	const pad = (value: number, run: string) => String(value).padStart(run.length, "0");
	const twelve = /a/.test(format);
	const text = format.replace(/'([^']*)'|H+|h+|m+|s+|S+|a+/g, (run, quoted: string | undefined) => {
		if (quoted !== undefined) return quoted;
		switch (run[0]) {
			case "H":
				return pad(part.hours, run);
			case "h":
				return pad(twelve ? part.hours % 12 || 12 : part.hours, run);
			case "m":
				return pad(part.minutes, run);
			case "s":
				return pad(part.seconds, run);
			case "S":
				return String(part.milliseconds).padStart(3, "0").slice(0, run.length);
			default:
				return dayPeriod(new Date(2000, 0, 1, part.hours % 24), locale);
		}
	});
	return part.sign + text;
}

/** Reads "1:30", "01:30:15", "9", "930", "9:30 pm", "1h 30m" as milliseconds; a bare number is hours. */
export function parseDuration(text: string): number | undefined {
	const plain = text.trim().toLowerCase();
	const units =
		/^(-?)(?:(\d+(?:\.\d+)?)\s*h)?\s*(?:(\d+(?:\.\d+)?)\s*m(?:in)?)?\s*(?:(\d+(?:\.\d+)?)\s*s)?$/.exec(plain);
	if (units && (units[2] || units[3] || units[4])) {
		const size =
			Number(units[2] ?? 0) * hour + Number(units[3] ?? 0) * minute + Number(units[4] ?? 0) * second;
		return units[1] ? -size : size;
	}
	const match = /^(-?)(\d{1,6})(?:[:.h](\d{1,2}))?(?:[:.m](\d{1,2}))?\s*([ap])?\.?m?\.?$/.exec(plain);
	if (!match) return undefined;
	let hours = Number(match[2]);
	let minutes = Number(match[3] ?? 0);
	if (!match[3] && (match[2]?.length ?? 0) >= 3) {
		minutes = hours % 100;
		hours = Math.floor(hours / 100);
	}
	const seconds = Number(match[4] ?? 0);
	if (minutes > 59 || seconds > 59) return undefined;
	if (match[5]) hours = (hours % 12) + (match[5] === "p" ? 12 : 0);
	const size = hours * hour + minutes * minute + seconds * second;
	return match[1] ? -size : size;
}
