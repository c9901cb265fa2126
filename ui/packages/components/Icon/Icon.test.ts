// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, tree } from "../testing.ts";
import { iconClasses, iconName } from "./Icon.ts";

describe("Icon", () => {
	it.each([
		["fa-star", ["fa", "fa-star"], "star"],
		["fa-times", ["fa", "fa-times"], "times"],
		["fa-file-o", ["fa", "fa-file-o"], "file"],
		["fa-solid fa-trash-can", ["fa-solid", "fa-trash-can"], "trash can"],
		["fa-brands fa-github", ["fa-brands", "fa-github"], "github"],
		['fa-x" onload="y', ["fa", "fa-x"], "x"],
		["", [], ""],
	])("%j has the classes %j and the name %j", (name, classes, words) => {
		// The quote ends a token that is no class name; the rest is dropped.
		expect(iconClasses(name.replace('"', " "))).toEqual(classes);
		expect(iconName(name.replace('"', " "))).toBe(words);
	});

	it("is decoration, unless it can be clicked", () => {
		const page = new FakePage({ components });
		const plain = page.build(tree("Icon", { icon: "fa-star" }));
		expect([plain.getAttribute("aria-hidden"), plain.tabIndex]).toEqual(["true", -1]);
		const control = page.build(
			tree("Icon", { icon: "fa-regular fa-bell", events: [{ events: ["onclick"] }] }),
		);
		expect([control.getAttribute("role"), control.getAttribute("aria-label"), control.tabIndex]).toEqual([
			"button",
			"bell",
			0,
		]);
	});

	it("changes its glyph and keeps the user's classes", () => {
		const page = new FakePage({ components });
		const root = page.build(tree("Icon", { icon: "fa-star", classNames: ["mine"] }));
		page.override("Icon", { icon: "fa-solid fa-check" });
		expect([...root.classList].sort()).toEqual(["fa-check", "fa-solid", "fd-component", "fd-icon", "mine"]);
	});
});
