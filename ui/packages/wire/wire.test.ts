// @vitest-environment node
import { describe, expect, test } from "vitest";
import { readEffects } from "./effects.ts";
import { formatPath, parsePath, splitPaths } from "./path.ts";
import { readBoot, readPageBundle, readPrivileges } from "./readBoot.ts";
import { readPage } from "./readPage.ts";
import { isEntity, isFailure, readCollection, readEntity, readErrors } from "./rest.ts";

describe("paths", () => {
	test.each([
		["name", "", "name", []],
		["ns:user.address.city", "ns", "user", ["address", "city"]],
		["Demo:$This.name", "", "$This", ["name"]],
		["$dish", "", "$dish", []],
		["list.length", "", "list", ["length"]],
		[" ns : a . b ", "ns", "a", ["b"]],
	])("%s", (text, namespace, root, attributes) => {
		expect(parsePath(text)).toEqual({ namespace, root, attributes });
	});

	test.each([
		"",
		"  ",
		"https://example.org/x:y",
		"/$shared/a.png",
		"data:image/png;base64,AA",
		"ns:",
		":",
	])("%j is no path", (text) => {
		expect(parsePath(text)).toBeUndefined();
	});

	test("lists of paths, and addresses with commas", () => {
		expect(splitPaths("a, ns:b ,,c")).toEqual(["a", "ns:b", "c"]);
		expect(splitPaths("https://x/a,b")).toEqual(["https://x/a,b"]);
		expect(formatPath({ namespace: "ns", root: "a", attributes: ["b"] })).toBe("ns:a.b");
	});
});

describe("pages as they are found", () => {
	const node = (nodes: unknown = [], linkedNodes: unknown = {}) => ({
		type: { resolvedName: "StyleBox" },
		nodes,
		linkedNodes,
	});

	test("unreachable, missing and doubly reached nodes are left out", () => {
		const { value, problems } = readPage({
			components: {
				ROOT: node(["a", "gone", "a"], { slot: "b", other: 5 }),
				a: node(["ROOT"]),
				b: node(),
				lost: node(),
			},
		});
		expect(Object.keys(value.components)).toEqual(["ROOT", "a", "b"]);
		expect(value.components.ROOT?.nodes).toEqual(["a"]);
		expect(value.components.a?.nodes).toEqual([]);
		expect(value.components.ROOT?.linkedNodes).toEqual({ slot: "b" });
		expect(problems).toHaveLength(3);
	});

	test.each([
		null,
		5,
		"page",
		[],
		{},
		{ components: null },
		{ components: { ROOT: 7 } },
		{ metadata: [], components: { ROOT: node("x") } },
	])("%j is an empty page", (raw) => {
		const { value } = readPage(raw);
		expect(value.components.ROOT?.nodes).toEqual([]);
		expect(value.metadata.datasources).toEqual([]);
	});

	test("a chain of ten thousand nodes ends, a name of the prototype is only a name", () => {
		const deep: Record<string, unknown> = { ROOT: node(["n0"]) };
		for (let i = 0; i < 10_000; i++) {
			deep[`n${i}`] = node([`n${i + 1}`]);
		}
		expect(Object.keys(readPage({ components: deep }).value.components).length).toBeLessThan(300);
		expect(
			readPage({ components: { ROOT: node(["constructor", "__proto__", "toString"]) } }).value.components.ROOT
				?.nodes,
		).toEqual([]);
	});

	test("cards, sources, states and conditions keep what is usable", () => {
		const { metadata } = readPage({
			metadata: {
				datasources: [
					{ id: "a", type: "scalar", events: [{ method: "ds.f", events: ["onChange", 4] }] },
					{ name: "b" },
					{},
					{ id: "a" },
					null,
				],
				styles: [{ name: "x", content: "self{}", scope: "odd" }, {}],
				states: [
					{ id: "s", conditions: { type: "", op: "eq" } },
					{ id: "t", conditions: { type: "combination", conditions: [null, { type: "privilege" }] } },
					{},
				],
				defaultStates: ["s", 3],
			},
		}).value;
		expect(metadata.datasources?.map((source) => source.id)).toEqual(["a", "b"]);
		expect(metadata.datasources?.[0]?.events?.[0]).toMatchObject({
			type: "method",
			events: ["onChange"],
			disabled: false,
		});
		expect(metadata.styles).toEqual([{ id: "", name: "x", content: "self{}", scope: "local" }]);
		expect(metadata.states?.map((state) => state.conditions?.conditions?.length)).toEqual([undefined, 1]);
		expect(metadata.defaultStates).toEqual(["s"]);
	});
});

describe("answers", () => {
	test("entities and collections", () => {
		const entity = readEntity({ __DATACLASS: "B", __KEY: 10, __STAMP: 2, uri: "/x", title: "T" });
		expect(entity).toEqual({ key: "10", stamp: 2, className: "B", gone: false, values: { title: "T" } });
		const page = readCollection({
			__entityModel: "B",
			__COUNT: 9,
			__FIRST: 4,
			__ENTITIES: [{ __STAMP: 0 }, 5, { __KEY: "1" }],
		});
		expect(page.entities.map((item) => [item.gone, item.className])).toEqual([
			[true, "B"],
			[false, "B"],
			[false, "B"],
		]);
		expect([page.count, page.first]).toEqual([9, 4]);
		expect([isEntity({ __DATACLASS: "B" }), isEntity({ result: 1 }), isEntity(null)]).toEqual([
			true,
			false,
			false,
		]);
	});

	test("errors in their spellings", () => {
		expect(readErrors({ __ERROR: [{ message: "a", errCode: 7 }, "odd"] })).toEqual([
			{ message: "a", code: 7 },
		]);
		expect(readErrors({ __ERRORS: { message: "b" } })).toEqual([{ message: "b", code: 0 }]);
		expect(readErrors("text")).toEqual([]);
		expect(isFailure({ __STATUS: { success: true }, __ERROR: [{}] })).toBe(false);
		expect(isFailure({ __ERROR: [{}] })).toBe(true);
	});

	test("effects in the order of their stamps", () => {
		const effects = readEffects({
			__WEBFORM: {
				box: { hide: { stamp: 5 }, addCSSClass: { stamp: 2, value: "a  b" }, explode: { stamp: 1 } },
				other: { show: { stamp: 3 }, removeCSSClass: { stamp: 4, value: ["c"] } },
				__NOTIFICATION: { message: "m", type: "odd" },
				__STATES: { S: "add", T: "remove", U: "toggle" },
				__PRIVILEGES: { stamp: 8 },
			},
		});
		expect(effects?.items.map((item) => [item.reference, item.action, item.classes.join()])).toEqual([
			["box", "addCSSClass", "a,b"],
			["other", "show", ""],
			["other", "removeCSSClass", "c"],
			["box", "hide", ""],
		]);
		expect(effects?.notification).toEqual({ message: "m", level: "message" });
		expect(effects?.states).toEqual([
			{ label: "S", enable: true },
			{ label: "T", enable: false },
		]);
		expect(effects?.privileges).toBe(8);
		expect(readEffects({ result: 1 })).toBeUndefined();
	});

	test("boot and bundles from nothing are empty, not broken", () => {
		const { value } = readBoot(undefined);
		expect(value.application).toEqual({ name: "", indexPage: "", displayMode: "neutral", locale: "en" });
		expect(value.editing).toBe(false);
		expect(readPageBundle({ name: "P", document: 5 }).problems[0]).toContain("P: ");
		expect(readPrivileges({ privileges: [{ privilege: "a" }, "b", 4] })).toEqual(["a", "b"]);
	});
});
