// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, layOut, settle, type Tree, tree } from "../testing.ts";
import { columnWidths, readColumns } from "./columns.ts";

const columns = [
	{ id: "n", title: "Name", source: "name", width: "auto", sorting: true },
	{ id: "c", title: "City", source: "address.city", width: 150, sorting: false },
	{
		id: "s",
		title: "Salary",
		source: "salary",
		width: "20%",
		sorting: true,
		format: "#,##0.00",
		dataType: "number",
	},
	{ id: "x", title: "Hidden", source: "secret", width: 50, disabled: true },
];
const rows = () => [
	{ name: "Chiara", address: { city: "Lecce" }, salary: 3000 },
	{ name: "Ada", address: { city: "Carrara" }, salary: 1000.5 },
	{ name: "Bruno", address: null, salary: null },
];
const triggers = ["onselect", "onheaderclick", "oncellclick", "oncelldblclick", "onclick"];

async function build(props: Tree["props"] = {}, options: { editing?: boolean } = {}) {
	const sources = new FakeSources({ staff: rows(), person: null });
	const page = new FakePage({ components, sources, ...options });
	const root = page.build(
		tree("DataTable", {
			datasource: "staff",
			currentElement: "person",
			columns,
			headerHeight: 40,
			rowHeight: 50,
			events: [{ events: triggers }],
			...props,
		}),
	);
	document.body.replaceChildren(root);
	layOut(root.querySelector(".Grid") as HTMLElement, 1000, 300);
	await settle();
	const bodyRows = () => [...root.querySelectorAll<HTMLElement>(".Grid > .innerScrollContainer > .row")];
	const names = () => bodyRows().map((row) => row.querySelector(".col-name > span")?.textContent);
	const header = (className: string) =>
		root.querySelector<HTMLElement>(`.header > .header-cell.${className}`);
	return { page, sources, root, bodyRows, names, header };
}

describe("DataTable", () => {
	it("has the classes of the contract in header and rows", async () => {
		const { root, bodyRows, header } = await build();
		expect(
			[...root.querySelectorAll(".header > .header-cell.resizable > span")].map((cell) => cell.textContent),
		).toEqual(["Name", "City", "Salary"]);
		expect(header("header-address-city")?.matches(".header-even")).toBe(true);
		expect(bodyRows()).toHaveLength(3);
		expect(bodyRows()[1]?.matches(".row-even")).toBe(true);
		expect(bodyRows()[0]?.querySelector(".cell.col.col-address-city.col-even > span")?.textContent).toBe(
			"Lecce",
		);
	});

	it("formats its cells; the whole text is their title; numbers are at the end", async () => {
		const { bodyRows } = await build();
		const cell = bodyRows()[1]?.querySelector<HTMLElement>(".col-salary");
		expect([cell?.textContent, cell?.querySelector("span")?.title, cell?.matches(".q-number")]).toEqual([
			"1,000.50",
			"1,000.50",
			true,
		]);
		expect(bodyRows()[2]?.querySelector(".col-address-city")?.textContent).toBe("");
	});

	it("draws pictures in cells", async () => {
		const { sources, root } = await build({ columns: [{ title: "Photo", source: "photo", id: "p" }] });
		sources.set("staff", [
			{ photo: { __deferred: { uri: "/rest/Staff[1]/photo", image: true } } },
			{ photo: "plain" },
		]);
		expect(root.querySelector(".col-photo img")?.getAttribute("src")).toBe("/rest/Staff[1]/photo");
		expect(root.querySelectorAll(".col-photo")[1]?.textContent).toBe("plain");
	});

	it("sorts the bound selection: ascending, descending, ascending", async () => {
		const { names, header } = await build();
		const cell = () => header("header-name");
		cell()?.click();
		await settle();
		expect(names()).toEqual(["Ada", "Bruno", "Chiara"]);
		expect([cell()?.matches(".sorted.sorted-asc"), cell()?.getAttribute("aria-sort")]).toEqual([
			true,
			"ascending",
		]);
		cell()?.click();
		await settle();
		expect(names()).toEqual(["Chiara", "Bruno", "Ada"]);
		expect(cell()?.matches(".sorted.sorted-desc")).toBe(true);
	});

	it("does not sort by a column that is not sortable, or when disabled", async () => {
		const { names, header } = await build();
		header("header-address-city")?.click();
		const disabled = await build({ disabled: true });
		disabled.header("header-name")?.click();
		await settle();
		expect([names()[0], disabled.names()[0]]).toEqual(["Chiara", "Chiara"]);
	});

	it("keeps the selected element when it is sorted", async () => {
		const { sources, bodyRows, header } = await build();
		bodyRows()[0]?.click();
		header("header-name")?.click();
		await settle();
		expect(bodyRows()[2]?.matches(".selected[aria-selected=true]")).toBe(true);
		expect((sources.values.person as { name: string }).name).toBe("Chiara");
	});

	it("tells its events which column and row they were on", async () => {
		const { page, bodyRows, header } = await build();
		bodyRows()[1]?.querySelector<HTMLElement>(".col-salary > span")?.click();
		header("header-address-city")?.click();
		expect(page.fired.map(({ trigger, data }) => [trigger, data])).toEqual([
			["onselect", { index: 1 }],
			["oncellclick", { index: 2, name: "salary", row: 1 }],
			["onclick", undefined],
			["onheaderclick", { index: 1, name: "address.city" }],
			["onclick", undefined],
		]);
	});

	it("moves the selected row with the arrow keys", async () => {
		const { sources, bodyRows } = await build();
		bodyRows()[0]?.focus();
		for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) {
			document.activeElement?.dispatchEvent(
				new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
			);
		}
		expect((sources.values.person as { name: string }).name).toBe("Bruno");
		expect(document.activeElement).toBe(bodyRows()[2]);
	});

	it("resizes and moves columns by keyboard", async () => {
		const { root, header, names } = await build();
		const cell = header("header-name");
		if (cell) layOut(cell, 650, 40);
		const press = (key: string, options: KeyboardEventInit) =>
			header("header-name")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...options }));
		expect(root.style.getPropertyValue("--q-columns")).toBe("650px 150px 200px");
		press("ArrowRight", { shiftKey: true });
		expect(root.style.getPropertyValue("--q-columns")).toBe("660px 150px 200px");
		press("ArrowRight", { altKey: true });
		expect([...root.querySelectorAll(".header-cell > span")].map((title) => title.textContent)).toEqual([
			"City",
			"Name",
			"Salary",
		]);
		expect(names()).toEqual(["Chiara", "Ada", "Bruno"]);
	});

	it("resizes by dragging the edge", async () => {
		const { root, header } = await build();
		const cell = header("header-address-city");
		if (cell) layOut(cell, 150, 40);
		cell
			?.querySelector(".q-datatable__edge")
			?.dispatchEvent(new PointerEvent("pointerdown", { clientX: 100, button: 0, bubbles: true }));
		window.dispatchEvent(new PointerEvent("pointermove", { clientX: 160 }));
		window.dispatchEvent(new PointerEvent("pointerup"));
		window.dispatchEvent(new PointerEvent("pointermove", { clientX: 900 }));
		expect(root.style.getPropertyValue("--q-columns")).toBe("590px 210px 200px");
	});

	it("says when there are no rows", async () => {
		const { sources, root } = await build();
		const note = root.querySelector<HTMLElement>(".q-datatable__empty");
		expect(note?.hidden).toBe(true);
		sources.set("staff", []);
		expect([note?.hidden, root.getAttribute("aria-rowcount")]).toEqual([false, "1"]);
	});

	it("marks the row under the pointer", async () => {
		const { bodyRows } = await build();
		const span = bodyRows()[1]?.querySelector("span");
		span?.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
		expect(bodyRows()[1]?.matches(".hover")).toBe(true);
		span?.dispatchEvent(new MouseEvent("mouseout", { bubbles: true }));
		expect(bodyRows()[1]?.matches(".hover")).toBe(false);
	});
});

describe("the widths of columns", () => {
	const widths = (declared: readonly unknown[], total: number, resized: [string, number][] = []) =>
		columnWidths(
			readColumns(
				declared.map((width, index) => ({ id: String(index), source: "a", width })),
				String,
			),
			total,
			new Map(resized),
		);
	it.each([
		[["15%", "35%", "50%"], 1000, [150, 350, 500]],
		[[100, "200", "300px"], 1000, [100, 200, 300]],
		[["auto", 200, "auto"], 1000, [400, 200, 400]],
		[["auto", 990], 1000, [96, 990]],
		[["", null, "wide"], 900, [300, 300, 300]],
		[[1, "0"], 100, [40, 99]],
	])("%j in %d are %j", (declared, total, expected) => {
		expect(widths(declared, total)).toEqual(expected);
	});
	it("a resized column keeps its size, the others share what is left", () => {
		expect(widths(["auto", "auto"], 1000, [["0", 300]])).toEqual([300, 700]);
	});
	it("tolerates columns that are none", () => {
		expect(readColumns([null, "x", {}], () => "")).toEqual([
			expect.objectContaining({ source: "", title: "" }),
		]);
	});
});
