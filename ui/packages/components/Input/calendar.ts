/** The date picker: a month as a grid, reachable by keyboard, in a floating panel. Loaded when first opened. */
import { element, option, setAttribute, uniqueId } from "../element.ts";
import { openFloating } from "../floating.ts";
import { isoDate } from "../format/date.ts";
import "./calendar.css";
import type { Selectable } from "./intervals.ts";

/** What the picker shows and whom it tells. */
export interface CalendarOptions {
	readonly anchor: HTMLElement;
	readonly signal: AbortSignal;
	readonly locale: string;
	/** The first weekday, 0 = Sunday; -1 for what the language has. */
	readonly startDay: number;
	readonly selected: Date | undefined;
	readonly today: Date;
	readonly selectable: Selectable;
	choose(date: Date | undefined): void;
	closed(restore: boolean): void;
}

/** An open picker. */
export interface Calendar {
	close(): void;
	/** Moves the keyboard focus into the grid. */
	focus(): void;
	/** Shows and marks another date, as typing does. */
	show(date: Date): void;
}

/** Opens the picker at its anchor. */
export function openCalendar(options: CalendarOptions): Calendar {
	const view = new MonthView(options);
	const floating = openFloating(options.anchor, view.root, {
		className: "q-calendar",
		signal: options.signal,
		onClose(restore) {
			options.anchor.removeAttribute("aria-controls");
			options.closed(restore);
		},
	});
	floating.panel.id = uniqueId();
	options.anchor.setAttribute("aria-controls", floating.panel.id);
	floating.panel.setAttribute("role", "dialog");
	floating.panel.setAttribute("aria-label", "Choose a date");
	view.finished = () => floating.close(true);
	return { close: () => floating.close(), focus: () => view.focusDay(), show: (date) => view.show(date) };
}

const day = 1;
const week = 7;

class MonthView {
	readonly root = element("div", "q-calendar__body");
	finished: () => void = () => undefined;
	private readonly options: CalendarOptions;
	private cursor: Date;
	private selected: Date | undefined;
	private readonly month = element("select", "q-calendar__month");
	private readonly year = element("input", "q-calendar__year");
	private readonly grid = element("table", "q-calendar__grid");
	private readonly days = new Map<string, HTMLButtonElement>();

	constructor(options: CalendarOptions) {
		this.options = options;
		this.selected = options.selected;
		this.cursor = options.selected ?? options.today;
		this.root.append(this.head());
		if (options.selectable.error) {
			const note = element("p", "q-calendar__error", options.selectable.error);
			note.setAttribute("role", "alert");
			this.root.append(note);
		}
		this.grid.setAttribute("role", "grid");
		this.grid.addEventListener("keydown", (event) => this.key(event));
		this.root.append(this.grid, this.foot());
		this.draw();
	}

	show(date: Date): void {
		this.selected = date;
		this.cursor = date;
		this.draw();
	}

	focusDay(): void {
		this.days.get(isoDate(this.cursor))?.focus();
	}

	private head(): HTMLElement {
		const names = new Intl.DateTimeFormat(this.options.locale, { month: "long" });
		for (let month = 0; month < 12; month++) {
			this.month.append(option(names.format(new Date(2000, month, 1)), String(month)));
		}
		this.month.setAttribute("aria-label", "Month");
		this.month.addEventListener("change", () =>
			this.goTo(this.cursor.getFullYear(), Number(this.month.value)),
		);
		this.year.type = "number";
		this.year.min = "1";
		this.year.max = "9999";
		this.year.setAttribute("aria-label", "Year");
		this.year.addEventListener("change", () =>
			this.goTo(this.year.valueAsNumber || this.cursor.getFullYear(), this.cursor.getMonth()),
		);
		return element(
			"div",
			"q-calendar__head",
			this.arrow("Previous month", "q-calendar__previous", -1),
			this.month,
			this.year,
			this.arrow("Next month", "q-calendar__next", 1),
		);
	}

	private arrow(name: string, className: string, months: number): HTMLElement {
		const made = element("button", `q-calendar__arrow ${className}`);
		made.type = "button";
		made.setAttribute("aria-label", name);
		made.addEventListener("click", () =>
			this.goTo(this.cursor.getFullYear(), this.cursor.getMonth() + months),
		);
		return made;
	}

	private foot(): HTMLElement {
		const today = element("button", "q-calendar__action", "Today");
		today.type = "button";
		today.disabled = !this.options.selectable.allows(this.options.today);
		today.addEventListener("click", () => this.choose(this.options.today));
		const clear = element("button", "q-calendar__action", "Clear");
		clear.type = "button";
		clear.addEventListener("click", () => this.choose(undefined));
		return element("div", "q-calendar__foot", today, clear);
	}

	private goTo(year: number, month: number): void {
		const last = new Date(year, month + 1, 0).getDate();
		this.cursor = new Date(year, month, Math.min(this.cursor.getDate(), last));
		this.draw();
	}

	private choose(date: Date | undefined): void {
		if (date && !this.options.selectable.allows(date)) return;
		this.options.choose(date);
		this.finished();
	}

	private draw(): void {
		const year = this.cursor.getFullYear();
		const month = this.cursor.getMonth();
		this.month.value = String(month);
		this.year.value = String(year);
		const startDay = this.options.startDay >= 0 ? this.options.startDay : firstDayOf(this.options.locale);
		const offset = (new Date(year, month, 1).getDay() - startDay + week) % week;
		const rows: HTMLElement[] = [this.weekdayRow(startDay)];
		this.days.clear();
		for (let start = 1 - offset; start <= new Date(year, month + 1, 0).getDate(); start += week) {
			const cells = Array.from({ length: week }, (_, index) =>
				this.cell(new Date(year, month, start + index), month),
			);
			rows.push(element("tr", "", ...cells));
		}
		const names = new Intl.DateTimeFormat(this.options.locale, { month: "long", year: "numeric" });
		this.grid.setAttribute("aria-label", names.format(this.cursor));
		this.grid.replaceChildren(...rows);
	}

	private weekdayRow(startDay: number): HTMLElement {
		const narrow = new Intl.DateTimeFormat(this.options.locale, { weekday: "short" });
		const long = new Intl.DateTimeFormat(this.options.locale, { weekday: "long" });
		const cells = Array.from({ length: week }, (_, index) => {
			// The 2nd of January 2000 was a Sunday.
			const date = new Date(2000, 0, 2 + ((startDay + index) % week));
			const cell = element("th", "", narrow.format(date));
			cell.scope = "col";
			cell.abbr = long.format(date);
			return cell;
		});
		return element("tr", "", ...cells);
	}

	private cell(date: Date, month: number): HTMLElement {
		const made = element("button", "q-calendar__day", String(date.getDate()));
		made.type = "button";
		made.setAttribute(
			"aria-label",
			new Intl.DateTimeFormat(this.options.locale, { dateStyle: "full" }).format(date),
		);
		const key = isoDate(date);
		const isCursor = key === isoDate(this.cursor);
		made.tabIndex = isCursor ? 0 : -1;
		// A day that cannot be chosen stays reachable, so that the arrow keys can cross it.
		setAttribute(made, "aria-disabled", !this.options.selectable.allows(date) && "true");
		setAttribute(made, "aria-current", key === isoDate(this.options.today) && "date");
		if (date.getMonth() !== month) made.dataset.outside = "";
		made.addEventListener("click", () => this.choose(date));
		this.days.set(key, made);
		const cell = element("td", "", made);
		cell.setAttribute("aria-selected", String(this.selected !== undefined && key === isoDate(this.selected)));
		return cell;
	}

	private key(event: KeyboardEvent): void {
		const moved = this.moved(event);
		if (!moved) return;
		event.preventDefault();
		this.cursor = moved;
		this.draw();
		this.focusDay();
	}

	private moved(event: KeyboardEvent): Date | undefined {
		const { cursor } = this;
		const rightToLeft = getComputedStyle(this.grid).direction === "rtl";
		const by = (days: number) => new Date(cursor.getFullYear(), cursor.getMonth(), cursor.getDate() + days);
		const byMonths = (months: number) => {
			const last = new Date(cursor.getFullYear(), cursor.getMonth() + months + 1, 0).getDate();
			return new Date(cursor.getFullYear(), cursor.getMonth() + months, Math.min(cursor.getDate(), last));
		};
		switch (event.key) {
			case "ArrowLeft":
				return by(rightToLeft ? day : -day);
			case "ArrowRight":
				return by(rightToLeft ? -day : day);
			case "ArrowUp":
				return by(-week);
			case "ArrowDown":
				return by(week);
			case "Home":
				return new Date(cursor.getFullYear(), cursor.getMonth(), 1);
			case "End":
				return new Date(cursor.getFullYear(), cursor.getMonth() + 1, 0);
			case "PageUp":
				return byMonths(event.shiftKey ? -12 : -1);
			case "PageDown":
				return byMonths(event.shiftKey ? 12 : 1);
			default:
				return undefined;
		}
	}
}

/** The first weekday of a language, Monday where the browser does not know. */
function firstDayOf(locale: string): number {
	const known = new Intl.Locale(locale) as Intl.Locale & {
		getWeekInfo?(): { firstDay: number };
		weekInfo?: { firstDay: number };
	};
	return (known.getWeekInfo?.() ?? known.weekInfo ?? { firstDay: 1 }).firstDay % week;
}
