/** Looks at a text when it is opened, and again once writing rests. */
import { type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** How long writing rests, in milliseconds. */
const pause = 300;

/** Calls look with the editor; it is to drop what it found about a text that has changed meanwhile. */
export function whenResting(look: (view: EditorView) => Promise<void>) {
	return ViewPlugin.define((view) => new Resting(view, look));
}

class Resting {
	readonly #view: EditorView;
	readonly #look: (view: EditorView) => Promise<void>;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(view: EditorView, look: (view: EditorView) => Promise<void>) {
		this.#view = view;
		this.#look = look;
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
		this.#timer = setTimeout(() => void this.#look(this.#view), wait);
	}
}
