import { describe, expect, it } from "vitest";
import { isoDate, parseDate, parseTypedDate } from "./date.ts";
import { parseDuration } from "./duration.ts";
import { formatValue } from "./format.ts";
import { parseNumber } from "./number.ts";

const day = "2026-11-05";
const hours = 3_600_000;

/** value, type, format, language, shown text, colour. */
const shown: readonly (readonly [unknown, string, string, string, string, string?])[] = [
	["élan vital", "string", "U", "en", "ÉLAN VITAL"],
	["ÉLAN", "string", "l", "en", "élan"],
	["élan vital", "string", "C", "en", "Élan vital"],
	["jean-luc o'neil", "string", "c", "en", "Jean-Luc O'neil"],
	["as is", "string", "", "en", "as is"],
	[null, "string", "U", "en", ""],
	[undefined, "number", "0", "en", ""],
	[1234.5, "number", "", "en", "1234.5"],
	[1234.5, "number", "", "fr", "1234,5"],
	[1234.5, "number", "0", "en", "1235"],
	[-1234.4, "number", "0", "en", "-1234"],
	[-0.4, "number", "0", "en", "0"],
	[0.256, "number", "0%", "en", "26%"],
	[1234567, "number", "#,##0", "en", "1,234,567"],
	[1234567.891, "number", "#,##0.00", "en", "1,234,567.89"],
	[1234567.891, "number", "#,##0.00", "de", "1.234.567,89"],
	[12.5, "number", "#,##0.00 $", "en", "12.50 $"],
	[12.5, "number", "#,##0.0 €", "en", "12.5 €"],
	[1.005, "number", "0.00", "en", "1.01"],
	[0.5, "number", "#.##", "en", ".5"],
	[3, "number", "#.##", "en", "3"],
	[7, "number", "000", "en", "007"],
	[0, "number", "###", "en", ""],
	[250, "number", "### g", "en", "250 g"],
	[3, "number", "x 0", "en", "x 3"],
	[1234567, "number", "0.0,,", "en", "1.2"],
	[12345, "number", "0.00E+00", "en", "1.23E+04"],
	[5551234, "number", "000-0000", "en", "555-1234"],
	[12, "number", '0 "units; or so"', "en", "12 units; or so"],
	[5, "number", "0;(0);none", "en", "5"],
	[-5, "number", "0;(0);none", "en", "(5)"],
	[0, "number", "0;(0);none", "en", "none"],
	[900, "number", "[Red][<=1000]", "en", "900", "var(--q-red-11)"],
	[1100, "number", "[Red][<=1000]", "en", "1100"],
	[0, "number", "[Red][=0];[Green][>0]", "en", "0", "var(--q-red-11)"],
	[4, "number", "[Red][=0];[Green][>0]", "en", "4", "var(--q-green-11)"],
	["0012", "number", "#,##0", "en", "12"],
	["not a number", "number", "0", "en", "not a number"],
	[Number.NaN, "number", "0", "en", ""],
	[true, "bool", "", "en", "true"],
	[day, "date", "", "en-US", "11/05/2026"],
	[day, "date", "Date short", "en-GB", "05/11/2026"],
	[day, "date", "Date long", "en-US", "Thursday, November 5, 2026"],
	[day, "date", "Date abbreviated", "en-US", "Nov 5, 2026"],
	[day, "date", "dd/MM/yyyy", "en", "05/11/2026"],
	[day, "date", "dd MMMM yyyy", "fr", "05 novembre 2026"],
	[day, "date", "EEE", "en", "Thu"],
	[day, "date", "EEEE, d MMMM yyyy", "de", "Donnerstag, 5 November 2026"],
	[day, "date", "d. M. yy", "en", "5. 11. 26"],
	[day, "date", "yyyy'x'''MM", "en", "2026x'11"],
	[`${day}T00:00:00.000Z`, "date", "dd-MM-yyyy", "en", "05-11-2026"],
	["5!11!2026", "date", "dd-MM-yyyy", "en", "05-11-2026"],
	["0!0!0", "date", "dd-MM-yyyy", "en", ""],
	["0000-00-00", "date", "Date short", "en", ""],
	[day, "", "dd/MM/yyyy", "en", "05/11/2026"],
	[5.5 * hours, "duration", "", "en", "05:30:00"],
	[5.5 * hours, "duration", "Without seconds", "en", "05:30"],
	[30 * hours, "duration", "Simple", "en", "30:00:00"],
	[-90_000, "duration", "Simple", "en", "-00:01:30"],
	[15.5 * hours, "duration", "Without seconds AM/PM", "en", "03:30 PM"],
	[15.5 * hours, "duration", "Simple AM/PM", "en", "03:30:00 PM"],
	[15.5 * hours, "duration", "HH:mm", "en", "15:30"],
	[15.5 * hours, "", "HH:mm", "en", "15:30"],
	[2 * hours, "duration", "Strict Distance", "en", "2 hours"],
	[2 * hours, "duration", "Strict Distance", "fr", "2\u00a0heures"],
	[-2 * hours, "duration", "Strict Distance With Suffix", "en", "2 hours ago"],
	[3 * 24 * hours, "duration", "Distance With Suffix", "en", "in 3 days"],
	[{ a: 1 }, "object", "", "en", '{"a":1}'],
	[["a", "b"], "array", "", "en", "a, b"],
	[new (class Entity {})(), "entity", "", "en", ""],
];

describe("formatValue", () => {
	it.each(shown)("%j as %s in %j (%s) is %j", (value, type, format, locale, text, color) => {
		expect(formatValue(value, type as string, format as string, locale as string)).toEqual(
			color ? { text, color } : { text },
		);
	});

	it("never throws on hostile patterns", () => {
		const cyclic: Record<string, unknown> = {};
		cyclic.self = cyclic;
		for (const pattern of [
			"[",
			'"',
			"\\",
			"0.0.0.0",
			"####,,,,",
			"E+",
			"[Red",
			";;;;;;",
			"0".repeat(5000),
			"'",
			"QQQQQQ",
			"MMMMMMM",
		]) {
			for (const value of [0, -1.5, 1e300, 5e-324, day, new Date(Number.NaN), cyclic]) {
				expect(typeof formatValue(value, "", pattern, "en").text).toBe("string");
			}
		}
	});
});

describe("typed text", () => {
	it.each([
		["1,234.5", "en", 1234.5],
		["1234,5", "fr", 1234.5],
		["1 234,5", "fr", 1234.5],
		["1234.5", "fr", 1234.5],
		["1.234.567", "de", 1234567],
		["12%", "en", 0.12],
		["-3", "en", -3],
		["", "en", undefined],
		["12a", "en", undefined],
	] as const)("number %j in %s is %j", (text, locale, value) => {
		expect(parseNumber(text, locale)).toBe(value);
	});

	it.each([
		["05/11/2026", "dd/MM/yyyy", "en", "2026-11-05"],
		["11/05/2026", "", "en-US", "2026-11-05"],
		["5.11.26", "", "de", "2026-11-05"],
		["2026-11-05", "dd/MM/yyyy", "en", "2026-11-05"],
		["5 nov 2026", "", "en", "2026-11-05"],
		["November 5, 2026", "Date long", "en", "2026-11-05"],
		["31/02/2026", "dd/MM/yyyy", "en", undefined],
		["tomorrow", "", "en", undefined],
	] as const)("date %j by %j in %s is %j", (text, format, locale, value) => {
		const date = parseTypedDate(text, format, locale);
		expect(date && isoDate(date)).toBe(value);
	});

	it.each([
		["1:30", 1.5],
		["01:30:36", 1.51],
		["9", 9],
		["930", 9.5],
		["9:30 pm", 21.5],
		["12:00 am", 0],
		["1h 30m", 1.5],
		["90m", 1.5],
		["-2:00", -2],
		["1:75", undefined],
		["soon", undefined],
	] as const)("duration %j is %j hours", (text, value) => {
		const ms = parseDuration(text);
		expect(ms === undefined ? undefined : Math.round((ms / hours) * 100) / 100).toBe(value);
	});

	it("reads a date-time in local time", () => {
		expect(parseDate("2026-11-05T10:00:00.000Z")?.getTime()).toBe(Date.UTC(2026, 10, 5, 10));
	});
});
