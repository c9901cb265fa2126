// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, tree } from "../testing.ts";

const click = [{ events: ["onclick"] }];

describe("StyleBox and Container", () => {
	it("hold their children in order, with the classes style sheets address", () => {
		const page = new FakePage({ components });
		const inner = tree(
			"StyleBox",
			{ classNames: ["card"], className: "h-full" },
			{},
			tree("Button"),
			tree("Icon"),
		);
		const root = page.build(
			tree("Container", { className: "bg-white w-full px-6", airyMode: true }, {}, inner),
		);
		expect(root.matches(".fd-page.q-root.q-airy.bg-white.px-6")).toBe(true);
		const box = root.querySelector(".fd-stylebox.fd-component.card.h-full");
		expect([...(box?.children ?? [])].map((child) => child.tagName)).toEqual(["BUTTON", "I"]);
	});

	it("with a click card a box is reached and pressed by keyboard", () => {
		const page = new FakePage({ components });
		const root = page.build(tree("StyleBox", { events: click }, {}, tree("Text", { text: "Menu" })));
		expect([root.getAttribute("role"), root.tabIndex]).toEqual(["button", 0]);
		root.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
		expect(page.triggers("StyleBox")).toEqual(["onclick"]);
		page.override("StyleBox", { disabled: true });
		expect([root.tabIndex, root.getAttribute("aria-disabled")]).toEqual([-1, "true"]);
	});

	it("a clickable box around other controls is no button and leaves their keys alone", () => {
		const page = new FakePage({ components });
		const root = page.build(tree("StyleBox", { events: click }, {}, tree("Button", { text: "Inside" })));
		expect(root.getAttribute("role")).toBe("group");
		root
			.querySelector("button")
			?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
		expect(page.fired).toEqual([]);
	});

	it("without a card it is plain", () => {
		const root = new FakePage({ components }).build(tree("StyleBox"));
		expect([root.hasAttribute("role"), root.hasAttribute("tabindex")]).toEqual([false, false]);
	});
});
