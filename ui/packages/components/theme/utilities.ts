/**
 * The utility classes that page files and theme classes use, with Tailwind's names and values (its palette is MIT
 * licensed). Makes utilities.css; the test beside it fails when the file is out of date.
 */

const spacing: readonly (readonly [string, string])[] = [
	"0",
	"0.5",
	"1",
	"1.5",
	"2",
	"2.5",
	"3",
	"4",
	"5",
	"6",
	"8",
	"10",
	"12",
	"16",
	"20",
	"24",
].map((step) => [step, step === "0" ? "0px" : `${Number(step) * 0.25}rem`] as const);

const sizes: readonly (readonly [string, string])[] = [
	["auto", "auto"],
	["full", "100%"],
	["fit", "fit-content"],
	["min", "min-content"],
	["max", "max-content"],
	["1/2", "50%"],
	["1/3", "33.333333%"],
	["2/3", "66.666667%"],
	["1/4", "25%"],
	["3/4", "75%"],
];

const widths = [
	"xs 20",
	"sm 24",
	"md 28",
	"lg 32",
	"xl 36",
	"2xl 42",
	"3xl 48",
	"4xl 56",
	"5xl 64",
	"6xl 72",
	"7xl 80",
];

/** Steps 50, 100 to 900 of a hue. */
const palette: Readonly<Record<string, string>> = {
	slate: "f8fafc f1f5f9 e2e8f0 cbd5e1 94a3b8 64748b 475569 334155 1e293b 0f172a",
	gray: "f9fafb f3f4f6 e5e7eb d1d5db 9ca3af 6b7280 4b5563 374151 1f2937 111827",
	red: "fef2f2 fee2e2 fecaca fca5a5 f87171 ef4444 dc2626 b91c1c 991b1b 7f1d1d",
	orange: "fff7ed ffedd5 fed7aa fdba74 fb923c f97316 ea580c c2410c 9a3412 7c2d12",
	yellow: "fefce8 fef9c3 fef08a fde047 facc15 eab308 ca8a04 a16207 854d0e 713f12",
	green: "f0fdf4 dcfce7 bbf7d0 86efac 4ade80 22c55e 16a34a 15803d 166534 14532d",
	teal: "f0fdfa ccfbf1 99f6e4 5eead4 2dd4bf 14b8a6 0d9488 0f766e 115e59 134e4a",
	blue: "eff6ff dbeafe bfdbfe 93c5fd 60a5fa 3b82f6 2563eb 1d4ed8 1e40af 1e3a8a",
	indigo: "eef2ff e0e7ff c7d2fe a5b4fc 818cf8 6366f1 4f46e5 4338ca 3730a3 312e81",
	purple: "faf5ff f3e8ff e9d5ff d8b4fe c084fc a855f7 9333ea 7e22ce 6b21a8 581c87",
	pink: "fdf2f8 fce7f3 fbcfe8 f9a8d4 f472b6 ec4899 db2777 be185d 9d174d 831843",
};

const single: Readonly<Record<string, string>> = {
	block: "display: block",
	"inline-block": "display: inline-block",
	inline: "display: inline",
	flex: "display: flex",
	"inline-flex": "display: inline-flex",
	grid: "display: grid",
	hidden: "display: none",
	"flex-row": "flex-direction: row",
	"flex-row-reverse": "flex-direction: row-reverse",
	"flex-col": "flex-direction: column",
	"flex-col-reverse": "flex-direction: column-reverse",
	"flex-wrap": "flex-wrap: wrap",
	"flex-nowrap": "flex-wrap: nowrap",
	"flex-1": "flex: 1 1 0%",
	"flex-auto": "flex: 1 1 auto",
	"flex-none": "flex: none",
	grow: "flex-grow: 1",
	"flex-grow": "flex-grow: 1",
	"shrink-0": "flex-shrink: 0",
	"items-start": "align-items: flex-start",
	"items-center": "align-items: center",
	"items-end": "align-items: flex-end",
	"items-stretch": "align-items: stretch",
	"items-baseline": "align-items: baseline",
	"justify-start": "justify-content: flex-start",
	"justify-center": "justify-content: center",
	"justify-end": "justify-content: flex-end",
	"justify-between": "justify-content: space-between",
	"justify-around": "justify-content: space-around",
	"self-start": "align-self: flex-start",
	"self-center": "align-self: center",
	"self-end": "align-self: flex-end",
	"self-stretch": "align-self: stretch",
	relative: "position: relative",
	absolute: "position: absolute",
	sticky: "position: sticky",
	"overflow-auto": "overflow: auto",
	"overflow-hidden": "overflow: hidden",
	"overflow-x-auto": "overflow-x: auto",
	"overflow-y-auto": "overflow-y: auto",
	"w-screen": "width: 100vw",
	"h-screen": "height: 100vh",
	"min-w-0": "min-width: 0px",
	"min-w-full": "min-width: 100%",
	"min-h-0": "min-height: 0px",
	"min-h-full": "min-height: 100%",
	"min-h-screen": "min-height: 100vh",
	"max-w-full": "max-width: 100%",
	"max-h-full": "max-height: 100%",
	"text-left": "text-align: left",
	"text-center": "text-align: center",
	"text-right": "text-align: right",
	"text-justify": "text-align: justify",
	"text-xs": "font-size: 0.75rem; line-height: 1rem",
	"text-sm": "font-size: 0.875rem; line-height: 1.25rem",
	"text-base": "font-size: 1rem; line-height: 1.5rem",
	"text-lg": "font-size: 1.125rem; line-height: 1.75rem",
	"text-xl": "font-size: 1.25rem; line-height: 1.75rem",
	"text-2xl": "font-size: 1.5rem; line-height: 2rem",
	"text-3xl": "font-size: 1.875rem; line-height: 2.25rem",
	"text-4xl": "font-size: 2.25rem; line-height: 2.5rem",
	"font-light": "font-weight: 300",
	"font-normal": "font-weight: 400",
	"font-medium": "font-weight: 500",
	"font-semibold": "font-weight: 600",
	"font-bold": "font-weight: 700",
	italic: "font-style: italic",
	underline: "text-decoration-line: underline",
	"line-through": "text-decoration-line: line-through",
	uppercase: "text-transform: uppercase",
	lowercase: "text-transform: lowercase",
	capitalize: "text-transform: capitalize",
	truncate: "overflow: hidden; text-overflow: ellipsis; white-space: nowrap",
	"whitespace-nowrap": "white-space: nowrap",
	"rounded-none": "border-radius: 0px",
	"rounded-sm": "border-radius: 0.125rem",
	rounded: "border-radius: 0.25rem",
	"rounded-md": "border-radius: 0.375rem",
	"rounded-lg": "border-radius: 0.5rem",
	"rounded-xl": "border-radius: 0.75rem",
	"rounded-2xl": "border-radius: 1rem",
	"rounded-full": "border-radius: 9999px",
	border: "border-width: 1px",
	"border-0": "border-width: 0px",
	"border-2": "border-width: 2px",
	"border-t": "border-top-width: 1px",
	"border-b": "border-bottom-width: 1px",
	"border-l": "border-left-width: 1px",
	"border-r": "border-right-width: 1px",
	"shadow-sm": "box-shadow: 0 1px 2px 0 rgb(0 0 0 / 0.05)",
	shadow: "box-shadow: 0 1px 3px 0 rgb(0 0 0 / 0.1), 0 1px 2px -1px rgb(0 0 0 / 0.1)",
	"shadow-md": "box-shadow: 0 4px 6px -1px rgb(0 0 0 / 0.1), 0 2px 4px -2px rgb(0 0 0 / 0.1)",
	"shadow-lg": "box-shadow: 0 10px 15px -3px rgb(0 0 0 / 0.1), 0 4px 6px -4px rgb(0 0 0 / 0.1)",
	"shadow-xl": "box-shadow: 0 20px 25px -5px rgb(0 0 0 / 0.1), 0 8px 10px -6px rgb(0 0 0 / 0.1)",
	"shadow-2xl": "box-shadow: 0 25px 50px -12px rgb(0 0 0 / 0.25)",
	"shadow-none": "box-shadow: none",
	"cursor-pointer": "cursor: pointer",
	"cursor-default": "cursor: default",
	"cursor-not-allowed": "cursor: not-allowed",
	"opacity-0": "opacity: 0",
	"opacity-25": "opacity: 0.25",
	"opacity-50": "opacity: 0.5",
	"opacity-75": "opacity: 0.75",
	"opacity-100": "opacity: 1",
};

const boxes: Readonly<Record<string, readonly string[]>> = {
	"": [""],
	x: ["-left", "-right"],
	y: ["-top", "-bottom"],
	t: ["-top"],
	r: ["-right"],
	b: ["-bottom"],
	l: ["-left"],
};

function* rules(): Generator<readonly [string, string]> {
	for (const [name, body] of Object.entries(single)) yield [name, body];
	for (const [axis, property] of [
		["w", "width"],
		["h", "height"],
	] as const) {
		for (const [name, size] of sizes) yield [`${axis}-${name}`, `${property}: ${size}`];
		for (const [step, size] of spacing) yield [`${axis}-${step}`, `${property}: ${size}`];
	}
	for (const entry of widths) {
		const [name = "", size = ""] = entry.split(" ");
		yield [`max-w-${name}`, `max-width: ${size}rem`];
	}
	for (const [letter, property] of [
		["p", "padding"],
		["m", "margin"],
	] as const) {
		for (const [side, edges] of Object.entries(boxes)) {
			for (const [step, size] of spacing)
				yield [`${letter}${side}-${step}`, edges.map((edge) => `${property}${edge}: ${size}`).join("; ")];
			if (letter === "m") yield [`m${side}-auto`, edges.map((edge) => `margin${edge}: auto`).join("; ")];
		}
	}
	for (const [step, size] of spacing) yield [`gap-${step}`, `gap: ${size}`];
	yield* colors();
}

function* colors(): Generator<readonly [string, string]> {
	for (const [prefix, property] of [
		["bg", "background-color"],
		["text", "color"],
		["border", "border-color"],
	] as const) {
		yield [`${prefix}-transparent`, `${property}: transparent`];
		yield [`${prefix}-black`, `${property}: #000`];
		// The white ground of a page is its surface: it follows an application that opted into dark.
		yield [`${prefix}-white`, `${property}: ${prefix === "bg" ? "var(--q-surface)" : "#fff"}`];
		for (const [hue, steps] of Object.entries(palette)) {
			for (const [index, color] of steps.split(" ").entries()) {
				yield [`${prefix}-${hue}-${index === 0 ? 50 : index * 100}`, `${property}: #${color}`];
			}
		}
	}
}

/** The text of utilities.css. */
export function utilitiesCss(): string {
	const lines = [...rules()].map(
		([name, body]) => `\t:where(.${name.replace(/[./]/g, "\\$&")}) { ${body}; }`,
	);
	return [
		"/* Made by utilities.ts (UPDATE=1 npx vitest run packages/components/theme). Do not edit. */",
		"@layer quoin.icons, quoin.reset, quoin.components, quoin.utilities;",
		"@layer quoin.utilities {",
		...lines,
		"}",
		"",
	].join("\n");
}
