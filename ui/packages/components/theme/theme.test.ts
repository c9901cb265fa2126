import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { utilitiesCss } from "./utilities.ts";

const here = import.meta.dirname;

describe("utility classes", () => {
	it("are what utilities.css says; UPDATE=1 writes it anew", () => {
		const file = join(here, "utilities.css");
		if (process.env.UPDATE) writeFileSync(file, utilitiesCss());
		expect(readFileSync(file, "utf8")).toBe(utilitiesCss());
	});

	it.each([
		["shadow", "box-shadow"],
		["bg-red-500", "background-color: #ef4444"],
		["px-6", "padding-left: 1.5rem; padding-right: 1.5rem"],
		["px-8", "padding-left: 2rem; padding-right: 2rem"],
		["w-full", "width: 100%"],
		["h-fit", "height: fit-content"],
		["min-h-full", "min-height: 100%"],
		["flex-1", "flex: 1 1 0%"],
		["max-w-2xl", "max-width: 42rem"],
		["mx-auto", "margin-left: auto; margin-right: auto"],
		["w-1/2", "width: 50%"],
	])("%s means %s", (name, body) => {
		const line = utilitiesCss()
			.split("\n")
			.find((rule) => rule.startsWith(`\t:where(.${name.replace("/", "\\/")}) `));
		expect(line).toContain(body);
	});
});

/** The light and the dark colour of each custom property of tokens.css that is a colour. */
function readTokens(): Map<string, readonly [string, string]> {
	const css = readFileSync(join(here, "tokens.css"), "utf8");
	const found = new Map<string, readonly [string, string]>();
	for (const [, name = "", value = ""] of css.matchAll(/(--q-[\w-]+):\s*([^;]+);/g)) {
		const pair = /^light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)$/.exec(value);
		if (pair) found.set(name, [pair[1] ?? "", pair[2] ?? ""]);
		else if (/^oklch\([^)]*\)$/.test(value)) found.set(name, [value, value]);
		else if (/^var\((--[\w-]+)\)$/.test(value)) found.set(name, found.get(value.slice(4, -1)) ?? ["", ""]);
	}
	return found;
}

/** Relative luminance of an opaque oklch() colour, as WCAG defines it. */
function luminance(color: string): number {
	const [, l = "0", c = "0", h = "0"] = /oklch\(([\d.]+)% ([\d.]+) ([\d.]+)/.exec(color) ?? [];
	const lightness = Number(l) / 100;
	const a = Number(c) * Math.cos((Number(h) * Math.PI) / 180);
	const b = Number(c) * Math.sin((Number(h) * Math.PI) / 180);
	const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const clip = (value: number) => Math.min(1, Math.max(0, value));
	const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
	const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
	const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

/** What of a selector counts: everything outside :where(), pseudo-elements and combinators apart. */
function specific(selector: string): string {
	let rest = "";
	let depth = 0;
	for (const piece of selector.split(/(:where\(|[()])/)) {
		if (depth > 0) depth += piece === ")" ? -1 : piece.endsWith("(") ? 1 : 0;
		else if (piece === ":where(") depth = 1;
		else rest += piece;
	}
	return rest.replace(/::[\w-]+|[\s>+~,]/g, "");
}

describe("tokens", () => {
	const tokens = readTokens();
	const grounds = ["--q-surface", "--q-floating", "--q-stone-1", "--q-stone-2", "--q-stone-3", "--q-stone-4"];
	const text: [string, string][] = grounds.flatMap((ground) => [
		["--q-text", ground] as [string, string],
		["--q-text-quiet", ground] as [string, string],
	]);
	const hues = ["accent", "green", "amber", "red", "blue"];
	for (const hue of hues) {
		for (const ground of ["--q-surface", "--q-floating", `--q-${hue}-3`])
			text.push([`--q-${hue}-11`, ground]);
		text.push(["--q-text", `--q-${hue}-3`]);
		if (hue !== "amber") text.push(["--q-on-solid", `--q-${hue}-9`]);
	}
	text.push(["--q-on-accent", "--q-accent-10"], ["--q-text", "--q-accent-4"], ["--q-stone-9", "--q-surface"]);
	const controls: [string, string][] = ["--q-surface", "--q-stone-1", "--q-stone-2"].flatMap((ground) => [
		["--q-border-control", ground] as [string, string],
		["--q-focus", ground] as [string, string],
	]);

	it.each([
		...text.map((pair) => [...pair, 4.5] as const),
		...controls.map((pair) => [...pair, 3] as const),
	])("%s on %s is readable (%d:1) in light and dark", (front, ground, least) => {
		const fronts = tokens.get(front);
		const grounds = tokens.get(ground);
		expect(fronts && grounds).toBeTruthy();
		for (const scheme of [0, 1] as const) {
			expect(contrast(fronts?.[scheme] ?? "", grounds?.[scheme] ?? "")).toBeGreaterThanOrEqual(least);
		}
	});

	it("are the only literal colours of the components", () => {
		const components = join(here, "..");
		for (const folder of readdirSync(components, { withFileTypes: true })) {
			if (!folder.isDirectory() || ["theme", "gallery"].includes(folder.name)) continue;
			for (const file of readdirSync(join(components, folder.name)).filter((name) => name.endsWith(".css"))) {
				const css = readFileSync(join(components, folder.name, file), "utf8");
				expect(css.startsWith("@layer quoin.icons, quoin.reset, quoin.components, quoin.utilities;\n")).toBe(
					true,
				);
				expect(`${file}: ${css.match(/#[0-9a-f]{3,8}\b|rgba?\(|oklch\(|hsl\(/gi) ?? ""}`).toBe(`${file}: `);
				// Zero specificity: every selector of a component stands inside :where().
				const rules = css.replace(/@keyframes[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}/g, "");
				for (const [, selector = ""] of rules.matchAll(/^\t([^\s@}/*][^{]*)\{/gm)) {
					expect(specific(selector)).toBe("");
				}
			}
		}
	});
});
