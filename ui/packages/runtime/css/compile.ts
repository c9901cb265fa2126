/**
 * Makes a user's class usable anywhere (spec/studio_pages.md 2.5): the bare word `self` in selectors becomes a class
 * of its own, names of keyframes get a scope, everything else stays as it was written.
 */
import { type Token, tokenise } from "./tokens.ts";

export interface CompileOptions {
	/** The generated class that stands for `self`. */
	readonly className: string;
	/** Told about what was left out. */
	ignored?(message: string): void;
}

export function compileClass(content: string, options: CompileOptions): string {
	const compiler = new Compiler(tokenise(content), options);
	return compiler.run();
}

const nested = new Set(["media", "supports", "container", "layer", "scope", "starting-style"]);

class Compiler {
	readonly #tokens: readonly Token[];
	readonly #options: CompileOptions;
	readonly #keyframes = new Set<string>();
	#at = 0;

	constructor(tokens: readonly Token[], options: CompileOptions) {
		this.#tokens = tokens;
		this.#options = options;
		this.#findKeyframes();
	}

	#findKeyframes(): void {
		this.#tokens.forEach((token, i) => {
			if (token.kind === "at" && /^@(?:-\w+-)?keyframes$/i.test(token.text)) {
				const name = this.#tokens.slice(i + 1).find((next) => next.kind !== "space");
				if (name?.kind === "word") {
					this.#keyframes.add(name.text);
				}
			}
		});
	}

	run(): string {
		const out: string[] = [];
		while (this.#at < this.#tokens.length) {
			out.push(this.#items(0));
			this.#at++; // a closing brace too many
		}
		return out.join("").trim();
	}

	/** Rules and declarations up to the closing brace or the end. */
	#items(depth: number): string {
		const out: string[] = [];
		for (;;) {
			const { prelude, end } = this.#prelude();
			if (end === "{" && depth < 50) {
				out.push(this.#block(prelude, depth));
			} else if (end === "{") {
				this.#skipBlock();
			} else if (end === ";") {
				out.push(this.#statement(prelude));
			} else {
				// A last declaration may do without its semicolon; at the top it means nothing.
				out.push(depth > 0 ? this.#declaration(prelude) : "");
				return out.join("");
			}
		}
	}

	/** Reads up to `{`, `;` or `}` outside of brackets; the first two are consumed. */
	#prelude(): { readonly prelude: readonly Token[]; readonly end: string } {
		const from = this.#at;
		let brackets = 0;
		for (; this.#at < this.#tokens.length; this.#at++) {
			const text = this.#tokens[this.#at]?.text ?? "";
			if (text === "(" || text === "[") {
				brackets++;
			} else if ((text === ")" || text === "]") && brackets > 0) {
				brackets--;
			} else if (text === "}" || (brackets === 0 && (text === "{" || text === ";"))) {
				const prelude = this.#tokens.slice(from, this.#at);
				if (text !== "}") {
					this.#at++;
				}
				return { prelude, end: text };
			}
		}
		return { prelude: this.#tokens.slice(from), end: "" };
	}

	#block(prelude: readonly Token[], depth: number): string {
		const rule = prelude.find((token) => token.kind !== "space");
		const name = rule?.kind === "at" ? rule.text.slice(1).toLowerCase() : "";
		if (name !== "" && !nested.has(name)) {
			return this.#opaque(prelude, name);
		}
		const head = name === "" ? this.#selector(prelude) : text(prelude);
		const body = this.#items(depth + 1);
		this.#closeBlock();
		return isBalanced(prelude) ? `${head}{${body}}` : this.#leftOut(head);
	}

	/** `@keyframes`, `@font-face` and the like: nothing inside is a selector. */
	#opaque(prelude: readonly Token[], name: string): string {
		const from = this.#at;
		this.#skipBlock();
		const inside = this.#tokens.slice(from, this.#at);
		const closed = inside.at(-1)?.text === "}" ? inside.slice(0, -1) : inside;
		if (!isBalanced([...prelude, ...closed])) {
			return this.#leftOut(text(prelude));
		}
		const body = `${text(closed)}}`;
		const head = /keyframes$/.test(name) ? this.#renamed(prelude) : text(prelude);
		return `${head}{${body}`;
	}

	#closeBlock(): void {
		if (this.#tokens[this.#at]?.text === "}") {
			this.#at++;
		}
	}

	#skipBlock(): void {
		for (let depth = 1; depth > 0 && this.#at < this.#tokens.length; this.#at++) {
			const token = this.#tokens[this.#at];
			depth += token?.text === "{" ? 1 : token?.text === "}" ? -1 : 0;
		}
	}

	/** Replaces the bare word `self`; `.self`, `#self`, `[self]` and `--self` are something else. */
	#selector(prelude: readonly Token[]): string {
		let inBrackets = false;
		return prelude
			.map((token, i) => {
				inBrackets = token.text === "[" || (inBrackets && token.text !== "]");
				const before = prelude[i - 1]?.text;
				const bare = token.kind === "word" && token.text === "self" && before !== "." && before !== ":";
				return bare && !inBrackets ? `.${this.#options.className}` : token.text;
			})
			.join("");
	}

	#statement(prelude: readonly Token[]): string {
		const first = prelude.find((token) => token.kind !== "space");
		if (first === undefined) {
			return "";
		}
		if (first.kind === "at") {
			this.#options.ignored?.(`${first.text} is not supported in a class`);
			return "";
		}
		return `${this.#declaration(prelude)};`;
	}

	#leftOut(what: string): string {
		this.#options.ignored?.(`a bracket is missing near ${what.trim().slice(0, 60)}`);
		return "";
	}

	/** A declaration; animations follow the scope of their keyframes. */
	#declaration(prelude: readonly Token[]): string {
		if (!isBalanced(prelude)) {
			return this.#leftOut(text(prelude));
		}
		const name = prelude.find((token) => token.kind === "word")?.text.toLowerCase() ?? "";
		return /^(?:-webkit-)?animation(?:-name)?$/.test(name) ? this.#renamed(prelude) : text(prelude);
	}

	#renamed(tokens: readonly Token[]): string {
		return tokens
			.map((token) =>
				token.kind === "word" && this.#keyframes.has(token.text)
					? `${token.text}-${this.#options.className}`
					: token.text,
			)
			.join("");
	}
}

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Whether brackets close in the order in which they open. */
function isBalanced(tokens: readonly Token[]): boolean {
	const open: string[] = [];
	for (const { text: sign } of tokens) {
		const close = Object.hasOwn(closing, sign) ? closing[sign] : undefined;
		if (close) {
			open.push(close);
		} else if (/^[)\]}]$/.test(sign) && open.pop() !== sign) {
			return false;
		}
	}
	return open.length === 0;
}

function text(tokens: readonly Token[]): string {
	return tokens.map((token) => token.text).join("");
}
