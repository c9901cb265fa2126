/** A text editor for one file, without a framework: the Studio mounts it and hears of changes. */
import {
	autocompletion,
	closeBrackets,
	closeBracketsKeymap,
	completeAnyWord,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
	drawSelection,
	EditorView,
	highlightActiveLine,
	highlightActiveLineGutter,
	keymap,
	lineNumbers,
	scrollPastEnd,
} from "@codemirror/view";
import { assistant, hovers } from "./assist.ts";
import { type ApplyElsewhere, changeCommands } from "./changes.ts";
import { colours } from "./colours.ts";
import { type Carriers, type CodeCommand, commandKeys } from "./commands.ts";
import { folds } from "./folds.ts";
import type { LanguageClient } from "./LanguageClient.ts";
import { dialectOf, quoinLanguage } from "./language.ts";
import { placeClicks, placeCommands, type Window } from "./places.ts";
import { signatures } from "./signatures.ts";
import { highlight, theme } from "./theme.ts";

/** A finding of the checker; lines and columns from 1, columns in UTF-16 units. */
export interface CodeDiagnostic {
	readonly line: number;
	readonly column: number;
	/**
	 * Where it ends, exclusive.
	 * @default the word at its beginning
	 */
	readonly endLine?: number;
	readonly endColumn?: number;
	readonly severity: "error" | "warning" | "hint" | string;
	readonly message: string;
	readonly code: string;
	/** Where the code is explained. */
	readonly page?: string;
}

/** Whom to ask about code, and the window that shows other files. */
export interface CodeLanguage {
	/** It knows the text of this file: whoever mounts the editor writes to it what onChange tells. */
	readonly client: LanguageClient;
	readonly window: Window;
	/** Changes other files. */
	readonly applyElsewhere: ApplyElsewhere;
}

export interface CodeOptions {
	readonly path: string;
	readonly text: string;
	readonly onChange: (text: string) => void;
	readonly onSave: () => void;
	/** @default nobody: words of the text are proposed */
	readonly language?: CodeLanguage;
}

/** The editor of one file. */
export class CodeView {
	readonly #view: EditorView;
	/** Undefined where nobody knows the language of the file. */
	readonly #carriers: Carriers | undefined;
	/** How the file ends its lines; the editor itself knows one end of line. */
	#lineEnd: string;

	constructor(host: HTMLElement, options: CodeOptions) {
		this.#lineEnd = lineEndOf(options.text);
		const dialect = dialectOf(options.path);
		const code = dialect === "4d" || dialect === "qodly";
		const assisted = code && options.language ? assistance(options.path, options.language) : undefined;
		this.#carriers = assisted?.carriers;
		this.#view = new EditorView({
			parent: host,
			state: EditorState.create({
				doc: options.text,
				extensions: [
					lineNumbers(),
					highlightActiveLine(),
					highlightActiveLineGutter(),
					drawSelection(),
					scrollPastEnd(),
					history(),
					indentOnInput(),
					indentUnit.of("\t"),
					EditorState.tabSize.of(4),
					bracketMatching(),
					closeBrackets(),
					highlightSelectionMatches(),
					lintGutter(),
					assisted?.extension ?? autocompletion({ override: [completeAnyWord] }),
					code ? quoinLanguage : [],
					syntaxHighlighting(highlight),
					theme,
					EditorView.contentAttributes.of({ "aria-label": `Text of ${options.path}`, tabindex: "0" }),
					keymap.of([
						{
							key: "Mod-s",
							preventDefault: true,
							run: () => {
								options.onSave();
								return true;
							},
						},
						...closeBracketsKeymap,
						...defaultKeymap,
						...searchKeymap,
						...historyKeymap,
						...lintKeymap,
						indentWithTab,
					]),
					EditorView.updateListener.of((update) => {
						if (update.docChanged) options.onChange(this.text);
					}),
				],
			}),
		});
	}

	/** The text as it is now. */
	get text(): string {
		const { doc } = this.#view.state;
		return doc.sliceString(0, doc.length, this.#lineEnd);
	}

	/** Where the cursor is; lines and columns from 1. */
	get cursor(): { readonly line: number; readonly column: number } {
		const { head } = this.#view.state.selection.main;
		const line = this.#view.state.doc.lineAt(head);
		return { line: line.number, column: head - line.from + 1 };
	}

	/** Takes a text that came from elsewhere; what is the same in both keeps its cursor. */
	replace(text: string): void {
		const before = this.#view.state.doc.toString();
		const after = text.replace(/\r\n?/g, "\n");
		if (after === before) return;
		this.#lineEnd = lineEndOf(text);
		let from = 0;
		const most = Math.min(before.length, after.length);
		while (from < most && before[from] === after[from]) from++;
		let same = 0;
		while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++;
		this.#view.dispatch({
			changes: { from, to: before.length - same, insert: after.slice(from, after.length - same) },
		});
	}

	/** Draws findings; one outside the text is put at its end. */
	show(diagnostics: readonly CodeDiagnostic[]): void {
		this.#view.dispatch(
			setDiagnostics(
				this.#view.state,
				diagnostics.map((d) => this.#mark(d)),
			),
		);
	}

	/** Puts the cursor at a place and shows it. */
	goTo(line: number, column: number): void {
		const position = this.#offset(line, column);
		this.#view.dispatch({
			selection: { anchor: position },
			effects: EditorView.scrollIntoView(position, { y: "center" }),
		});
		this.#view.focus();
	}

	/** Whether commands can be carried out here. */
	get commanded(): boolean {
		return this.#carriers !== undefined;
	}

	/** Carries out a command where the cursor is. */
	run(command: CodeCommand): void {
		this.#view.focus();
		this.#carriers?.[command](this.#view);
	}

	focus(): void {
		this.#view.focus();
	}

	destroy(): void {
		this.#view.destroy();
	}

	#offset(line: number, column: number): number {
		const { doc } = this.#view.state;
		const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
		return Math.min(at.from + Math.max(column - 1, 0), at.to);
	}

	#mark(d: CodeDiagnostic): Diagnostic {
		const { doc } = this.#view.state;
		const from = this.#offset(d.line, d.column);
		const rest = doc.sliceString(from, doc.lineAt(from).to);
		const word = /^[\p{L}\p{N}_$#]+/u.exec(rest)?.[0].length ?? Math.min(1, rest.length);
		const end = d.endLine === undefined ? from : this.#offset(d.endLine, d.endColumn ?? 1);
		const carriers = this.#carriers;
		return {
			from,
			to: end > from ? end : from + word,
			severity: d.severity === "error" || d.severity === "warning" ? d.severity : "info",
			message: d.message,
			renderMessage: () => explained(d),
			actions: carriers
				? [
						{
							name: "Quick fixes",
							apply: (view, at) => {
								view.dispatch({ selection: { anchor: at } });
								carriers.fixes(view);
							},
						},
					]
				: [],
		};
	}
}

function lineEndOf(text: string): string {
	return /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
}

/** Everything that asks the language server. */
function assistance(path: string, { client, window, applyElsewhere }: CodeLanguage) {
	const help = signatures(client, path);
	const carriers: Carriers = {
		...placeCommands(client, path, window),
		...changeCommands(client, path, applyElsewhere),
		...help.commands,
	};
	const extension = [
		assistant(client, path),
		hovers(client, path),
		help.extension,
		folds(client, path),
		colours(client, path),
		placeClicks(client, path, window),
		keymap.of([...commandKeys(carriers)]),
	];
	return { carriers, extension };
}

/** A finding with the way to its explanation. */
function explained(d: CodeDiagnostic): HTMLElement {
	const root = document.createElement("span");
	root.textContent = d.message;
	root.append(document.createElement("br"));
	const code = document.createElement(d.page ? "a" : "span");
	code.className = "q-code-more";
	code.textContent = d.code;
	if (code instanceof HTMLAnchorElement && d.page) {
		code.href = d.page;
		code.target = "_blank";
		code.rel = "noopener";
		code.title = "What this means, and what to do";
	}
	root.append(code);
	return root;
}
