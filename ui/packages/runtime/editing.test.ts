import { describe, expect, test, vi } from "vitest";
import { makeEditing } from "./editing.ts";
import { card, type NodeSpec, openPage, pageFile, settle } from "./testing/harness.ts";

const source = (id: string, initialValue: string) => ({
	id,
	type: "scalar",
	dataType: "string",
	initialValue,
});

describe("the canvas", () => {
	const nodes: Readonly<Record<string, NodeSpec>> = {
		ROOT: {
			type: "Container",
			nodes: ["a", "box"],
			events: [card("method", "onload", { method: "ds.never" })],
		},
		a: { type: "Text", text: "one", custom: { "states:S": { style: { color: "red" } } } },
		box: { type: "StyleBox", nodes: ["b", "c"] },
		b: { type: "Text", datasource: "n" },
		c: { type: "Button", text: "go", events: [card("method", "onclick", { method: "ds.never" })] },
	};
	const metadata = { datasources: [source("n", "start")], states: [{ id: "S", label: "s" }] };
	const open = async () => {
		const harness = await openPage({ nodes, metadata, boot: { editing: true } });
		return { ...harness, editing: makeEditing(harness.application, harness.page) };
	};

	test("no card runs", async () => {
		const { click, server } = await open();
		await click("c");
		expect(server.requests).toEqual([]);
	});

	test("finds nodes by element and elements by node, and hears presses before the page", async () => {
		const { editing, node } = await open();
		expect(editing.nodeAt(node("b"))).toBe("b");
		expect(editing.elementOf("box")).toBe(node("box"));
		expect(editing.elementOf("nothing")).toBeUndefined();
		const heard = vi.fn();
		const stop = editing.onSelect((id) => heard(id));
		node("c").click();
		stop();
		node("b").click();
		expect(heard.mock.calls).toEqual([["c"]]);
	});

	test("a changed property is patched in place", async () => {
		const { editing, node, built } = await open();
		const before = node("a");
		editing.updateDocument(
			pageFile({ ...nodes, a: { type: "Text", text: "two", style: { color: "blue" } } }, metadata),
		);
		expect(node("a")).toBe(before);
		expect(node("a").textContent).toBe("two");
		expect(node("a").style.color).toBe("blue");
		expect([...built.values()].every((times) => times === 1)).toBe(true);
	});

	test("a changed structure is built again from its box down; sources keep their values", async () => {
		const { editing, node, page, built } = await open();
		page.scope.bind("n").set("typed");
		const a = node("a");
		editing.updateDocument(
			pageFile(
				{ ...nodes, box: { type: "StyleBox", nodes: ["c", "b", "d"] }, d: { type: "Text", text: "new" } },
				metadata,
			),
		);
		await settle();
		expect([...node("box").children].map((child) => (child as HTMLElement).dataset.node)).toEqual([
			"c",
			"b",
			"d",
		]);
		expect(node("b").textContent).toBe("typed");
		expect(node("a")).toBe(a);
		expect(built.get("ROOT")).toBe(1);
	});

	test("states are shown without their conditions' leave; changed sources start again", async () => {
		const { editing, node, text } = await open();
		editing.showStates(["S"]);
		expect(node("a").style.color).toBe("red");
		editing.updateDocument(pageFile(nodes, { ...metadata, datasources: [source("n", "other")] }));
		await settle();
		expect(text("b")).toBe("other");
		expect(node("a").style.color).toBe("red");
	});
});
