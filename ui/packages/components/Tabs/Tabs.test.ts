// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, settle, tree } from "../testing.ts";

function build() {
	const page = new FakePage({ components });
	const root = page.build(
		tree(
			"Tabs",
			{
				tabs: [
					{ id: "b", title: "Vehicle" },
					{ id: "a", title: "Customer" },
					{ id: "c", title: "Travel" },
				],
				events: [{ events: ["onchange", "onclick"] }],
			},
			{
				a: tree("StyleBox", {}, {}, tree("Input")),
				b: tree("StyleBox", {}, {}, tree("Text", { text: "first" })),
				c: tree("StyleBox"),
			},
		),
	);
	document.body.replaceChildren(root);
	const tabs = () => [...root.querySelectorAll<HTMLElement>("[role=tablist] > [role=tab]")];
	const selected = () => root.querySelector("button[data-headlessui-state=selected]")?.textContent;
	return { page, root, tabs, selected };
}

describe("Tabs", () => {
	it("has its tabs in the order of the property, the first one selected", () => {
		const { root, tabs, selected } = build();
		expect(tabs().map((tab) => tab.textContent)).toEqual(["Vehicle", "Customer", "Travel"]);
		expect(selected()).toBe("Vehicle");
		const shown = root.querySelector("[role=tabpanel]:not([hidden])");
		expect(shown?.textContent).toBe("first");
		expect(shown?.getAttribute("aria-labelledby")).toBe(tabs()[0]?.id);
	});

	it("keeps what is typed in a hidden panel, and the active tab when a state changes", () => {
		const { page, root, tabs, selected } = build();
		const input = root.querySelector("input") as HTMLInputElement;
		tabs()[1]?.click();
		input.value = "typed";
		page.override("Tabs", { variant: "enclosed" });
		expect(selected()).toBe("Customer");
		tabs()[2]?.click();
		expect([root.querySelector("input"), input.value]).toEqual([input, "typed"]);
	});

	it("fires onchange with the index, once for a change", () => {
		const { page, tabs } = build();
		tabs()[1]?.click();
		tabs()[1]?.click();
		expect(page.fired.map(({ trigger, data }) => `${trigger} ${data?.index}`)).toEqual([
			"onchange 1",
			"onclick 1",
			"onclick 1",
		]);
	});

	it("moves with the arrow keys and takes the focus along", () => {
		const { tabs, selected } = build();
		tabs()[0]?.focus();
		for (const key of ["ArrowLeft", "ArrowLeft", "Home", "End", "ArrowRight"]) {
			document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
		}
		expect([selected(), document.activeElement?.textContent]).toEqual(["Vehicle", "Vehicle"]);
	});

	it("a panel the server hides takes its tab with it", async () => {
		const { root, tabs, selected } = build();
		const panel = root.querySelector<HTMLElement>(".fd-stylebox:has(p)");
		if (panel) panel.style.display = "none";
		await settle();
		await new Promise((resolve) => setTimeout(resolve));
		expect([tabs().map((tab) => tab.textContent), selected()]).toEqual([["Customer", "Travel"], "Customer"]);
	});
});
