import { describe, expect, test } from "vitest";
import { compileClass } from "./compile.ts";
import { StyleSheets } from "./styleSheets.ts";

/** The compiled text with single spaces, so that cases read well. */
const compile = (content: string) => compileClass(content, { className: "c" }).replace(/\s+/g, " ").trim();

/** What is still open at the end of a text: brackets, strings, addresses. Written apart from the code it checks. */
function left(css: string): string {
	const rest = css
		.replace(/\\[\s\S]/g, "")
		.replace(/"[^"]*"|'[^']*'/g, "")
		.replace(/url\([^)]*\)/gi, "");
	let open = rest.replace(/[^()[\]{}"']/g, "");
	for (let before = ""; before !== open; ) {
		before = open;
		open = open.replace(/\(\)|\[\]|\{\}/g, "");
	}
	return open;
}

describe("self becomes the generated class", () => {
	test.each([
		["self { color: red }", ".c { color: red }"],
		[
			"self:hover, self:has(p span[title='self']) > .x {a:b}",
			".c:hover, .c:has(p span[title='self']) > .x {a:b}",
		],
		["self.cls>self self::before{content:'self'}", ".c.cls>.c .c::before{content:'self'}"],
		[
			".self #self [self] --self .selfie self-start {a:b}",
			".self #self [self] --self .selfie self-start {a:b}",
		],
		[
			"self { background: url(/$shared/self;a{}.png); align-self: self }",
			".c { background: url(/$shared/self;a{}.png); align-self: self }",
		],
		[
			"self { .x { a:b; &:hover {c:d} } self:focus {e:f} }",
			".c { .x { a:b; &:hover {c:d} } .c:focus {e:f} }",
		],
		["@media (max-width: 600px) { self { a:b } }", "@media (max-width: 600px) { .c { a:b } }"],
		["self { @media print { color: red } }", ".c { @media print { color: red } }"],
		["self { color: red !important; --x: { self: 1 } }", ".c { color: red !important; --x: { self: 1 } }"],
		["/* self { */ self { /* } */ a:b }", ".c { a:b }"],
		[".global { a:b }", ".global { a:b }"],
		["", ""],
	])("%s", (content, expected) => {
		const loose = (text: string) => text.replace(/--x: \{ (?:self|\.c): 1 ?\}/, "--x: {}");
		expect(loose(compile(content))).toBe(loose(expected));
	});

	test("keyframes get the scope of the class, and what plays them follows", () => {
		const content =
			"@keyframes spin { from { left: 0 } to { left: 9px } } self { animation: 2s spin; animation-name: spin, other }";
		expect(compile(content)).toBe(
			"@keyframes spin-c { from { left: 0 } to { left: 9px } } .c { animation: 2s spin-c; animation-name: spin-c, other }",
		);
	});

	test("font faces stay whole; imports are left out with a word", () => {
		const said: string[] = [];
		const content = "@import url(//evil/x.css); @font-face { font-family: self; src: url(a.woff) } self{a:b}";
		const text = compileClass(content, { className: "c", ignored: (message) => said.push(message) });
		expect(text).toBe("@font-face { font-family: self; src: url(a.woff) } .c{a:b}");
		expect(said).toEqual(["@import is not supported in a class"]);
	});

	test.each([
		"self {",
		"self { a: b",
		"} self {a:b}",
		"self { a: 'x",
		"self ( { [ } ]",
		"@media { self { ",
		"{{{{",
		"\\",
		"self{a:b}}}}",
	])("a broken text stays inside its own braces: %s", (content) => {
		expect(left(compile(content))).toBe("");
	});

	test("random texts neither hang nor leave a brace open", () => {
		const parts = [
			"self",
			"{",
			"}",
			"(",
			")",
			"[",
			"]",
			";",
			":",
			"@media ",
			"@keyframes k",
			"'",
			'"',
			"/*",
			"*/",
			"url(",
			" ",
			"a",
			"\\",
			"é",
		];
		let seed = 7;
		const random = (n: number) => {
			seed = (seed * 48271) % 2147483647;
			return seed % n;
		};
		for (let round = 0; round < 3000; round++) {
			const content = Array.from({ length: random(25) }, () => parts[random(parts.length)]).join("");
			expect(left(compile(content)), content).toBe("");
		}
	});
});

describe("style sheets", () => {
	const open = () => {
		const shown: string[] = [];
		const host = { show: (texts: readonly string[]) => void shown.splice(0, shown.length, ...texts) };
		const style = (name: string, content: string, scope: "local" | "shared" | "theme" = "local") => ({
			id: name,
			name,
			content,
			scope,
		});
		const sheets = new StyleSheets(
			host,
			[style("box", "self{shared:1}", "shared"), style("t", "self{theme:1}", "theme")],
			() => {},
		);
		return { shown, sheets, style };
	};

	test("theme, shared, local; of equal names the shared one is last", () => {
		const { shown, sheets, style } = open();
		sheets.put("Home", [style("box", "self{local:1}"), style("own", "self{own:1}")]);
		expect(shown.map((text) => text.replace(/^.*\{|:1\}/g, ""))).toEqual(["theme", "local", "shared", "own"]);
		expect(sheets.resolve("Home", "box")).toHaveLength(3);
	});

	test("a class of one page never matches in another", () => {
		const { sheets, style } = open();
		sheets.put("A", [style("own", "self{a:1}")]);
		sheets.put("B", [style("own", "self{b:1}")]);
		const [a, b] = [sheets.resolve("A", "own"), sheets.resolve("B", "own")];
		expect(a[0]).toBe("own");
		expect(a[1]).not.toBe(b[1]);
		expect(sheets.resolve("A", "nowhere")).toEqual(["nowhere"]);
	});

	test("names that are no identifiers work", () => {
		const { sheets, style, shown } = open();
		sheets.put("A", [style("my class!", "self{a:1}")]);
		const generated = sheets.resolve("A", "my class!").at(-1);
		expect(shown.at(-1)).toBe(`.${generated}{a:1}`);
		expect(generated).toMatch(/^[\w-]+$/);
	});
});
