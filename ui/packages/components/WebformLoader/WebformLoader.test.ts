// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components, missingComponent } from "../index.ts";
import { FakePage, FakeSources, settle, type Tree, tree } from "../testing.ts";

const text = (words: string) => tree("Container", {}, {}, tree("Text", { text: words }));
const pages: Record<string, Tree> = { list: text("The list"), detail: text("The detail") };

describe("WebformLoader", () => {
	it("shows its page, and the page a source names when it names one", async () => {
		const page = new FakePage({ components, pages, sources: new FakeSources({ where: "" }) });
		const root = page.build(tree("WebformLoader", { webform: "list", datasource: "where" }));
		await settle();
		expect(root.matches(".loaded") && root.textContent).toBe("The list");
		page.sources.set("where", "detail");
		await settle();
		expect(root.textContent).toBe("The detail");
	});

	it.each([
		["", "empty"],
		["nowhere", "failed"],
	])("%j leaves it %s", async (webform, state) => {
		const root = new FakePage({ components, pages }).build(tree("WebformLoader", { webform }));
		await settle();
		expect(root.classList.contains(state)).toBe(true);
	});

	it("says on the canvas which page it will load", () => {
		const root = new FakePage({ components, pages, editing: true }).build(
			tree("WebformLoader", { webform: "list" }),
		);
		expect(root.textContent).toBe("Page list");
	});
});

describe("containers of older pages, and missing components", () => {
	it("a Grid places its areas, those without a place automatically", () => {
		const page = new FakePage({ components });
		const root = page.build(
			tree(
				"Grid",
				{
					rows: [
						{ id: "r", height: "45px" },
						{ id: "s", height: "20" },
					],
					columns: [
						{ id: "c", width: "100px" },
						{ id: "d", width: "auto" },
					],
					areas: [
						{ id: "x", colStart: 2, colSpan: 1, rowStart: 1, rowSpan: 2 },
						{ id: "y", colStart: "", colSpan: 0 },
						{ id: "gone" },
					],
				},
				{ y: tree("StyleBox"), x: tree("StyleBox"), stale: tree("StyleBox") },
			),
		);
		expect(root.style.getPropertyValue("--q-rows")).toBe("45px 20px");
		expect(root.style.getPropertyValue("--q-columns")).toBe("100px auto");
		const areas = [...root.children] as HTMLElement[];
		expect(areas.map((area) => area.style.gridColumn)).toEqual(["2 / span 1", "auto / auto"]);
		expect(areas.map((area) => area.style.gridRow)).toEqual(["1 / span 2", "auto / auto"]);
	});

	it("Columns have one slot for each cell, row by row", () => {
		const page = new FakePage({ components });
		const cell = (words: string) => tree("StyleBox", {}, {}, tree("Text", { text: words }));
		const root = page.build(
			tree(
				"Columns",
				{ rows: [{ id: "1" }, { id: "2" }], columns: [{ id: "a" }, { id: "b" }], spacingX: 4 },
				{ a2: cell("a2"), b1: cell("b1"), a1: cell("a1") },
			),
		);
		expect([...root.children].map((child) => child.textContent)).toEqual(["a1", "b1", "a2"]);
		expect(root.style.getPropertyValue("--q-gap")).toBe("0rem 1rem");
	});

	it("a missing component is drawn with its name and keeps its children and slots", () => {
		const page = new FakePage({
			components: new Map([...components, ["Calendar", missingComponent]]),
		});
		const root = page.build(
			tree("Calendar", {}, { head: tree("Button", { text: "slot" }) }, tree("Text", { text: "child" })),
		);
		expect(root.textContent).toBe("Component “Calendar” is not installedchildslot");
		expect(page.ignored).toEqual(["component Calendar is not installed"]);
	});
});
