// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, layOut, settle, type Tree, tree } from "../testing.ts";
import { heightOfRows, matrixGeometry } from "./geometry.ts";

const name = { type: "datasource", datasource: "$This.name", children: [{ text: "" }] };
const template = tree(
	"StyleBox",
	{},
	{},
	tree("Text", { doc: [{ type: "paragraph", children: [name] }] }),
	tree("Button", { text: "go", events: [{ events: ["onclick"] }] }),
);
const grid = { styleboxHeight: 50, styleboxWidth: 1, styleboxPercentWidth: "100%" };
const people = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `Person ${index}` }));

async function build(props: Tree["props"] = {}, count = 1000, options: { editing?: boolean } = {}) {
	const sources = new FakeSources({ people: people(count), person: null });
	const page = new FakePage({ components, sources, ...options });
	const root = page.build(
		tree(
			"Matrix",
			{
				datasource: "people",
				currentElement: "person",
				gridProps: grid,
				events: [{ events: ["onselect", "onclick"] }],
				...props,
			},
			{ container: template },
		),
	);
	document.body.replaceChildren(root);
	const scroller = root.querySelector<HTMLElement>(".FdVirtualGrid");
	if (scroller) layOut(scroller, 400, 200);
	await settle();
	const items = () => [...root.querySelectorAll<HTMLElement>(".FdVirtualGrid > .innerScrollContainer > div")];
	return { page, sources, root, scroller, items };
}

beforeEach(() => {
	Element.prototype.scrollTo = () => undefined;
});

describe("Matrix", () => {
	it("has only the items that can be seen in the document, in the DOM of the contract", async () => {
		const { root, items } = await build();
		expect(items().length).toBeGreaterThanOrEqual(4);
		expect(items().length).toBeLessThan(20);
		expect(items().every((item) => item.matches(".items-center[role=listitem]"))).toBe(true);
		expect(items()[0]?.querySelector("span")?.textContent).toBe("Person 0");
		expect(root.querySelector<HTMLElement>(".innerScrollContainer")?.style.height).toBe("50000px");
	});

	it("says whether the width of an item is a share of the matrix", async () => {
		const shares = async (gridProps: unknown) =>
			(await build({ gridProps })).root.querySelector(".innerScrollContainer")?.matches(".q-matrix__shares");
		expect(await shares({ styleboxWidth: 1, styleboxPercentWidth: "50%" })).toBe(true);
		expect(await shares({ styleboxWidth: 335, enableFlex: true })).toBe(true);
		expect(await shares({ styleboxWidth: 220, styleboxHeight: 80 })).toBe(false);
	});

	it("items that divide its height do not make it", async () => {
		const flex = { styleboxWidth: 400, styleboxHeight: 40, enableFlex: true, flexProps: { nbOfRows: 5 } };
		expect((await build({ gridProps: flex })).scroller?.style.contain).toBe("size");
		expect((await build()).scroller?.style.contain).toBe("");
		expect(heightOfRows({ gridProps: flex })).toBe(200);
		expect(heightOfRows({ gridProps: flex, autoHeight: true })).toBe(undefined);
	});

	it("scrolling brings others", async () => {
		const { scroller, items } = await build();
		if (scroller) scroller.scrollTop = 25_000;
		const inner = scroller?.firstElementChild as HTMLElement;
		inner.getBoundingClientRect = () => new DOMRect(0, -25_000, 400, 50_000);
		scroller?.dispatchEvent(new Event("scroll"));
		await new Promise((resolve) => setTimeout(resolve, 30));
		expect(items().map((item) => item.querySelector("span")?.textContent)).toContain("Person 500");
		expect(items().map((item) => item.querySelector("span")?.textContent)).not.toContain("Person 0");
	});

	it("selects first, then clicks", async () => {
		const { page, sources, items } = await build();
		items()[1]?.querySelector<HTMLElement>("p")?.click();
		expect(sources.values.person).toBe((sources.values.people as unknown[])[1]);
		expect(page.fired).toEqual([
			{ type: "Matrix", trigger: "onselect", data: { index: 1 } },
			{ type: "Matrix", trigger: "onclick" },
		]);
		expect(items().filter((item) => item.matches(".selected")).length).toBe(1);
		expect(items()[1]?.matches(".selected[aria-current=true]")).toBe(true);
	});

	it("a button inside an item acts on the element that has just been selected", async () => {
		const { page, sources, items } = await build();
		items()[2]?.querySelector("button")?.click();
		expect(page.fired.map((fired) => `${fired.type} ${fired.trigger}`)).toEqual([
			"Matrix onselect",
			"Button onclick",
			"Matrix onclick",
		]);
		expect(sources.values.person).toEqual({ name: "Person 2" });
	});

	it("follows its selected element, and frees it", async () => {
		const { sources, items } = await build();
		sources.set("person", (sources.values.people as unknown[])[3]);
		expect(items()[3]?.matches(".selected")).toBe(true);
		sources.set("person", null);
		expect(items().some((item) => item.matches(".selected"))).toBe(false);
	});

	it("moves the selection by keyboard", async () => {
		const { page, sources, items } = await build();
		items()[0]?.focus();
		for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) {
			document.activeElement?.dispatchEvent(
				new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
			);
		}
		expect(sources.values.person).toEqual({ name: "Person 1" });
		expect(document.activeElement).toBe(items()[1]);
		expect(page.triggers("Matrix")).toEqual(["onselect", "onselect", "onselect"]);
		document.activeElement?.dispatchEvent(
			new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }),
		);
		expect(page.triggers("Matrix").slice(-2)).toEqual(["onselect", "onclick"]);
	});

	it("disabled it stays visible and its selection is frozen", async () => {
		const { page, sources, items } = await build({ disabled: true });
		items()[1]?.click();
		expect([sources.values.person, page.fired]).toEqual([null, []]);
	});

	it("shows no selection when nothing can be selected", async () => {
		const { items } = await build({ currentElement: "", events: [] });
		items()[1]?.click();
		expect([items()[1]?.matches(".selected"), items()[1]?.hasAttribute("tabindex")]).toEqual([false, false]);
	});

	it("follows its data: other elements, fewer, none", async () => {
		const { sources, items } = await build();
		const first = items()[0];
		sources.set("people", [{ name: "New" }, { name: "Newer" }]);
		expect(items().map((item) => item.querySelector("span")?.textContent)).toEqual(["New", "Newer"]);
		expect(items()[0]).toBe(first); // the element is kept, its values changed
		sources.set("people", []);
		expect(items()).toEqual([]);
	});

	it("selectFirst selects the first element after the data changed, none leaves the selection alone", async () => {
		const { sources } = await build({ selectionChangeBehavior: "selectFirst" });
		expect(sources.values.person).toEqual({ name: "Person 0" });
		sources.set("people", [{ name: "Other" }]);
		await settle();
		expect(sources.values.person).toEqual({ name: "Other" });
		const none = await build({ selectionChangeBehavior: "none" });
		none.sources.set("people", people(3));
		await settle();
		expect(none.sources.values.person).toBeNull();
	});

	it("nests through the outer loop variable", async () => {
		const inner = tree(
			"Matrix",
			{ datasource: "$order.lines", iterator: "$line", gridProps: grid },
			{
				container: tree(
					"StyleBox",
					{},
					{},
					tree("Text", {
						doc: [
							{
								type: "paragraph",
								children: [
									{ ...name, datasource: "$line.name" },
									{ ...name, datasource: "$order.name" },
								],
							},
						],
					}),
				),
			},
		);
		const sources = new FakeSources({
			orders: [
				{ name: "A", lines: people(2) },
				{ name: "B", lines: people(1) },
			],
		});
		const root = new FakePage({ components, sources }).build(
			tree(
				"Matrix",
				{ datasource: "orders", iterator: "$order", gridProps: grid },
				{ container: tree("StyleBox", {}, {}, inner) },
			),
		);
		document.body.replaceChildren(root);
		await settle();
		expect([...root.querySelectorAll("p")].map((row) => row.textContent)).toEqual([
			"Person 0A",
			"Person 1A",
			"Person 0B",
		]);
	});

	it("disposes of its items with the page", async () => {
		const { page, root, items } = await build();
		page.dispose(root);
		expect(items()).toEqual([]);
	});

	it("on the canvas it shows its template once", async () => {
		const { items } = await build({}, 5, { editing: true });
		expect(items()).toHaveLength(1);
	});
});

describe("the arrangement of a matrix", () => {
	const arrange = (gridProps: unknown, props = {}, width = 900, height = 600) =>
		matrixGeometry({ gridProps, ...props }, width, height);
	it.each([
		[
			{ styleboxHeight: 60, styleboxWidth: 1, styleboxPercentWidth: "100%" },
			{},
			{ lanes: 1, itemWidth: 900, itemHeight: 60 },
		],
		[
			{ styleboxHeight: 60, styleboxWidth: 1, styleboxPercentWidth: "33.33%", enableMosaic: true },
			{},
			{ lanes: 3, itemWidth: 299.97 },
		],
		[
			{ styleboxHeight: 60, styleboxWidth: 1, styleboxPercentWidth: "20%", enableMosaic: true },
			{},
			{ lanes: 5, itemWidth: 180 },
		],
		[{ styleboxHeight: 60, styleboxWidth: 280, enableMosaic: true }, {}, { lanes: 3, itemWidth: 280 }],
		[{ styleboxHeight: 60, styleboxWidth: 280 }, {}, { lanes: 1, itemWidth: 280 }],
		[{ styleboxHeight: 60, styleboxWidth: 2000, enableMosaic: true }, {}, { lanes: 1, itemWidth: 2000 }],
		[
			{ styleboxHeight: 215, styleboxWidth: 280, enableMosaic: true },
			{ orientation: "horizontal" },
			{ horizontal: true, lanes: 2, itemWidth: 280, itemHeight: 215 },
		],
		[
			{ enableFlex: true, flexProps: { nbOfRows: 2, nbOfColumns: 3 } },
			{},
			{ lanes: 3, itemWidth: 300, itemHeight: 300 },
		],
		[{ enableFlex: true, flexProps: { nbOfRows: "x" } }, {}, { lanes: 1, itemWidth: 900, itemHeight: 600 }],
		[
			{ styleboxHeight: 60, styleboxWidth: 1 },
			{ autoHeight: true },
			{ lanes: 1, itemWidth: 900, itemHeight: undefined },
		],
		[undefined, {}, { lanes: 1, itemWidth: undefined, itemHeight: undefined }],
		["nonsense", {}, { lanes: 1 }],
		[
			{ styleboxHeight: "60px", styleboxWidth: "1", styleboxPercentWidth: "50%", enableMosaic: "true" },
			{},
			{ lanes: 2, itemWidth: 450, itemHeight: 60 },
		],
	])("%j %j", (gridProps, props, geometry) => {
		expect(arrange(gridProps, props)).toMatchObject(geometry);
	});
});
