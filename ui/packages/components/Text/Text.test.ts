// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, tree } from "../testing.ts";
import { readDocument, safeAddress } from "./document.ts";

const source = (datasource: string, format = "") => ({
	type: "datasource",
	datasource,
	format,
	children: [{ text: "shown in the editor" }],
});

function build(children: unknown[], sources = new FakeSources(), props = {}) {
	const page = new FakePage({ components, sources });
	return { page, root: page.build(tree("Text", { doc: [{ type: "paragraph", children }], ...props })) };
}

describe("Text", () => {
	it("has the DOM that style sheets by value rely on: p.q-row > span.q-text[title]", () => {
		const { page, root } = build(
			[{ text: "Status: " }, source("ticket.status"), { text: " " }, { text: "" }],
			new FakeSources({ ticket: { status: "Closed" } }),
		);
		expect(root.matches(".fd-statictext:has(p span[title='Closed'])")).toBe(true);
		expect([...root.querySelectorAll("p.q-row > span.q-text")].map((span) => span.textContent)).toEqual([
			"Status: ",
			"Closed",
			" ",
		]);
		expect(root.querySelector(".q-datasource")?.textContent).toBe("Closed");
		expect(root.querySelectorAll(".q-whitespace")).toHaveLength(1);
		page.sources.set("ticket.status", "Open");
		expect(root.querySelector("span[title='Open']")?.textContent).toBe("Open");
	});

	it("formats values and colours them as the format says", () => {
		const { root } = build([source("n", "[Red][<=10]#,##0.0")], new FakeSources({ n: 7 }));
		const span = root.querySelector("span");
		expect([span?.textContent, span?.style.color]).toEqual(["7.0", "var(--q-red-11)"]);
	});

	it("changes the case of a text only where the span says that it is one", () => {
		const sources = new FakeSources({ priority: "high" });
		expect(build([source("priority", "C")], sources).root.textContent).toBe("high");
		expect(build([{ ...source("priority", "C"), dsType: "string" }], sources).root.textContent).toBe("High");
	});

	it("shows nothing for a missing value, and a title all the same", () => {
		const { root } = build([source("nowhere.at.all")]);
		expect(root.querySelector("span")?.outerHTML).toBe('<span class="q-text q-datasource" title=""></span>');
	});

	it("follows the language of the page", () => {
		const { page, root } = build([source("n", "#,##0.00")], new FakeSources({ n: 1234.5 }));
		page.locale.value = "de";
		expect(root.textContent).toBe("1.234,50");
	});

	it("marks, links and translations", () => {
		const { root } = build([
			{ text: "b", bold: true, italic: true },
			{ type: "link", url: "https://example.com/a", target: "_blank", children: [{ text: "there" }] },
			{ type: "i18n", __i18n: "greeting", __baseValue: "Hello", children: [{ text: "x" }] },
		]);
		expect(root.querySelector("span.q-bold.q-italic")?.textContent).toBe("b");
		const link = root.querySelector("a");
		expect([link?.getAttribute("href"), link?.target, link?.rel]).toEqual([
			"https://example.com/a",
			"_blank",
			"noopener",
		]);
		expect(root.textContent).toContain("Hello");
	});

	it("takes a link's address from a source, never one that runs code", () => {
		const { page, root } = build(
			[{ type: "link", url: "", isDatasource: true, datasource: "url", children: [{ text: "go" }] }],
			new FakeSources({ url: "/$shared/manual.pdf" }),
		);
		expect(root.querySelector("a")?.getAttribute("href")).toBe("/$shared/manual.pdf");
		page.sources.set("url", "java\tscript:alert(1)");
		expect(root.querySelector("a")?.hasAttribute("href")).toBe(false);
	});

	it("keeps its DOM when a state changes another property", () => {
		const { page, root } = build([{ text: "same" }]);
		const span = root.querySelector("span");
		page.override("Text", { style: { color: "red" } });
		expect(root.querySelector("span")).toBe(span);
	});

	it("reads old files whose text is HTML, as text", () => {
		const page = new FakePage({ components });
		const root = page.build(
			tree("Text", { text: "<p>One <b>bold</b></p><p>Two<img src=x onerror=alert(1)></p>" }),
		);
		expect([...root.querySelectorAll("p")].map((row) => row.textContent)).toEqual(["One bold", "Two"]);
		expect(root.querySelector("img,b")).toBeNull();
	});

	it("is a keyboard control when it has a click card", () => {
		const { page, root } = build([{ text: "Open" }], new FakeSources(), {
			events: [{ events: ["onclick"] }],
		});
		expect([root.getAttribute("role"), root.tabIndex]).toEqual(["button", 0]);
		root.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
		root.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));
		expect(page.triggers("Text")).toEqual(["onclick", "onclick"]);
	});
});

describe("readDocument", () => {
	it.each([
		[undefined, undefined],
		["text", undefined],
		[[], []],
		[[null, 7, { type: "paragraph" }], [[]]],
		[[{ text: "loose" }], [[{ kind: "text", text: "loose", marks: [] }]]],
		[[{ type: "unheard-of", children: [{ text: "kept" }] }], [[{ kind: "text", text: "kept", marks: [] }]]],
		[[{ type: "paragraph", children: [{ type: "datasource", datasource: "" }] }], [[]]],
	])("reads %j tolerantly", (doc, paragraphs) => {
		expect(readDocument(doc)).toEqual(paragraphs);
	});

	it("cuts what is nested deeper than any editor writes", () => {
		let deep: unknown = { text: "bottom" };
		for (let depth = 0; depth < 10_000; depth++) deep = { type: "link", url: "x", children: [deep] };
		expect(JSON.stringify(readDocument([{ type: "paragraph", children: [deep] }]))).not.toContain("bottom");
	});
});

describe("safeAddress", () => {
	it.each([
		["https://a.b", "https://a.b"],
		["/$shared/x.pdf", "/$shared/x.pdf"],
		["www.example.com", "https://www.example.com"],
		["mailto:a@b.c", "mailto:a@b.c"],
		["javascript:alert(1)", undefined],
		[" JaVa\nScript:alert(1)", undefined],
		["data:text/html,x", undefined],
		["vbscript:x", undefined],
	])("%j is %j", (address, safe) => {
		expect(safeAddress(address)).toBe(safe);
	});
});
