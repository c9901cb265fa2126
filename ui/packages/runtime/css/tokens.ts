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
		tokens.push(closed(token));
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

const wholeString = /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')$/;

/** Comments become a space; what nobody closed is closed, so that it swallows nothing that follows. */
function closed(token: Token): Token {
	const { kind, text } = token;
	if (text.startsWith("/*") || text === "\\") {
		return { kind: "space", text: " " };
	}
	if (kind === "string" && !wholeString.test(text)) {
		return { kind, text: text + text.charAt(0) };
	}
	if (kind === "url" && !text.endsWith(")")) {
		return { kind, text: `${text})` };
	}
	return token;
}
