// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, type Tree, tree } from "../testing.ts";

const changes = [{ events: ["onchange"] }];

function build(
	props: Tree["props"],
	values: Record<string, unknown> = {},
	types: Record<string, string> = {},
) {
	const page = new FakePage({ components, sources: new FakeSources(values, types) });
	const root = page.build(tree("Input", { datasource: "value", events: changes, ...props }));
	document.body.append(root);
	const control = (
		root.matches("input,textarea") ? root : root.querySelector("input,textarea")
	) as HTMLInputElement;
	return { page, root, control };
}

function type(control: HTMLInputElement, text: string) {
	control.focus();
	control.value = text;
	control.dispatchEvent(new Event("input", { bubbles: true }));
}

const key = (control: HTMLElement, name: string, options = {}) =>
	control.dispatchEvent(
		new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...options }),
	);

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
	vi.useRealTimers();
	document.body.replaceChildren();
});

describe("when an input writes", () => {
	it("writes after a pause in typing, once, and then runs onchange", () => {
		const { page, control } = build({}, { value: "" });
		type(control, "ma");
		vi.advanceTimersByTime(200);
		type(control, "marble");
		vi.advanceTimersByTime(299);
		expect(page.sources.writes).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(page.sources.writes).toEqual([{ path: "value", value: "marble" }]);
		expect(page.triggers("Input")).toEqual(["onchange"]);
		control.blur();
		expect(page.sources.writes).toHaveLength(1);
	});

	it("writes on leaving and on Enter", () => {
		const { page, control } = build({}, { value: "" });
		type(control, "slate");
		key(control, "Enter");
		expect(page.sources.values.value).toBe("slate");
		type(control, "basalt");
		control.blur();
		expect(page.sources.values.value).toBe("basalt");
		expect(page.triggers("Input")).toEqual(["onchange", "onchange"]);
	});

	it("does not commit the Enter that ends a composition", () => {
		const { page, control } = build({}, { value: "" });
		type(control, "石");
		key(control, "Enter", { isComposing: true });
		expect(page.sources.writes).toEqual([]);
	});

	it("has its value written before another component's cards run", () => {
		const { page, control } = build({}, { value: "" });
		const button = page.build(tree("Button", { events: [{ events: ["onclick"] }] }));
		type(control, "granite");
		button.click();
		expect(page.fired.map((fired) => `${fired.type} ${fired.trigger}`)).toEqual([
			"Input onchange",
			"Button onclick",
		]);
		expect(page.sources.values.value).toBe("granite");
	});

	it("never overwrites what a person is typing", () => {
		const { page, control } = build({}, { value: "a" });
		type(control, "mine");
		page.sources.set("value", "theirs");
		expect(control.value).toBe("mine");
		vi.advanceTimersByTime(300);
		expect(page.sources.values.value).toBe("mine");
	});

	it("does not write what is already there", () => {
		const { page, control } = build({}, { value: null });
		type(control, "");
		control.blur();
		expect(page.sources.writes).toEqual([]);
		expect(page.fired).toEqual([]);
	});

	it("stops when it leaves the page", () => {
		const { page, root, control } = build({}, { value: "" });
		type(control, "late");
		page.dispose(root);
		vi.advanceTimersByTime(1000);
		expect(page.sources.writes).toEqual([]);
	});
});

describe("types of input", () => {
	/** properties, source type, value, text at rest, text while editing, typed text, written value. */
	const rows: readonly (readonly [Tree["props"], string, unknown, string, string, string, unknown])[] = [
		[{ type: "text", format: "C" }, "string", "anna", "Anna", "anna", "bob", "bob"],
		[{ type: "text" }, "number", 5, "5", "5", "7", 7],
		[{ type: "text", dataType: "number" }, "", 5, "5", "5", "7", 7],
		[{ type: "number", format: "#,##0.00" }, "number", 1234.5, "1,234.50", "1234.5", "1,000", 1000],
		[{ type: "number" }, "number", 3, "3", "3", "", null],
		[
			{ type: "date", format: "dd/MM/yyyy" },
			"date",
			"2026-11-05",
			"05/11/2026",
			"05/11/2026",
			"6/11/26",
			"2026-11-06",
		],
		[{ type: "date" }, "date", null, "", "", "11/20/2026", "2026-11-20"],
		[{ type: "duration" }, "duration", 5_400_000, "01:30:00", "01:30:00", "2:15", 8_100_000],
		[{ type: "time", format: "HH:mm" }, "duration", 5_400_000, "01:30", "01:30", "", null],
		[
			{ type: "time", twentyFourHours: false },
			"duration",
			48_600_000,
			"01:30 PM",
			"01:30 PM",
			"9 am",
			32_400_000,
		],
		[
			{ type: "text", dataType: "object" },
			"object",
			{ a: 1 },
			'{\n\t"a": 1\n}',
			'{\n\t"a": 1\n}',
			'{"a":2}',
			{ a: 2 },
		],
	];

	it.each(rows)("%j over %s %j", (props, sourceType, value, atRest, editing, typed, written) => {
		const { page, control } = build(props, { value }, sourceType ? { value: sourceType } : {});
		expect(control.value).toBe(atRest);
		control.focus();
		expect(control.value).toBe(editing);
		type(control, typed);
		control.blur();
		expect(page.sources.writes).toEqual([{ path: "value", value: written }]);
	});

	it.each([
		[{ type: "number" }, "12a"],
		[{ type: "date" }, "tomorrow"],
		[{ type: "duration" }, "9:99"],
		[{ type: "text", dataType: "object" }, "{a:"],
	])("%j keeps %j, says what is wrong and writes nothing", (props, typed) => {
		const { page, control } = build(props, { value: null });
		type(control, typed);
		control.blur();
		expect(control.value).toBe(typed);
		expect([control.getAttribute("aria-invalid"), control.title]).toEqual([
			"true",
			expect.stringContaining("not a"),
		]);
		expect(page.sources.writes).toEqual([]);
		page.sources.set("value", null);
		page.sources.set("value", 1);
		expect(control.hasAttribute("aria-invalid")).toBe(false); // another value takes its place
	});

	it("does not respell a number while it is being typed", () => {
		const { control } = build({ type: "number" }, { value: 1 });
		type(control, "12.");
		vi.advanceTimersByTime(300);
		expect(control.value).toBe("12.");
	});

	it("steps numbers and the parts of a duration with the arrow keys", () => {
		const number = build({ type: "number" }, { value: 0.1 });
		key(number.control, "ArrowUp");
		expect(number.page.sources.values.value).toBe(1.1);
		const duration = build({ type: "duration" }, { value: 5_400_000 });
		duration.control.setSelectionRange(1, 1);
		key(duration.control, "ArrowUp");
		expect(duration.page.sources.values.value).toBe(9_000_000);
		duration.control.setSelectionRange(4, 4);
		key(duration.control, "ArrowDown");
		expect(duration.page.sources.values.value).toBe(8_940_000);
	});

	it("a text area is one, also by multiline", () => {
		expect(build({ type: "textArea", rows: 4 }).control.tagName).toBe("TEXTAREA");
		expect(build({ type: "text", multiline: true }).control.tagName).toBe("TEXTAREA");
	});

	it("a value that loses its format on entering the field is selected, to be typed over", () => {
		const { control } = build({ type: "number", format: "#,##0.00" }, { value: 1234.5 }, { value: "number" });
		control.focus();
		expect([control.value, control.selectionStart, control.selectionEnd]).toEqual(["1234.5", 0, 6]);
	});

	it("a password without an eye is never shown", () => {
		for (const revealPassword of [false, undefined]) {
			const { control } = build({ type: "password", revealPassword }, { value: "secret" });
			expect(control.type).toBe("password");
		}
	});

	it("a password can be shown and is hidden again", () => {
		const { root, control } = build({ type: "password", revealPassword: true });
		const eye = root.querySelector("button");
		expect([control.type, eye?.getAttribute("aria-label")]).toEqual(["password", "Show password"]);
		eye?.click();
		expect([control.type, eye?.getAttribute("aria-label")]).toEqual(["text", "Hide password"]);
		root.dispatchEvent(new FocusEvent("focusout"));
		expect(control.type).toBe("password");
	});

	it("reads only, disabled, placeholder", () => {
		const { page, control } = build({ readonly: true, placeholder: "Search" });
		expect([control.readOnly, control.placeholder]).toEqual([true, "Search"]);
		page.override("Input", { readonly: false, disabled: true });
		expect([control.readOnly, control.disabled, control.matches(".disabled")]).toEqual([false, true, true]);
	});
});

describe("TextInput", () => {
	const field = (labelPosition: string, text: string, outer = {}) =>
		tree(
			"TextInput",
			{ labelPosition, ...outer },
			{ label: tree("Label", { text }), input: tree("Input", { className: "fd-input" }) },
		);

	it("connects the label with the input", () => {
		const root = new FakePage({ components }).build(field("top", "First name"));
		const label = root.querySelector("label.fd-label");
		expect(label?.querySelector("span")?.textContent).toBe("First name");
		expect(label?.getAttribute("for")).toBe(root.querySelector("input.fd-input")?.id);
		expect(root.firstElementChild).toBe(label);
	});

	it.each(["right", "bottom"])("puts the label %s of the input", (position) => {
		const root = new FakePage({ components }).build(field(position, "Name"));
		expect(root.lastElementChild?.tagName).toBe("LABEL");
	});

	it("a hidden label still names the input, unless nobody wrote it", () => {
		const page = new FakePage({ components });
		const named = page.build(field("hidden", "First name"));
		expect(named.querySelector("label")).toBeNull();
		expect(named.querySelector("input")?.getAttribute("aria-label")).toBe("First name");
		expect(page.build(field("hidden", "Label")).querySelector("input")?.hasAttribute("aria-label")).toBe(
			false,
		);
	});

	it("disabled as a whole disables its input", () => {
		const page = new FakePage({ components });
		const root = page.build(field("top", "Name", { disabled: true }));
		expect(root.querySelector("input")?.disabled).toBe(true);
		page.override("TextInput", { disabled: false });
		expect(root.querySelector("input")?.disabled).toBe(false);
	});
});
