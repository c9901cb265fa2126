// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, settle, type Tree, tree } from "../testing.ts";

const words = (datasource: string) =>
	tree("Text", {
		doc: [{ type: "paragraph", children: [{ type: "datasource", datasource, children: [{ text: "" }] }] }],
	});
const staff = () =>
	["Ada", "Bruno", "Chiara", "Dora"].map((name) => ({ name, city: name === "Ada" ? "Lecce" : "Carrara" }));

function build(props: Tree["props"] = {}) {
	const sources = new FakeSources({ staff: staff(), order: { person: null } });
	const page = new FakePage({ components, sources });
	const root = page.build(
		tree(
			"Container",
			{},
			{},
			tree(
				"SelectBox",
				{
					datasource: "staff",
					currentElement: "order.person",
					placeholder: "Person",
					rowsNumber: 5,
					classNames: ["mine"],
					events: [{ events: ["onselect", "onclear"] }],
					...props,
				},
				{ container: tree("StyleBox", { className: "fd-selectbox__container" }, {}, words("$This.name")) },
			),
		),
	);
	document.body.replaceChildren(root);
	const header = root.querySelector(".fd-selectbox") as HTMLElement;
	const open = async () => {
		header.click();
		await ready();
		return document.querySelector<HTMLElement>(".fd-selectbox__menu");
	};
	const options = () => [...document.querySelectorAll<HTMLElement>("[role=option]")];
	return { page, sources, root, header, open, options };
}

/** The menu is fetched when it is first opened. */
async function ready() {
	await import("./menu.ts");
	await new Promise((resolve) => setTimeout(resolve, 20));
}

const press = (target: Element | null, key: string) =>
	target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

beforeEach(() => document.body.replaceChildren());

describe("SelectBox", () => {
	it("shows the placeholder, or the template of the selected element", () => {
		const { sources, header } = build();
		expect(header.textContent).toBe("Person");
		sources.set("order.person", (sources.values.staff as unknown[])[1]);
		expect(header.querySelector(".fd-selectbox__container span")?.textContent).toBe("Bruno");
		sources.set("order", { person: { name: "Not in the list" } });
		expect(header.textContent).toBe("Not in the list");
	});

	it("answers to both spellings of user style sheets, in the header and in the menu", async () => {
		const { open, root } = build();
		await open();
		expect(root.querySelectorAll(".mine.fd-selectbox")).toHaveLength(1);
		expect(root.querySelectorAll(".mine .fd-selectbox")).toHaveLength(1);
		expect(
			root.querySelectorAll(".mine.fd-selectbox__menu .FdVirtualList .fd-selectbox__container"),
		).not.toHaveLength(0);
	});

	it("chooses, writes and runs onselect", async () => {
		const { page, sources, header, open, options } = build();
		await open();
		expect([header.getAttribute("aria-expanded"), options().map((option) => option.textContent)]).toEqual([
			"true",
			["Ada", "Bruno", "Chiara", "Dora"],
		]);
		options()[2]?.click();
		expect((sources.values.order as { person: unknown }).person).toBe((sources.values.staff as unknown[])[2]);
		expect(page.fired).toEqual([{ type: "SelectBox", trigger: "onselect", data: { index: 2 } }]);
		expect([
			header.getAttribute("aria-expanded"),
			document.querySelector(".fd-selectbox__menu"),
			document.activeElement,
		]).toEqual(["false", null, header]);
	});

	it("is operated by keyboard alone", async () => {
		const { sources, header, options } = build();
		header.focus();
		press(header, "ArrowDown");
		await ready();
		press(header, "ArrowDown");
		press(header, "ArrowDown");
		expect(header.getAttribute("aria-activedescendant")).toBe(options()[1]?.id);
		press(header, "Enter");
		expect((sources.values.order as { person: { name: string } }).person.name).toBe("Bruno");
		press(header, "Enter");
		await ready();
		expect(options()[1]?.matches(".selected[aria-selected=true]")).toBe(true);
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
		expect(document.querySelector(".fd-selectbox__menu")).toBeNull();
	});

	it("clears by its cross and by Delete", () => {
		const { page, sources, header } = build();
		const cross = header.querySelector<HTMLElement>(".fd-selectbox__clear");
		expect(cross?.hidden).toBe(true);
		for (const clear of [() => cross?.click(), () => press(header, "Delete")]) {
			sources.set("order.person", (sources.values.staff as unknown[])[0]);
			expect(cross?.hidden).toBe(false);
			clear();
			expect((sources.values.order as { person: unknown }).person).toBeNull();
		}
		expect(page.triggers("SelectBox")).toEqual(["onclear", "onclear"]);
	});

	it("searches without touching the bound list", async () => {
		const { sources, open, options } = build({
			enableSearch: true,
			searchAttributes: [{ attribute: "name" }, { attribute: "city" }],
			total: true,
			template: "{{ length }} people",
		});
		const menu = await open();
		const search = menu?.querySelector<HTMLInputElement>(".fd-selectbox__search__input");
		expect([document.activeElement, menu?.querySelector(".q-selectbox__total")?.textContent]).toEqual([
			search,
			"4 people",
		]);
		if (search) search.value = "lec";
		search?.dispatchEvent(new Event("input"));
		await new Promise((resolve) => setTimeout(resolve, 250));
		expect(options().map((option) => option.textContent)).toEqual(["Ada"]);
		expect((sources.values.staff as unknown[]).length).toBe(4);
		press(search ?? null, "Enter");
		expect((sources.values.order as { person: { name: string } }).person.name).toBe("Ada");
	});

	it("typing on the header starts the search", async () => {
		const { header, options } = build({ enableSearch: true, searchAttributes: [{ attribute: "name" }] });
		header.focus();
		press(header, "c");
		await ready();
		expect(options().map((option) => option.textContent)).toEqual(["Chiara"]);
	});

	it("says when nothing was found", async () => {
		const { sources, open } = build();
		sources.set("staff", []);
		const menu = await open();
		expect(menu?.querySelector<HTMLElement>(".q-selectbox__empty")?.hidden).toBe(false);
	});

	it("disabled it does not open", async () => {
		const { header, open } = build({ disabled: true });
		expect(await open()).toBeNull();
		expect([header.tabIndex, header.getAttribute("aria-disabled"), header.matches(".disabled")]).toEqual([
			-1,
			"true",
			true,
		]);
	});

	it("its menu goes with the page", async () => {
		const { page, root, open } = build();
		await open();
		await settle();
		page.dispose(root);
		expect(document.querySelector(".fd-selectbox__menu")).toBeNull();
	});
});
