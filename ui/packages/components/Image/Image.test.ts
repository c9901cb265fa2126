// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, tree } from "../testing.ts";
import { isPicture, pictureAddress } from "./address.ts";

function build(props: Record<string, unknown>, picture: unknown) {
	const page = new FakePage({ components, sources: new FakeSources({ picture }) });
	return { page, root: page.build(tree("Image", props)) as HTMLImageElement };
}

const deferred = { __deferred: { uri: "/rest/Book[10]/cover?$version=3", image: true } };

describe("Image", () => {
	it("shows the source, else the page's picture, else the default", () => {
		const props = { datasource: "picture", imgSrc: "/page.png", defaultImgSrc: "/default.png" };
		const { page, root } = build(props, deferred);
		expect(root.getAttribute("src")).toBe("/rest/Book[10]/cover?$version=3");
		page.sources.set("picture", null);
		expect(root.getAttribute("src")).toBe("/page.png");
		page.override("Image", { imgSrc: "" });
		expect(root.getAttribute("src")).toBe("/default.png");
		page.override("Image", { defaultImgSrc: "" });
		expect(root.hasAttribute("src")).toBe(false);
	});

	it("a picture that fails makes way for the next one, and then for none", () => {
		const { root } = build({ datasource: "picture", defaultImgSrc: "/default.png" }, "/broken.png");
		root.dispatchEvent(new Event("error"));
		expect(root.getAttribute("src")).toBe("/default.png");
		root.dispatchEvent(new Event("error"));
		expect(root.hasAttribute("src")).toBe(false);
	});

	it("shows another version of the attribute after a save", () => {
		const { page, root } = build({ datasource: "picture" }, deferred);
		page.sources.set("picture", { __deferred: { uri: "/rest/Book[10]/cover?$version=4", image: true } });
		expect(root.getAttribute("src")).toContain("$version=4");
	});

	it("has its alternative text", () => {
		expect(build({ imgSrc: "/a.png", altText: "A slab" }, null).root.alt).toBe("A slab");
	});

	it.each([
		[" /a.png ", "/a.png"],
		[{ url: "/b.png" }, "/b.png"],
		[{ uri: "/c.png" }, "/c.png"],
		[null, ""],
		[7, ""],
		[{}, ""],
		[{ __deferred: null }, ""],
	])("%j is at %j", (value, address) => {
		expect(pictureAddress(value)).toBe(address);
	});

	it.each([
		[deferred, "", true],
		["data:image/png;base64,AA", "string", true],
		["/a.png", "image", true],
		["/a.png", "string", false],
		[null, "image", false],
		[{ __deferred: { uri: "/rest/Author[1]" } }, "entity", false],
	])("a cell draws %j of type %j: %s", (value, type, picture) => {
		expect(isPicture(value, type)).toBe(picture);
	});
});
