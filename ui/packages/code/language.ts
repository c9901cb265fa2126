/**
 * Colours for both dialects. This is lexis only: what names mean is the server's business, which checks every text
 * while it is typed.
 */
import { StreamLanguage, type StreamParser } from "@codemirror/language";

export type Dialect = "4d" | "qodly" | "json" | "xml" | "text";

/** The language of a file, by its name. */
export function dialectOf(path: string): Dialect {
	if (path.endsWith(".4dm")) return "4d";
	if (path.endsWith(".4qs")) return "qodly";
	if (/\.(4DCatalog|4DSettings)$/i.test(path)) return "xml";
	return /\.(json|WebForm|4DModel|4DProject)$/i.test(path) ? "json" : "text";
}

/** Whether a file holds code: what the language server understands. */
export function isCode(path: string): boolean {
	const dialect = dialectOf(path);
	return dialect === "4d" || dialect === "qodly";
}

/** Words that begin, divide or end statements; several may follow one another ("end for each"). */
const keywords = new Set(
	`if else end case of switch for each foreach while repeat until use try catch return break continue throw var
	property function class constructor extends exposed local shared singleton onhttpget get set query orderby
	event alias declare #declare begin sql`.split(/\s+/),
);
const constants = new Set(["true", "false", "null", "undefined"]);
const selves = new Set(["this", "super", "ds", "cs", "4d", "form", "storage", "session", "webform"]);
const types = new Set(
	"text string integer real number boolean date time object collection variant picture blob pointer".split(
		" ",
	),
);

interface State {
	/** How deep the block comment is. */
	comment: number;
}

const parser: StreamParser<State> = {
	name: "quoin",
	startState: () => ({ comment: 0 }),
	token(stream, state) {
		if (state.comment > 0) return blockComment(stream, state);
		if (stream.eatSpace()) return null;
		if (stream.match("//")) {
			stream.skipToEnd();
			return "comment";
		}
		if (stream.match("/*")) {
			state.comment = 1;
			return blockComment(stream, state);
		}
		if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
		if (stream.match(/^![\d/-]+!/) || stream.match(/^\?[\d:]+\?/)) return "literal";
		if (stream.match(/^:(?:C\d+|K\d+:\d+)/)) return "meta"; // a token's number: there, but quiet
		if (stream.match(/^(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b(?!\w)/i)) return "number";
		if (stream.match(/^\$[\w]+/) || stream.match(/^<>\w+/)) return "variableName";
		if (stream.match(/^\.[\p{L}_$][\p{L}\p{N}_$]*/u)) {
			return stream.match(/^\s*\(/, false) ? "propertyName.function" : "propertyName";
		}
		const word = stream.match(/^#?[\p{L}_][\p{L}\p{N}_]*/u);
		if (word && typeof word !== "boolean")
			return wordStyle((word[0] ?? "").toLowerCase(), () => stream.match(/^\s*\(/, false) !== null);
		stream.next();
		return "operator";
	},
	languageData: {
		commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
		closeBrackets: { brackets: ["(", "[", "{", '"'] },
	},
};

function wordStyle(word: string, called: () => boolean): string {
	if (keywords.has(word)) return "keyword";
	if (constants.has(word)) return "atom";
	if (selves.has(word)) return "self";
	if (types.has(word)) return "typeName";
	return called() ? "variableName.function" : "variableName.standard";
}

function blockComment(stream: Parameters<StreamParser<State>["token"]>[0], state: State): string {
	while (!stream.eol()) {
		if (stream.match("*/")) {
			state.comment--;
			if (state.comment === 0) break;
		} else if (stream.match("/*")) {
			state.comment++; // they nest
		} else {
			stream.next();
		}
	}
	return "comment";
}

/** The language of both dialects: they share their lexis. */
export const quoinLanguage = StreamLanguage.define(parser);
