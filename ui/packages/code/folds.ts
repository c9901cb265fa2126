/** Folding, as the language server sees the blocks of a file. */
import { codeFolding, foldGutter, foldKeymap, foldService } from "@codemirror/language";
import { RangeSet, RangeValue, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { LanguageClient } from "./LanguageClient.ts";

/** How long writing rests before blocks are asked for, in milliseconds. */
const pause = 300;

class Block extends RangeValue {}

const found = StateEffect.define<RangeSet<Block>>();

/** The blocks, which move with the text until they are known anew. */
const blocks = StateField.define<RangeSet<Block>>({
	create: () => RangeSet.empty,
	update(value, tr) {
		let next = value.map(tr.changes);
		for (const effect of tr.effects) if (effect.is(found)) next = effect.value;
		return next;
	},
});

/** A margin to fold blocks, and the keys. */
export function folds(client: LanguageClient, path: string) {
	return [
		blocks,
		ViewPlugin.define((view) => new Looking(view, client, path)),
		foldService.of((state, from, to) => {
			let block: { from: number; to: number } | null = null;
			state.field(blocks).between(from, to, (start, end) => {
				if (start === to && end > start) block = { from: start, to: end };
			});
			return block;
		}),
		codeFolding({ placeholderText: "…" }),
		foldGutter({ openText: "⌄", closedText: "›" }),
		keymap.of(foldKeymap),
	];
}

class Looking {
	readonly #view: EditorView;
	readonly #client: LanguageClient;
	readonly #path: string;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(view: EditorView, client: LanguageClient, path: string) {
		this.#view = view;
		this.#client = client;
		this.#path = path;
		this.#soon(0);
	}

	update(update: ViewUpdate): void {
		if (update.docChanged) this.#soon(pause);
	}

	destroy(): void {
		clearTimeout(this.#timer);
	}

	#soon(wait: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), wait);
	}

	async #look(): Promise<void> {
		const { doc } = this.#view.state;
		const answer = await this.#client.folds(this.#path);
		// A text that changed meanwhile is asked about again.
		if (!answer || this.#view.state.doc !== doc) return;
		const ranges = answer
			.filter((f) => f.to < doc.lines)
			.map((f) => new Block().range(doc.line(f.from + 1).to, doc.line(f.to + 1).to));
		this.#view.dispatch({ effects: found.of(RangeSet.of(ranges, true)) });
	}
}
