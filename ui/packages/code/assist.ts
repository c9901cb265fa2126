/** Completion and hover of the editor, as the language server answers them. */
import {
	autocompletion,
	type Completion,
	type CompletionContext,
	type CompletionResult,
	closeCompletion,
	completeAnyWord,
	selectedCompletion,
	snippet,
} from "@codemirror/autocomplete";
import { type Extension, Prec } from "@codemirror/state";
import { type EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { drawCode } from "./drawCode.ts";
import type { LanguageClient, Proposal } from "./LanguageClient.ts";
import { markdown } from "./markdown.ts";
import { offsetOf, positionOf } from "./positions.ts";

/** How the editor draws the kinds of proposals. */
const types: Readonly<Record<number, string>> = {
	2: "method",
	3: "function",
	5: "property",
	6: "variable",
	7: "class",
	10: "property",
	14: "keyword",
	15: "keyword",
	21: "constant",
	22: "class",
	23: "enum",
};

/** Asks while a name is typed, and after these; "(" shows what the call takes. */
const triggers = /[\p{L}\p{N}_$.:"<]$/u;

/** Proposals while one types, taken with Enter or a click. */
export function assistant(client: LanguageClient, path: string): Extension {
	return [
		Prec.highest(keymap.of([{ key: "Enter", run: endsLine }])),
		autocompletion({ override: [completions(client, path)] }),
	];
}

/** Enter behind a word that is written already ends the line: taking the proposal would change nothing. */
function endsLine(view: EditorView): boolean {
	const chosen = selectedCompletion(view.state);
	const insert = chosen && plain.get(chosen);
	const { head } = view.state.selection.main;
	if (insert && view.state.sliceDoc(Math.max(0, head - insert.length), head) === insert)
		closeCompletion(view);
	return false;
}

/** What a proposal inserts, for those that insert a text as it is. */
const plain = new WeakMap<Completion, string>();

/** Proposes what the server does; words of the text where it does not answer. */
function completions(client: LanguageClient, path: string) {
	return async (context: CompletionContext): Promise<CompletionResult | null> => {
		const { doc } = context.state;
		const line = doc.lineAt(context.pos);
		if (!context.explicit && !triggers.test(doc.sliceString(line.from, context.pos))) return null;
		const proposals = await client.complete(path, positionOf(doc, context.pos));
		if (!proposals) return completeAnyWord(context);
		if (proposals.length === 0) return null;
		const word = context.matchBefore(/[\p{L}\p{N}_$#]*/u);
		// The server has chosen and sorted: what is typed next asks again.
		return { from: word?.from ?? context.pos, options: proposals.map(option), filter: false };
	};
}

function option(p: Proposal, rank: number): Completion {
	const completion: Completion = {
		label: p.label,
		detail: p.detail.startsWith(`${p.label}(`) ? p.detail.slice(p.label.length) : p.detail,
		type: types[p.kind] ?? "text",
		boost: -Math.min(rank, 99),
		info: async () => {
			const explained = await p.explain();
			return explained === "" ? null : markdown(explained, drawCode);
		},
		apply: (view) => apply(view, completion, p),
	};
	if (!p.snippet) plain.set(completion, p.insert);
	return completion;
}

function apply(view: EditorView, completion: Completion, p: Proposal): void {
	const from = offsetOf(view.state.doc, p.from);
	// What was typed since the answer belongs to the word.
	const to = Math.max(offsetOf(view.state.doc, p.to), view.state.selection.main.head);
	if (p.snippet) {
		snippet(template(p.insert))(view, completion, from, to);
		return;
	}
	view.dispatch({
		changes: { from, to, insert: p.insert },
		selection: { anchor: from + p.insert.length },
		userEvent: "input.complete",
	});
}

/** Writes a snippet of the protocol as the editor takes it: "$0" is a field, "\$" a dollar. */
export function template(text: string): string {
	return text.replace(/\\([\\$}])|\$0|\$(\d+)/g, (_, escaped?: string, field?: string) => {
		if (escaped !== undefined) return escaped === "}" ? "\\}" : escaped;
		return field === undefined ? `\${}` : `\${${field}}`;
	});
}

/** Shows what there is to say about the name under the pointer. */
export function hovers(client: LanguageClient, path: string) {
	return hoverTooltip(async (view, pos) => {
		const { doc } = view.state;
		const said = await client.hover(path, positionOf(doc, pos));
		if (said === "") return null;
		return { pos, above: true, create: () => ({ dom: markdown(said, drawCode) }) };
	});
}
