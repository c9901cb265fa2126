// @vitest-environment happy-dom
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { definitions } from "./definitions.ts";
import { components } from "./index.ts";

const file = join(import.meta.dirname, "definitions.json");

describe("definitions", () => {
	it("are what definitions.json says; UPDATE=1 writes it anew", () => {
		const text = `${JSON.stringify(definitions, null, "\t")}\n`;
		if (process.env.UPDATE) writeFileSync(file, text);
		expect(readFileSync(file, "utf8")).toBe(text);
	});

	it("are those of the listed components, each name once", () => {
		expect([...components.values()].map((component) => component.definition)).toEqual(definitions.components);
		expect(components.size).toBe(definitions.components.length);
	});

	it.each(
		definitions.components.map((definition) => [definition.name, definition] as const),
	)("%s is well formed", (_, definition) => {
		const names = [...definitions.common, ...definition.props].map((prop) => prop.name);
		expect(new Set(names).size).toBe(names.length);
		expect(definition.triggers.every((trigger) => trigger === trigger.toLowerCase())).toBe(true);
		for (const prop of definition.props) {
			if (prop.type !== "enum") continue;
			const values = prop.options?.map((option) => option.value) ?? [];
			expect(values.length).toBeGreaterThan(0);
			if (prop.default !== undefined) expect(values).toContain(prop.default);
		}
	});
});
