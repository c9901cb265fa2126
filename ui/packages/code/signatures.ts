/** While arguments are written, a quiet line says what the call takes; the argument at the cursor is in bold. */
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip, type Tooltip, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { LanguageClient } from "./LanguageClient.ts";
import { markdown } from "./markdown.ts";
import type { Signature, SignatureHelp } from "./messages.ts";
import { positionOf } from "./positions.ts";

interface Shown {
	readonly help: SignatureHelp;
	/** The line's place is kept, so that the help stands still while a line is written. */
	readonly pos: number;
}

const show = StateEffect.define<Shown | null>();

const shown = StateField.define<Shown | null>({
	create: () => null,
	update(value, tr) {
		let next = value && tr.docChanged ? { ...value, pos: tr.changes.mapPos(value.pos, -1) } : value;
		for (const effect of tr.effects) if (effect.is(show)) next = effect.value;
		return next;
	},
	provide: (field) => showTooltip.from(field, (value) => value && tooltip(value)),
});

/** The help with arguments, and the command that shows it; Escape closes it. */
export function signatures(client: LanguageClient, path: string) {
	const asking = ViewPlugin.define((view) => new Asking(view, client, path));
	const close = (view: EditorView) => {
		if (!view.state.field(shown)) return false;
		view.plugin(asking)?.stop();
		view.dispatch({ effects: show.of(null) });
		return true;
	};
	return {
		extension: [shown, asking, Prec.high(keymap.of([{ key: "Escape", run: close }]))],
		commands: { signature: (view: EditorView) => void view.plugin(asking)?.ask() },
	};
}

/** Asks again as the cursor moves; late answers are dropped. */
class Asking {
	readonly #view: EditorView;
	readonly #client: LanguageClient;
	readonly #path: string;
	#last = 0;

	constructor(view: EditorView, client: LanguageClient, path: string) {
		this.#view = view;
		this.#client = client;
		this.#path = path;
	}

	update(update: ViewUpdate): void {
		if (!update.docChanged && !update.selectionSet) return;
		const isShown = update.state.field(shown) !== null;
		const typed = update.transactions.some(
			(tr) => tr.isUserEvent("input.type") || tr.isUserEvent("input.complete"),
		);
		const { head } = update.state.selection.main;
		const before = update.state.sliceDoc(Math.max(0, head - 1), head);
		if (isShown || (typed && /[(;,]/.test(before))) void this.ask();
	}

	async ask(): Promise<void> {
		const mine = ++this.#last;
		await Promise.resolve(); // who tells the server of the text hears of it after this plugin
		const { head } = this.#view.state.selection.main;
		const help = await this.#client.signature(this.#path, positionOf(this.#view.state.doc, head));
		if (mine !== this.#last) return;
		const { doc, selection } = this.#view.state;
		const now = this.#view.state.field(shown);
		if (!help) {
			if (now) this.#view.dispatch({ effects: show.of(null) });
			return;
		}
		const at = Math.min(head, doc.length);
		const stays = now && doc.lineAt(now.pos).from === doc.lineAt(at).from;
		const news = !now || spoken(now.help) !== spoken(help);
		this.#view.dispatch({
			effects: [
				show.of({ help, pos: stays ? now.pos : at }),
				...(news ? [EditorView.announce.of(spoken(help))] : []),
			],
		});
		// While the answer came, the cursor may have gone on.
		if (selection.main.head !== head) void this.ask();
	}

	stop(): void {
		this.#last++;
	}

	destroy(): void {
		this.stop();
	}
}

/** What a screen reader says: the argument first, since the rest was heard before. */
function spoken(help: SignatureHelp): string {
	const signature = help.signatures[help.active];
	if (!signature) return "";
	const at = signature.parameters[help.parameter];
	return at ? `${signature.label.slice(at[0], at[1])}, of ${signature.label}` : signature.label;
}

const mostSignatures = 4;

function tooltip({ help, pos }: Shown): Tooltip {
	return {
		pos,
		above: true,
		arrow: false,
		create: () => {
			const dom = document.createElement("div");
			dom.className = "q-code-signatures";
			// The one that fits comes first.
			const active = help.signatures[help.active];
			const others = help.signatures.filter((s) => s !== active).slice(0, mostSignatures - 1);
			if (active) dom.append(line(active, help.parameter));
			for (const other of others) {
				const element = line(other, -1);
				element.dataset.other = "";
				dom.append(element);
			}
			if (active?.doc) {
				const doc = markdown(active.doc);
				doc.className = "q-code-signature-doc";
				dom.append(doc);
			}
			return { dom };
		},
	};
}

function line(signature: Signature, parameter: number): HTMLElement {
	const element = document.createElement("div");
	element.className = "q-code-signature";
	const at = signature.parameters[parameter];
	if (!at) {
		element.textContent = signature.label;
		return element;
	}
	const bold = document.createElement("b");
	bold.textContent = signature.label.slice(at[0], at[1]);
	element.append(signature.label.slice(0, at[0]), bold, signature.label.slice(at[1]));
	return element;
}
