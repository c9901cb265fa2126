// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, type Tree, tree } from "../testing.ts";
import { typedValue } from "./Select.ts";

const options = [
	{ label: "One", value: "1" },
	{ label: { key: "two", default: "Two", __t: "i18n" }, value: "2" },
];

function build(props: Tree["props"], value: unknown, type = "string") {
	const sources = new FakeSources({ value }, { value: type });
	const page = new FakePage({ components, sources });
	const root = page.build(
		tree("Select", { datasource: "value", options, events: [{ events: ["onchange"] }], ...props }),
	);
	return { page, root: root as HTMLSelectElement };
}

function choose(root: HTMLSelectElement, value: string) {
	root.value = value;
	root.dispatchEvent(new Event("change"));
}

describe("Select", () => {
	it("shows its options, translated, and the value of the source", () => {
		const { page, root } = build({}, "2");
		expect([...root.options].filter((option) => !option.hidden).map((option) => option.text)).toEqual([
			"One",
			"Two",
		]);
		expect(root.value).toBe("2");
		page.sources.set("value", "1");
		expect(root.value).toBe("1");
	});

	it("shows nothing for a value that is no option, rather than the first one", () => {
		expect(build({}, "9").root.value).toBe("");
	});

	it("shows the default while the source is empty, without writing it", () => {
		const { page, root } = build({ defaultValue: "2" }, null);
		expect([root.value, page.sources.writes]).toEqual(["2", []]);
	});

	it("writes the value in the type of the source, then runs onchange", () => {
		const { page, root } = build({}, 1, "number");
		choose(root, "2");
		expect(page.sources.values.value).toBe(2);
		expect(page.triggers("Select")).toEqual(["onchange"]);
	});

	it("the empty option writes null", () => {
		const { page, root } = build({ showEmptyOption: true }, "1");
		expect(root.options[0]?.hidden).toBe(false);
		choose(root, "");
		expect(page.sources.values.value).toBeNull();
	});

	it.each([
		["3", "number", 3],
		["x", "number", "x"],
		["true", "bool", true],
		["no", "bool", false],
		["3", "string", "3"],
		["", "string", null],
	])("%j over %s is %j", (text, type, value) => {
		expect(typedValue(text, type)).toBe(value);
	});
});

describe("SelectInput", () => {
	it("connects its label with the native select", () => {
		const page = new FakePage({ components });
		const root = page.build(
			tree(
				"SelectInput",
				{ labelPosition: "top" },
				{
					label: tree("Label", { text: "Category" }),
					select: tree("Select", { className: "fd-select", options }),
				},
			),
		);
		expect(root.querySelector("label")?.htmlFor).toBe(root.querySelector("select.fd-select")?.id);
	});
});
