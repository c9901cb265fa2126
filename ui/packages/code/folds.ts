/** Folding, as the language server sees the blocks of a file. */
import { codeFolding, foldGutter, foldKeymap, foldService } from "@codemirror/language";
import { RangeSet, RangeValue, StateEffect, StateField } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { LanguageClient } from "./LanguageClient.ts";
import { whenResting } from "./resting.ts";

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
		whenResting(async (view) => {
			const { doc } = view.state;
			const answer = await client.folds(path);
			if (!answer || view.state.doc !== doc) return;
			const ranges = answer
				.filter((f) => f.to < doc.lines)
				.map((f) => new Block().range(doc.line(f.from + 1).to, doc.line(f.to + 1).to));
			view.dispatch({ effects: found.of(RangeSet.of(ranges, true)) });
		}),
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
