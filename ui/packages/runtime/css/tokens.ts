/** CSS cut into words, strings, addresses and the rest; joined again they give the text, but for comments. */

export interface Token {
	readonly kind: "word" | "at" | "string" | "url" | "space" | "other";
	readonly text: string;
}

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
	["space", /\s+/y],
	["space", /\/\*[\s\S]*?(?:\*\/|$)/y],
	["string", /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/y],
	["url", /url\(\s*[^"'\s)][^)]*\)?/iy],
	["at", /@(?:[-\w\u0080-\uffff]|\\[\s\S])+/y],
	["other", /#(?:[-\w\u0080-\uffff]|\\[\s\S])+/y],
	["other", /[-+]?(?:\d+\.?\d*|\.\d+)(?:%|[a-z]+)?/iy],
	["word", /(?:[-_a-z\u0080-\uffff]|\\[\s\S])(?:[-\w\u0080-\uffff]|\\[\s\S])*/iy],
	["other", /[\s\S]/y],
];

export function tokenise(css: string): readonly Token[] {
	const tokens: Token[] = [];
	for (let at = 0; at < css.length; ) {
		const token = match(css, at);
		at += token.text.length;
		tokens.push(token.text.startsWith("/*") ? { kind: "space", text: " " } : token);
	}
	return tokens;
}

function match(css: string, at: number): Token {
	for (const [kind, pattern] of patterns) {
		pattern.lastIndex = at;
		const found = pattern.exec(css);
		if (found?.[0]) {
			return { kind, text: found[0] };
		}
	}
	return { kind: "other", text: css.charAt(at) };
}
