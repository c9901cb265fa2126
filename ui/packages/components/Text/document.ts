/** The rich text of a page file as typed values (spec/studio_pages.md 2.9). Tolerant: what is not understood is left out. */
import { textOf } from "../props.ts";

/** Marks that a leaf carries, by the names of the file. */
export type Mark = "bold" | "italic" | "underlined" | "strikethrough";

export type Inline =
	| { readonly kind: "text"; readonly text: string; readonly marks: readonly Mark[] }
	| {
			readonly kind: "source";
			readonly path: string;
			readonly format: string;
			readonly type: string;
			readonly marks: readonly Mark[];
	  }
	| {
			readonly kind: "link";
			readonly url: string;
			readonly source: string;
			readonly blank: boolean;
			readonly children: readonly Inline[];
	  }
	| { readonly kind: "i18n"; readonly key: string; readonly base: string; readonly marks: readonly Mark[] };

export type Paragraph = readonly Inline[];

const marks: readonly Mark[] = ["bold", "italic", "underlined", "strikethrough"];

/** Deeper nesting than any editor makes is cut, so that a hostile file cannot exhaust the stack. */
const deepest = 8;

type Raw = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Raw {
	return typeof value === "object" && value !== null;
}

function listOf(value: unknown): readonly Raw[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Reads `doc`; undefined when the property holds no document. */
export function readDocument(doc: unknown): readonly Paragraph[] | undefined {
	if (!Array.isArray(doc)) return undefined;
	const paragraphs: Paragraph[] = [];
	let loose: Inline[] = [];
	const endLoose = () => {
		if (loose.length > 0) paragraphs.push(loose);
		loose = [];
	};
	for (const block of listOf(doc)) {
		if (block.type === "paragraph" || (block.type === undefined && Array.isArray(block.children))) {
			endLoose();
			paragraphs.push(readInlines(block.children, 0));
		} else loose.push(...readInlines([block], 0));
	}
	endLoose();
	return paragraphs;
}

function readInlines(children: unknown, depth: number): Inline[] {
	if (depth > deepest) return [];
	return listOf(children).flatMap((child) => readInline(child, depth));
}

function readInline(raw: Raw, depth: number): Inline[] {
	const inner = listOf(raw.children);
	const leaf = inner.find((child) => marksOf(child).length > 0) ?? inner[0] ?? {};
	switch (raw.type) {
		case "datasource": {
			const path = textOf(raw.datasource);
			if (path === "") return [];
			return [
				{ kind: "source", path, format: textOf(raw.format), type: textOf(raw.dsType), marks: marksOf(leaf) },
			];
		}
		case "link": {
			const source = raw.isDatasource === true || textOf(raw.url) === "" ? textOf(raw.datasource) : "";
			const children = readInlines(inner, depth + 1);
			return [{ kind: "link", url: textOf(raw.url), source, blank: raw.target === "_blank", children }];
		}
		case "i18n":
			return [
				{
					kind: "i18n",
					key: textOf(raw.__i18n),
					base: textOf(raw.__baseValue) || wordsOf(inner),
					marks: marksOf(leaf),
				},
			];
		default: {
			if (typeof raw.text !== "string") return readInlines(inner, depth + 1);
			// Empty leaves around sources are structure of the editor and show nothing.
			return raw.text === "" ? [] : [{ kind: "text", text: raw.text, marks: marksOf(raw) }];
		}
	}
}

function marksOf(raw: Raw): Mark[] {
	return marks.filter((mark) => raw[mark] === true);
}

function wordsOf(children: readonly Raw[]): string {
	return children.map((child) => textOf(child.text)).join("");
}

/** Reads the HTML of files that have no `doc`: its blocks become paragraphs, its tags are dropped. */
export function readOldText(html: string): readonly Paragraph[] {
	const body = new DOMParser().parseFromString(html, "text/html").body;
	const blocks = [...body.querySelectorAll("p,div,li,h1,h2,h3,h4,h5,h6")].filter(
		(block) => !block.querySelector("p,div,li"),
	);
	const texts = blocks.length > 0 ? blocks.map((block) => block.textContent ?? "") : [body.textContent ?? ""];
	return texts.map((text) => (text === "" ? [] : [{ kind: "text", text, marks: [] }]));
}

/**
 * An address a link may have; undefined for schemes that would run code. A text with no scheme that looks like a
 * host name is taken as one.
 */
export function safeAddress(address: string): string | undefined {
	// Browsers skip spaces and control characters inside a scheme, so they are taken out before it is judged.
	const visible = [...address].filter((char) => char > " " && char !== "\u007f").join("");
	const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(visible)?.[1]?.toLowerCase();
	if (scheme === undefined) return /^www\./i.test(visible) ? `https://${address.trim()}` : address.trim();
	return ["http", "https", "mailto", "tel", "sms", "ftp", "blob"].includes(scheme)
		? address.trim()
		: undefined;
}
