// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, type Tree, tree } from "../testing.ts";

function build(outer: Tree["props"], inner: Tree["props"], value: unknown, kind = "CheckboxInput") {
	const page = new FakePage({ components, sources: new FakeSources({ value }) });
	const root = page.build(
		tree(
			"Checkbox",
			{ labelPosition: "right", ...outer },
			{
				label: tree("Label", { text: "Agree" }),
				[kind]: tree(kind, { events: [{ events: ["onchange"] }], ...inner }),
			},
		),
	);
	document.body.replaceChildren(root);
	const input = root.querySelector("input") as HTMLInputElement;
	return { page, root, input };
}

const bound = { datasource: "value" };

describe("Checkbox", () => {
	it("has the parts that style sheets address", () => {
		const { root, input } = build({}, bound, true);
		expect(
			root.querySelector(".chakra-checkbox > input.chakra-checkbox__input + span[data-checked]"),
		).not.toBeNull();
		expect(root.querySelector("label.fd-label")?.getAttribute("for")).toBe(input.id);
	});

	it("as a switch it has a track and the role", () => {
		const { root, input } = build({ variant: "switch" }, bound, true, "SwitchInput");
		expect(
			root.querySelector(".chakra-switch__track[data-checked] > .chakra-switch__thumb[data-checked]"),
		).not.toBeNull();
		expect(input.getAttribute("role")).toBe("switch");
	});

	it("two states: empty is not checked, a click writes, then onchange runs", () => {
		const { page, input } = build({ type: "two-state" }, bound, null);
		expect([input.checked, input.indeterminate]).toEqual([false, false]);
		input.click();
		input.click();
		expect(page.sources.writes.map((write) => write.value)).toEqual([true, false]);
		expect(page.triggers("CheckboxInput")).toEqual(["onchange", "onchange"]);
	});

	it("three states go from null to true to false to null", () => {
		const { page, root, input } = build({ type: "three-state" }, bound, null);
		expect(input.indeterminate).toBe(true);
		expect(root.querySelector("span[data-indeterminate]")).not.toBeNull();
		for (let click = 0; click < 3; click++) input.click();
		expect(page.sources.writes.map((write) => write.value)).toEqual([true, false, null]);
		expect(input.indeterminate).toBe(true);
	});

	it("is indeterminate until the first click", () => {
		const { page, input } = build({ type: "initial-indeterminate" }, bound, null);
		expect(input.indeterminate).toBe(true);
		input.click();
		input.click();
		expect(page.sources.writes.map((write) => write.value)).toEqual([true, false]);
	});

	it("the binding of the part wins; without one the outer binding is used", () => {
		const outer = build({ datasource: "value" }, {}, true);
		expect(outer.input.checked).toBe(true);
		outer.input.click();
		expect(outer.page.sources.values.value).toBe(false);
		expect(build({ datasource: "other" }, bound, true).input.checked).toBe(true);
	});

	it.each([
		["lg", "lg"],
		["medium", "md"],
		[undefined, "md"],
	])("the size %j is %s", (size, used) => {
		expect(build({ size }, bound, true).root.querySelector<HTMLElement>(".fd-toggle")?.dataset.size).toBe(
			used,
		);
	});

	it("disabled as a whole or in its part", () => {
		expect(build({ disabled: true }, bound, true).input.disabled).toBe(true);
		expect(build({}, { ...bound, disabled: true }, true).input.disabled).toBe(true);
	});
});
