// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { FakeSources } from "../testing.ts";
import { aliasScope } from "./aliasScope.ts";
import { movedBy } from "./choice.ts";
import { Track } from "./track.ts";

describe("Track", () => {
	it("places rows of one size", () => {
		const track = new Track();
		track.reset(1000, 30);
		expect([track.start(0), track.start(10), track.total]).toEqual([0, 300, 30_000]);
		expect([-5, 0, 29, 30, 299, 1e9].map((offset) => track.at(offset))).toEqual([0, 0, 0, 1, 9, 999]);
	});

	it("agrees with adding up, whatever is measured in whatever order", () => {
		const track = new Track();
		const sizes = Array.from({ length: 200 }, () => 20);
		track.reset(sizes.length, 20);
		for (let step = 0; step < 500; step++) {
			const row = (step * 73) % 200;
			const size = 5 + ((step * 31) % 60);
			expect(track.measure(row, size)).toBe(size - (sizes[row] ?? 0));
			sizes[row] = size;
		}
		let start = 0;
		for (const [row, size] of sizes.entries()) {
			expect(track.start(row)).toBe(start);
			expect(track.at(start)).toBe(row);
			expect(track.at(start + size - 1)).toBe(row);
			start += size;
		}
		expect(track.total).toBe(start);
	});

	it("keeps what is measured when rows come and go at the end", () => {
		const track = new Track();
		track.reset(10, 10);
		track.measure(2, 50);
		track.resize(5);
		expect(track.total).toBe(90);
		track.resize(20);
		expect(track.total).toBe(240);
	});

	it("has no row when it is empty", () => {
		const track = new Track();
		track.reset(0, 10);
		expect([track.at(0), track.total, track.measure(0, 5)]).toEqual([-1, 0, 0]);
	});
});

describe("keys in a list", () => {
	const grid = { count: 10, lanes: 3, page: 2 };
	const across = { count: 10, lanes: 1, horizontal: true, page: 3 };
	it.each([
		["ArrowDown", 1, grid, 4],
		["ArrowUp", 1, grid, 1],
		["ArrowRight", 1, grid, 2],
		["ArrowLeft", 0, grid, 0],
		["ArrowDown", 8, grid, 8],
		["ArrowDown", -1, grid, 0],
		["PageDown", 1, grid, 7],
		["PageUp", 4, grid, 0],
		["Home", 7, grid, 0],
		["End", 0, grid, 9],
		["ArrowRight", 2, across, 3],
		["ArrowDown", 2, across, undefined],
		["x", 2, grid, undefined],
		["ArrowDown", 0, { count: 0, lanes: 1, page: 1 }, undefined],
	])("%s from %d of %j is %j", (key, at, list, to) => {
		expect(movedBy(new KeyboardEvent("keydown", { key }), at, list)).toBe(to);
	});
});

describe("aliasScope", () => {
	const outer = new FakeSources({ order: { customer: { name: "Ada", tags: ["a"] } }, other: 1 });
	const scope = aliasScope(outer, "$This", "sales:order.customer");
	it.each([
		["$This", { name: "Ada", tags: ["a"] }],
		["$This.name", "Ada"],
		["sales:$This.name", "Ada"],
		["other", 1],
		["$Thisother", undefined],
	])("%s", (path, value) => {
		expect(scope.bind(path).value.value).toEqual(value);
	});
	it("lists", () => {
		expect(scope.list("$This.tags")?.length.value).toBe(1);
	});
});
