import { describe, expect, test } from "vitest";
import { findingsOf } from "./findings.ts";
import type { Diagnostic } from "./server.ts";
import type { TextTab } from "./workspace.ts";

const of = (path: string, message: string): Diagnostic => ({
	path,
	line: 1,
	column: 1,
	severity: "warning",
	code: "name.unknown",
	message,
});
const at = { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } };
const published = (path: string, ...messages: string[]) =>
	new Map([
		[path, messages.map((message) => ({ range: at, severity: "error" as const, code: "x.y", message }))],
	]);
const tab = (path: string, change: Partial<TextTab>): TextTab => ({
	kind: "text",
	path,
	name: path,
	saved: "a",
	hash: "",
	text: "a",
	findings: [],
	checked: false,
	...change,
});
const messages = (list: readonly Diagnostic[]) => list.map((d) => `${d.path} ${d.message}`);

describe("findings", () => {
	const diagnostics = [of("b.4dm", "saved"), of("a.json", "saved")];

	test("are those of the files as they are saved", () => {
		expect(messages(findingsOf({ tabs: [], diagnostics, published: new Map() }))).toEqual([
			"a.json saved",
			"b.4dm saved",
		]);
	});

	test("are those of the text being written where the language server speaks of it", () => {
		const tabs = [tab("b.4dm", { text: "ab", checked: true, findings: [of("b.4dm", "checked")] })];
		const found = findingsOf({ tabs, diagnostics, published: published("b.4dm", "written") });
		expect(messages(found)).toEqual(["a.json saved", "b.4dm written"]);
		expect(found[1]).toMatchObject({ line: 1, column: 1, endLine: 1, endColumn: 3 });
		expect(messages(findingsOf({ tabs, diagnostics, published: published("b.4dm") }))).toEqual([
			"a.json saved",
		]);
	});

	test("are those of a check for other files, and while there is no language server", () => {
		const json = tab("a.json", { text: "ab", checked: true, findings: [of("a.json", "checked")] });
		const code = tab("b.4dm", { text: "ab", checked: true, findings: [of("b.4dm", "checked")] });
		const found = findingsOf({ tabs: [json, code], diagnostics, published: published("a.json", "on disk") });
		expect(messages(found)).toEqual(["a.json checked", "b.4dm checked"]);
	});
});
