// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, type Tree, tree } from "../testing.ts";

const options = [
	{ label: "Ashlar", value: "1" },
	{ label: "Rubble", value: "2" },
	{ label: "Brick", value: "3", disabled: true },
];

function build(props: Tree["props"], value: unknown, type = "") {
	const page = new FakePage({ components, sources: new FakeSources({ value }, type ? { value: type } : {}) });
	const root = page.build(
		tree("Radio", { datasource: "value", options, events: [{ events: ["onchange"] }], ...props }),
	);
	document.body.replaceChildren(root);
	return { page, root, inputs: [...root.querySelectorAll("input")] };
}

const chosen = (root: HTMLElement) =>
	[...root.querySelectorAll(".fd-radio__item.selected")].map((item) => item.textContent);

describe("Radio", () => {
	it("marks the chosen item with the classes of the contract", () => {
		const { page, root } = build({}, "2");
		expect(root.getAttribute("role")).toBe("radiogroup");
		expect(root.querySelector(".fd-radio__item.selected.fd-radio__item_selected")?.textContent).toBe(
			"Rubble",
		);
		page.sources.set("value", "1");
		expect(chosen(root)).toEqual(["Ashlar"]);
	});

	it("writes in the type of the source", () => {
		const { page, inputs } = build({}, 1, "number");
		inputs[1]?.click();
		expect(page.sources.values.value).toBe(2);
		expect(page.triggers("Radio")).toEqual(["onchange"]);
	});

	it("shows the default and does not write it", () => {
		const { page, root } = build({ defaultValue: "2" }, null);
		expect([chosen(root), page.sources.writes]).toEqual([["Rubble"], []]);
	});

	it("several values are text joined by commas, or an array when the source is one", () => {
		const text = build({ mode: "multiple" }, "1");
		text.inputs[1]?.click();
		expect([chosen(text.root), text.page.sources.values.value]).toEqual([["Ashlar", "Rubble"], "1,2"]);
		const array = build({ mode: "multiple" }, ["2"]);
		array.inputs[0]?.click();
		expect(array.page.sources.values.value).toEqual(["1", "2"]);
	});

	it("disables one option or all", () => {
		const { page, inputs } = build({}, "1");
		expect(inputs.map((input) => input.disabled)).toEqual([false, false, true]);
		page.override("Radio", { disabled: true });
		expect(inputs.map((input) => input.disabled)).toEqual([true, true, true]);
	});
});
