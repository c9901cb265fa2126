/**
 * Number formats in the manner of spreadsheets: up to three sections for positive, negative and zero, or sections
 * chosen by conditions (`[Red][<=1000]#,##0;[Green]0.0`), with a colour, grouping, percent, scaling by trailing
 * commas, exponents and literal text. Separators follow the language of the page.
 */

/** A formatted value and the colour its format asks for. */
export interface Formatted {
	readonly text: string;
	readonly color?: string;
}

interface Section {
	readonly color: string | undefined;
	readonly condition: ((value: number) => boolean) | undefined;
	readonly body: string;
}

/** Formats a number by a pattern; an empty pattern shows the number as it is, in the page's language. */
export function formatNumber(value: number, pattern: string, locale: string): Formatted {
	if (!Number.isFinite(value)) return { text: "" };
	const sections = splitSections(pattern).map(parseSection);
	const section = chooseSection(sections, value);
	if (!section) return { text: general(value, locale) };
	// A section of its own for negative numbers carries its own sign, and so does one behind a condition on them.
	const ownSign = sections.length > 1 && !section.condition && section === sections[1];
	const magnitude = ownSign ? Math.abs(value) : value;
	const text = section.body === "" ? general(magnitude, locale) : applyBody(magnitude, section.body, locale);
	return section.color ? { text, color: section.color } : { text };
}

function general(value: number, locale: string): string {
	return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 15 }).format(value);
}

/** Cuts at semicolons outside quotes and brackets. */
function splitSections(pattern: string): string[] {
	const sections: string[] = [];
	let from = 0;
	for (let at = 0; at < pattern.length; at++) {
		const char = pattern[at];
		if (char === "\\") at++;
		else if (char === '"') at = closing(pattern, at + 1, '"');
		else if (char === "[") at = closing(pattern, at + 1, "]");
		else if (char === ";") {
			sections.push(pattern.slice(from, at));
			from = at + 1;
		}
	}
	sections.push(pattern.slice(from));
	return sections.slice(0, 4);
}

function closing(text: string, from: number, mark: string): number {
	const at = text.indexOf(mark, from);
	return at < 0 ? text.length : at;
}

const colors: Readonly<Record<string, string>> = {
	black: "black",
	blue: "var(--q-blue-11)",
	cyan: "darkcyan",
	green: "var(--q-green-11)",
	magenta: "darkmagenta",
	red: "var(--q-red-11)",
	white: "white",
	yellow: "var(--q-amber-11)",
};

function parseSection(source: string): Section {
	let color: string | undefined;
	let condition: Section["condition"];
	const body = source.replace(/\[([^\]]*)\]/g, (_, inside: string) => {
		color ??= colors[inside.trim().toLowerCase()];
		condition ??= parseCondition(inside);
		return "";
	});
	return { color, condition, body };
}

function parseCondition(text: string): Section["condition"] {
	const match = /^\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
	if (!match) return undefined;
	const limit = Number(match[2]);
	switch (match[1]) {
		case "<=":
			return (value) => value <= limit;
		case ">=":
			return (value) => value >= limit;
		case "<>":
			return (value) => value !== limit;
		case "<":
			return (value) => value < limit;
		case ">":
			return (value) => value > limit;
		default:
			return (value) => value === limit;
	}
}

/** Undefined: no section speaks about this value, it is shown as it is. */
function chooseSection(sections: readonly Section[], value: number): Section | undefined {
	if (sections.some((section) => section.condition)) {
		return sections.find((section) => !section.condition || section.condition(value));
	}
	if (value < 0 && sections.length > 1) return sections[1];
	if (value === 0 && sections.length > 2) return sections[2];
	return sections[0];
}

type Token = { readonly kind: "digit" | "text" | "point" | "percent" | "exponent"; readonly text: string };

interface Body {
	readonly tokens: readonly Token[];
	readonly grouping: boolean;
	/** Each trailing comma divides by a thousand. */
	readonly scale: number;
}

function parseBody(body: string): Body {
	const tokens: Token[] = [];
	const isPlaceholder = (char: string | undefined) => char === "0" || char === "#" || char === "?";
	let grouping = false;
	let scale = 0;
	for (let at = 0; at < body.length; at++) {
		const char = body[at] ?? "";
		if (isPlaceholder(char)) tokens.push({ kind: "digit", text: char });
		else if (
			char === "." &&
			!tokens.some((token) => token.kind === "point") &&
			isPlaceholder(body[at + 1] ?? body[at - 1])
		) {
			tokens.push({ kind: "point", text: char });
		} else if (char === "," && tokens.at(-1)?.kind === "digit") {
			if (/^[0#?]/.test(body.slice(at + 1))) grouping = true;
			else scale++;
		} else if (char === "%") tokens.push({ kind: "percent", text: char });
		else if (/^E[+-]0+/i.test(body.slice(at)) && tokens.some((token) => token.kind === "digit")) {
			const exponent = /^E[+-]0+/i.exec(body.slice(at))?.[0] ?? "";
			tokens.push({ kind: "exponent", text: exponent });
			at += exponent.length - 1;
		} else if (char === '"') {
			const end = closing(body, at + 1, '"');
			tokens.push({ kind: "text", text: body.slice(at + 1, end) });
			at = end;
		} else if (char === "\\") tokens.push({ kind: "text", text: body[++at] ?? "" });
		else if (char === "_") {
			tokens.push({ kind: "text", text: " " });
			at++;
		} else if (char === "*") at++;
		else tokens.push({ kind: "text", text: char });
	}
	return { tokens, grouping, scale };
}

function applyBody(value: number, source: string, locale: string): string {
	const { tokens, grouping, scale } = parseBody(source);
	if (!tokens.some((token) => token.kind === "digit")) return tokens.map((token) => token.text).join("");
	const point = tokens.findIndex((token) => token.kind === "point");
	const cut = point < 0 ? tokens.length : point;
	const whole = tokens.slice(0, cut);
	const fraction = tokens.slice(cut + 1);
	const places = fraction.filter((token) => token.kind === "digit").length;
	const exponentToken = tokens.find((token) => token.kind === "exponent");
	let magnitude = Math.abs(value) / 1000 ** scale;
	if (tokens.some((token) => token.kind === "percent")) magnitude *= 100;
	let exponent = 0;
	if (exponentToken && magnitude !== 0) {
		exponent = Math.floor(Math.log10(magnitude));
		magnitude /= 10 ** exponent;
	}
	const digits = plainDigits(magnitude, Math.min(places, 20));
	const separators = separatorsOf(locale);
	const shownFraction = fillFraction(fraction, digits.fraction, exponent);
	const negative = value < 0 && /[1-9]/.test(digits.whole + digits.fraction);
	return (
		(negative ? "-" : "") +
		// Without a point the exponent stands among the tokens of the whole part.
		fillWhole(whole, digits.whole, grouping ? separators.group : "", exponent) +
		(point >= 0 && shownFraction.digits ? separators.decimal : "") +
		shownFraction.text
	);
}

/** Rounded half away from zero as people do, on the shortest decimal form: 1.005 to two places is 1.01. */
function plainDigits(magnitude: number, places: number): { whole: string; fraction: string } {
	const [mantissa = "0", power = "0"] = String(magnitude).split("e");
	const shifted = Math.round(Number(`${mantissa}e${Number(power) + places}`));
	const text =
		Number.isFinite(shifted) && shifted <= Number.MAX_SAFE_INTEGER
			? String(shifted).padStart(places + 1, "0")
			: magnitude
					.toLocaleString("en", {
						useGrouping: false,
						minimumFractionDigits: places,
						maximumFractionDigits: places,
					})
					.replace(".", "");
	const whole = text.slice(0, text.length - places).replace(/^0+/, "");
	return { whole, fraction: places ? text.slice(-places) : "" };
}

/** Deals the digits of the whole part over its placeholders from the right; the first takes what is left over. */
function fillWhole(tokens: readonly Token[], digits: string, group: string, exponent: number): string {
	const first = tokens.findIndex((token) => token.kind === "digit");
	const out: string[] = [];
	let left = digits.length;
	let dealt = 0;
	const deal = (digit: string) => {
		if (group && dealt > 0 && dealt % 3 === 0 && digit !== "") out.unshift(group);
		out.unshift(digit);
		if (digit !== "") dealt++;
	};
	for (let at = tokens.length - 1; at >= 0; at--) {
		const token = tokens[at];
		if (!token) continue;
		if (token.kind !== "digit") {
			out.unshift(token.kind === "exponent" ? exponentText(token.text, exponent) : token.text);
			continue;
		}
		if (left > 0) deal(digits[--left] ?? "");
		else deal(token.text === "0" ? "0" : token.text === "?" ? " " : "");
		while (at === first && left > 0) deal(digits[--left] ?? "");
	}
	return out.join("");
}

function fillFraction(
	tokens: readonly Token[],
	digits: string,
	exponent: number,
): { text: string; digits: boolean } {
	const kept = digits.replace(/0+$/, "").length;
	let place = 0;
	let shown = false;
	const text = tokens.map((token) => {
		if (token.kind === "exponent") return exponentText(token.text, exponent);
		if (token.kind !== "digit") return token.text;
		const at = place++;
		if (at >= kept && token.text === "#") return "";
		if (at >= kept && token.text === "?") return " ";
		shown = true;
		return digits[at] ?? "0";
	});
	return { text: text.join(""), digits: shown };
}

function exponentText(pattern: string, exponent: number): string {
	const sign = exponent < 0 ? "-" : pattern[1] === "+" ? "+" : "";
	return pattern.charAt(0) + sign + String(Math.abs(exponent)).padStart(pattern.length - 2, "0");
}

function separatorsOf(locale: string): { group: string; decimal: string } {
	const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(12345.6);
	const find = (type: string, otherwise: string) =>
		parts.find((part) => part.type === type)?.value ?? otherwise;
	return { group: find("group", ","), decimal: find("decimal", ".") };
}

/** Reads a number as a person types it: the page's separators, a plain point, spaces and a percent sign. */
export function parseNumber(text: string, locale: string): number | undefined {
	const { group, decimal } = separatorsOf(locale);
	let plain = text.replace(/[\s\u00a0\u202f'’]/g, "");
	// A lone point is a decimal point in every language unless it stands where groups stand.
	if (
		decimal !== "." &&
		!(group === "." && /^[+-]?\d{1,3}(\.\d{3})+$/.test(plain)) &&
		!plain.includes(decimal)
	) {
		return toNumber(plain);
	}
	plain = plain.replaceAll(group, "").replace(decimal, ".");
	return toNumber(plain);
}

function toNumber(plain: string): number | undefined {
	const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/i.exec(plain);
	if (!match) return undefined;
	const value = Number(match[1]);
	if (!Number.isFinite(value)) return undefined;
	return match[2] ? value / 100 : value;
}
