// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { placement } from "../floating.ts";
import { isoDate } from "../format/date.ts";
import { openCalendar } from "./calendar.ts";
import { readIntervals } from "./intervals.ts";

const today = new Date(2026, 10, 20);

function open(intervals: unknown = [], startDay = 1, selected: Date | undefined = new Date(2026, 10, 5)) {
	const anchor = document.createElement("input");
	document.body.append(anchor);
	const log: (string | undefined)[] = [];
	let closed = 0;
	const calendar = openCalendar({
		anchor,
		signal: new AbortController().signal,
		locale: "en-GB",
		startDay,
		selected,
		today,
		selectable: readIntervals(intervals, today),
		choose: (date) => log.push(date && isoDate(date)),
		closed: () => closed++,
	});
	const panel = document.querySelector<HTMLElement>("[role=dialog]");
	const day = (name: string) => panel?.querySelector<HTMLElement>(`[aria-label="${name}"]`);
	return { calendar, panel, log, day, closed: () => closed };
}

const press = (key: string, shiftKey = false) =>
	document.activeElement?.dispatchEvent(
		new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }),
	);

afterEach(() => document.body.replaceChildren());

describe("the date picker", () => {
	it("shows the month of the date, with weekdays from the day that is wanted", () => {
		const { panel } = open([], 1);
		expect(panel?.querySelector("[role=grid]")?.getAttribute("aria-label")).toBe("November 2026");
		expect(panel?.querySelector("th")?.textContent).toBe("Mon");
		expect(panel?.querySelector("[aria-selected=true]")?.textContent).toBe("5");
		expect(panel?.querySelector("[aria-current=date]")?.textContent).toBe("20");
	});

	it("is operated by keyboard alone", () => {
		const { calendar, log, closed } = open();
		calendar.focus();
		for (const key of ["ArrowRight", "ArrowDown", "PageDown", "Home", "ArrowLeft", "End", "ArrowUp"])
			press(key);
		expect(document.activeElement?.getAttribute("aria-label")).toContain("23 November 2026");
		(document.activeElement as HTMLElement).click();
		expect([log, closed()]).toEqual([["2026-11-23"], 1]);
	});

	it("moves by years with Shift and stays in short months", () => {
		const { calendar } = open([], 1, new Date(2024, 1, 29));
		calendar.focus();
		press("PageDown", true);
		expect(document.activeElement?.getAttribute("aria-label")).toContain("28 February 2025");
	});

	it("chooses today and clears", () => {
		const first = open();
		[...(first.panel?.querySelectorAll("button") ?? [])]
			.find((button) => button.textContent === "Today")
			?.click();
		expect(first.log).toEqual(["2026-11-20"]);
		const second = open();
		[...(second.panel?.querySelectorAll("button") ?? [])]
			.find((button) => button.textContent === "Clear")
			?.click();
		expect(second.log).toEqual([undefined]);
	});

	it("refuses days outside the intervals, and crosses them", () => {
		const { calendar, day, log } = open([
			{ include: true, type: "startingFrom", params: { from: "2026-11-06" } },
		]);
		day("Thursday 5 November 2026")?.click();
		expect(log).toEqual([]);
		calendar.focus();
		expect(document.activeElement?.getAttribute("aria-disabled")).toBe("true");
		press("ArrowRight");
		expect(document.activeElement?.hasAttribute("aria-disabled")).toBe(false);
	});

	it("closes on Escape and on a press outside", () => {
		const first = open();
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
		expect([first.closed(), document.querySelector("[role=dialog]")]).toEqual([1, null]);
		const second = open();
		document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
		expect(second.closed()).toBe(1);
	});
});

describe("intervals", () => {
	const range = (from: string, to: string) => ({ type: "range", params: { from, to } });
	/** intervals, allowed days, refused days. */
	const rows: readonly (readonly [unknown, string[], string[]])[] = [
		[[], ["2026-01-01"], []],
		["not a list", ["2026-01-01"], []],
		[
			[{ include: true, ...range("2026-11-01", "2026-11-10") }],
			["2026-11-01", "2026-11-10"],
			["2026-10-31", "2026-11-11"],
		],
		[[{ include: false, ...range("2026-11-01", "2026-11-10") }], ["2026-10-31"], ["2026-11-05"]],
		[[{ include: true, active: false, ...range("2026-11-01", "2026-11-02") }], ["2030-01-01"], []],
		[[{ include: true, type: "until", params: { today: true } }], ["2026-11-20"], ["2026-11-21"]],
		[
			[
				{
					include: true,
					type: "days",
					params: { repeat: "weekly", days: [{ value: 1 }, { value: "friday" }] },
				},
			],
			["2026-11-16", "2026-11-20"],
			["2026-11-18"],
		],
		[
			[{ include: true, type: "days", params: { repeat: "monthly", days: [{ value: "15" }] } }],
			["2026-12-15"],
			["2026-12-16"],
		],
		[
			[{ include: false, type: "days", params: { repeat: "yearly", days: [{ value: "2020-12-25" }] } }],
			["2026-12-24"],
			["2026-12-25"],
		],
	];
	it.each(rows)("%j", (intervals, allowed, refused) => {
		const { allows } = readIntervals(intervals, today);
		const date = (text: string) => new Date(`${text}T12:00`);
		expect(allowed.filter((text) => !allows(date(text)))).toEqual([]);
		expect(refused.filter((text) => allows(date(text)))).toEqual([]);
	});

	it("a range that ends before it starts allows nothing and is reported", () => {
		const selectable = readIntervals([range("2026-11-10", "2026-11-01")], today);
		expect([selectable.allows(today), selectable.error]).toEqual([
			false,
			expect.stringContaining("end before"),
		]);
		expect(open([range("2026-11-10", "2026-11-01")]).panel?.querySelector("[role=alert]")).not.toBeNull();
	});
});

describe("where a panel floats", () => {
	const view = { width: 400, height: 600 };
	it.each([
		[
			"below",
			{ left: 10, right: 110, top: 100, bottom: 136 },
			{ width: 200, height: 300 },
			{ left: 10, top: 140, above: false },
		],
		[
			"above, where below has no room",
			{ left: 10, right: 110, top: 500, bottom: 536 },
			{ width: 200, height: 300 },
			{ left: 10, top: 196, above: true },
		],
		[
			"inside the window",
			{ left: 350, right: 390, top: 100, bottom: 136 },
			{ width: 200, height: 100 },
			{ left: 192, top: 140, above: false },
		],
		[
			"cut to the larger side",
			{ left: 0, right: 9, top: 200, bottom: 236 },
			{ width: 100, height: 900 },
			{ left: 8, top: 240, maxHeight: 352 },
		],
	])("%s", (_, anchor, size, at) => {
		expect(placement(anchor, size, view)).toMatchObject(at);
	});
});
