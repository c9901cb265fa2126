/** Colours of names by what they mean, as the language server knows it, over those of the lexis. */
import { Prec, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { LanguageClient } from "./LanguageClient.ts";
import { whenResting } from "./resting.ts";

/** The types of the protocol that are drawn; the lexis knows the others as well. */
const drawn = new Set([
	"class",
	"type",
	"parameter",
	"variable",
	"property",
	"function",
	"method",
	"keyword",
	"enumMember",
]);

const found = StateEffect.define<DecorationSet>();

const marks = StateField.define<DecorationSet>({
	create: () => Decoration.none,
	update(value, tr) {
		let next = value.map(tr.changes);
		for (const effect of tr.effects) if (effect.is(found)) next = effect.value;
		return next;
	},
	// Inside of what the lexis marks.
	provide: (field) => Prec.highest(EditorView.decorations.from(field)),
});

export function colours(client: LanguageClient, path: string) {
	const kinds = new Map<string, Decoration>();
	const kind = (name: string) => {
		const known = kinds.get(name) ?? Decoration.mark({ class: `q-code-${name}` });
		kinds.set(name, known);
		return known;
	};
	return [
		marks,
		whenResting(async (view) => {
			const { doc } = view.state;
			const words = await client.colours(path);
			if (!words || view.state.doc !== doc) return;
			const ranges: Range<Decoration>[] = [];
			for (const w of words) {
				if (w.line >= doc.lines || !drawn.has(w.type)) continue;
				const line = doc.line(w.line + 1);
				const from = line.from + w.character;
				const to = Math.min(from + w.length, line.to);
				if (to > from) ranges.push(kind(w.type).range(from, to));
			}
			view.dispatch({ effects: found.of(Decoration.set(ranges, true)) });
		}),
	];
}
