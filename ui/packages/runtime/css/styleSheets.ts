/** The user's classes of the shared file and of every page on show, as style sheets and as class names. */
import type { StyleClass } from "../../wire/page.ts";
import { compileClass } from "./compile.ts";

/** Where compiled text goes: constructed sheets in a browser, a plain list in tests. */
export interface SheetHost {
	/** Puts these texts in this order below whatever else styles the document. */
	show(texts: readonly string[]): void;
}

interface Compiled {
	/** The generated class of each class name. */
	readonly names: ReadonlyMap<string, string>;
	/** Classes whose name a shared one has too: the shared one is to win. */
	readonly early: string;
	readonly text: string;
}

const nothing: Compiled = { names: new Map(), early: "", text: "" };

export class StyleSheets {
	readonly #host: SheetHost;
	readonly #ignored: (message: string) => void;
	readonly #pages = new Map<string, Compiled>();
	#theme: Compiled;
	#shared: Compiled;

	constructor(host: SheetHost, shared: readonly StyleClass[], ignored: (message: string) => void) {
		this.#host = host;
		this.#ignored = ignored;
		this.#theme = this.#compile(
			"theme",
			shared.filter((style) => style.scope === "theme"),
		);
		this.#shared = this.#compile(
			"shared",
			shared.filter((style) => style.scope !== "theme"),
		);
		this.#show();
	}

	/** Compiles the classes of a page; one page may be on show several times. */
	put(page: string, styles: readonly StyleClass[]): void {
		this.#pages.set(page, this.#compile(page, styles));
		this.#show();
	}

	/** Replaces the shared classes. */
	putShared(styles: readonly StyleClass[]): void {
		this.#theme = this.#compile(
			"theme",
			styles.filter((style) => style.scope === "theme"),
		);
		this.#shared = this.#compile(
			"shared",
			styles.filter((style) => style.scope !== "theme"),
		);
		this.#show();
	}

	/**
	 * The classes an element gets for a class name: the name itself, for style sheets that reach down to it, and the
	 * generated ones. Of equal names all apply.
	 */
	resolve(page: string, name: string): readonly string[] {
		const found = [this.#theme, this.#shared, this.#pages.get(page) ?? nothing].map((it) =>
			it.names.get(name),
		);
		return [name, ...found.filter((generated) => generated !== undefined)];
	}

	#compile(scope: string, styles: readonly StyleClass[]): Compiled {
		const names = new Map<string, string>();
		const early: string[] = [];
		const texts: string[] = [];
		for (const style of styles) {
			const className = `${style.name.replace(/[^-\w\u0080-\uffff]/g, "_")}-${hash(`${scope} ${style.name}`)}`;
			const text = compileClass(style.content, {
				className,
				ignored: (message) => this.#ignored(`class ${style.name}: ${message}`),
			});
			names.set(style.name, className);
			const collides = scope !== "theme" && scope !== "shared" && this.#shared.names.has(style.name);
			(collides ? early : texts).push(text);
		}
		return { names, early: early.join("\n"), text: texts.join("\n") };
	}

	#show(): void {
		if (this.#shared === undefined) {
			return; // still being made
		}
		const pages = [...this.#pages.values()];
		const texts = [
			this.#theme.text,
			...pages.map((page) => page.early),
			this.#shared.text,
			...pages.map((page) => page.text),
		];
		this.#host.show(texts.filter((text) => text !== ""));
	}
}

/** A short stable hash (FNV-1a) in base 36. */
function hash(text: string): string {
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	}
	return (value >>> 0).toString(36);
}

/** Shows texts as constructed style sheets, which need no permission for inline styles. */
export function documentSheets(document: Document): SheetHost {
	const sheets: CSSStyleSheet[] = [];
	const foreign = [...document.adoptedStyleSheets];
	return {
		show(texts) {
			texts.forEach((text, i) => {
				const sheet = sheets[i] ?? new CSSStyleSheet();
				sheets[i] = sheet;
				sheet.replaceSync(text);
			});
			document.adoptedStyleSheets = [...foreign, ...sheets.slice(0, texts.length)];
		},
	};
}
