/** A text editor for one file, without a framework: the Studio mounts it and hears of changes. */
import {
	autocompletion,
	closeBrackets,
	closeBracketsKeymap,
	completeAnyWord,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
	bracketMatching,
	HighlightStyle,
	indentOnInput,
	indentUnit,
	syntaxHighlighting,
} from "@codemirror/language";
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
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completions, hovers } from "./assist.ts";
import type { LanguageClient } from "./LanguageClient.ts";
import { dialectOf, quoinLanguage } from "./language.ts";

/** A finding of the checker; lines and columns from 1, columns in UTF-16 units. */
export interface CodeDiagnostic {
	readonly line: number;
	readonly column: number;
	readonly severity: "error" | "warning" | "hint" | string;
	readonly message: string;
	readonly code: string;
}

export interface CodeOptions {
	readonly path: string;
	readonly text: string;
	readonly onChange: (text: string) => void;
	readonly onSave: () => void;
	/**
	 * Whom to ask about code.
	 * @default nobody: words of the text are proposed
	 */
	readonly language?: LanguageClient;
}

const highlight = HighlightStyle.define([
	{ tag: tags.keyword, color: "var(--q-accent-11)", fontWeight: "500" },
	{ tag: tags.comment, color: "var(--q-text-quiet)", fontStyle: "italic" },
	{ tag: tags.string, color: "var(--q-green-11)" },
	{ tag: [tags.number, tags.literal, tags.atom], color: "var(--q-blue-11)" },
	{ tag: tags.self, color: "var(--q-accent-11)" },
	{ tag: tags.typeName, color: "var(--q-amber-11)" },
	{ tag: tags.meta, color: "var(--q-stone-9)" },
	{ tag: tags.function(tags.variableName), color: "var(--q-blue-11)" },
	{ tag: tags.function(tags.propertyName), color: "var(--q-blue-11)" },
]);

const theme = EditorView.theme({
	"&": { height: "100%", fontSize: "13px", backgroundColor: "var(--q-surface)", color: "var(--q-text)" },
	"&.cm-focused": { outline: "none" },
	".cm-scroller": { fontFamily: "var(--q-font-code)", lineHeight: "1.6", fontVariantLigatures: "none" },
	".cm-gutters": { backgroundColor: "var(--q-surface)", color: "var(--q-stone-9)", border: "none" },
	".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--q-stone-4) 45%, transparent)" },
	".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--q-text)" },
	".cm-cursor": { borderLeftColor: "var(--q-text)" },
	"&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
		backgroundColor: "var(--q-accent-4)",
	},
	".cm-selectionMatch": { backgroundColor: "var(--q-stone-5)" },
	".cm-tooltip": {
		border: "none",
		borderRadius: "6px",
		backgroundColor: "var(--q-floating)",
		boxShadow: "var(--q-shadow-float)",
	},
	".cm-tooltip-autocomplete ul li[aria-selected]": {
		backgroundColor: "var(--q-accent-9)",
		color: "var(--q-on-accent)",
	},
	".cm-tooltip .q-code-doc": { maxWidth: "44em", padding: "6px 10px", fontFamily: "var(--q-font)" },
	".cm-tooltip .q-code-doc pre": {
		margin: "0 0 6px",
		fontFamily: "var(--q-font-code)",
		whiteSpace: "pre-wrap",
	},
	".cm-tooltip .q-code-doc p": { margin: "0 0 6px" },
	".cm-panels": { backgroundColor: "var(--q-stone-2)", color: "var(--q-text)" },
	".cm-diagnostic": { fontFamily: "var(--q-font)", padding: "6px 10px" },
	".cm-diagnostic-error": { borderLeftColor: "var(--q-red-9)" },
	".cm-diagnostic-warning": { borderLeftColor: "var(--q-amber-9)" },
});

/** The editor of one file. */
export class CodeView {
	readonly #view: EditorView;
	readonly #forget: () => void;

	constructor(host: HTMLElement, options: CodeOptions) {
		const dialect = dialectOf(options.path);
		const code = dialect === "4d" || dialect === "qodly";
		const language = code ? options.language : undefined;
		this.#forget = () => language?.close(options.path);
		language?.write(options.path, options.text);
		this.#view = new EditorView({
			parent: host,
			state: EditorState.create({
				doc: options.text,
				extensions: [
					lineNumbers(),
					highlightActiveLine(),
					highlightActiveLineGutter(),
					drawSelection(),
					history(),
					indentOnInput(),
					indentUnit.of("\t"),
					EditorState.tabSize.of(4),
					bracketMatching(),
					closeBrackets(),
					highlightSelectionMatches(),
					autocompletion({
						override: [language ? completions(language, options.path) : completeAnyWord],
					}),
					language ? hovers(language, options.path) : [],
					lintGutter(),
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
						if (!update.docChanged) return;
						const text = update.state.doc.toString();
						language?.write(options.path, text);
						options.onChange(text);
					}),
				],
			}),
		});
	}

	/** The text as it is now. */
	get text(): string {
		return this.#view.state.doc.toString();
	}

	/** Takes a text that came from elsewhere, keeping the cursor where it was. */
	replace(text: string): void {
		if (text === this.text) return;
		const { main } = this.#view.state.selection;
		this.#view.dispatch({
			changes: { from: 0, to: this.#view.state.doc.length, insert: text },
			selection: { anchor: Math.min(main.anchor, text.length) },
		});
	}

	/** Draws findings; one outside the text is put at its end. */
	show(diagnostics: readonly CodeDiagnostic[]): void {
		const { doc } = this.#view.state;
		const marks = diagnostics.map((d): Diagnostic => {
			const line = doc.line(Math.min(Math.max(d.line, 1), doc.lines));
			const from = Math.min(line.from + Math.max(d.column - 1, 0), line.to);
			const word = /^[\p{L}\p{N}_$#]+/u.exec(doc.sliceString(from, line.to))?.[0].length ?? 1;
			return {
				from,
				to: Math.min(from + word, line.to),
				severity: d.severity === "error" || d.severity === "warning" ? d.severity : "info",
				message: d.message,
				source: d.code,
			};
		});
		this.#view.dispatch(setDiagnostics(this.#view.state, marks));
	}

	/** Puts the cursor at a place and shows it. */
	goTo(line: number, column: number): void {
		const { doc } = this.#view.state;
		const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
		const position = Math.min(at.from + column - 1, at.to);
		this.#view.dispatch({
			selection: { anchor: position },
			effects: EditorView.scrollIntoView(position, { y: "center" }),
		});
		this.#view.focus();
	}

	focus(): void {
		this.#view.focus();
	}

	destroy(): void {
		this.#forget();
		this.#view.destroy();
	}
}
