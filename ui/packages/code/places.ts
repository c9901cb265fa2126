/** Going where a name leads: its definition, its uses, the parts of the file. */
import { EditorView } from "@codemirror/view";
import type { LanguageClient } from "./LanguageClient.ts";
import type { Place } from "./messages.ts";
import { pick } from "./pick.ts";
import { offsetOf, positionOf } from "./positions.ts";

/** What the editor of a file asks of the window around it. */
export interface Window {
	/** Opens a place, in this file or another one. */
	readonly open: (place: Place) => void;
	/** Goes back to where the last place was opened from. */
	readonly back: () => void;
	/** The text of a file as it is being edited. */
	readonly read: (path: string) => Promise<string>;
}

/** The commands that lead somewhere. */
export function placeCommands(client: LanguageClient, path: string, window: Window) {
	return {
		definition: (view: EditorView) =>
			void goToDefinition(view, client, path, window, view.state.selection.main.head),
		references: (view: EditorView) => void showReferences(view, client, path, window),
		outline: (view: EditorView) => void showOutline(view, client, path),
		back: () => window.back(),
	};
}

/** A click with Ctrl (or Command) goes to the definition. */
export function placeClicks(client: LanguageClient, path: string, window: Window) {
	return EditorView.domEventHandlers({
		mousedown(event, view) {
			if (event.button !== 0 || !(event.ctrlKey || event.metaKey)) return false;
			const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
			if (at === null || !view.state.wordAt(at)) return false;
			event.preventDefault();
			void goToDefinition(view, client, path, window, at);
			return true;
		},
		// While Ctrl is held, names look like what they are: links.
		mousemove(event, view) {
			view.dom.toggleAttribute("data-links", event.ctrlKey || event.metaKey);
			return false;
		},
		keyup(_, view) {
			view.dom.removeAttribute("data-links");
			return false;
		},
	});
}

async function goToDefinition(
	view: EditorView,
	client: LanguageClient,
	path: string,
	window: Window,
	at: number,
): Promise<void> {
	const found = await client.definition(path, positionOf(view.state.doc, at));
	const [first] = found;
	if (!first) {
		say(view, "The project defines nothing of this name.");
		return;
	}
	if (found.length === 1) window.open(first);
	else await choosePlace(view, `${found.length} definitions`, found, window);
}

async function showReferences(
	view: EditorView,
	client: LanguageClient,
	path: string,
	window: Window,
): Promise<void> {
	const at = view.state.selection.main.head;
	const found = await client.references(path, positionOf(view.state.doc, at));
	if (found.length === 0) {
		say(view, "Nothing uses this.");
		return;
	}
	const word = view.state.wordAt(at);
	const name = word ? ` of ${view.state.sliceDoc(word.from, word.to)}` : "";
	const title = found.length === 1 ? `One reference${name}` : `${found.length} references${name}`;
	await choosePlace(view, title, found, window);
}

/** Lists places with their lines. */
async function choosePlace(
	view: EditorView,
	title: string,
	places: readonly Place[],
	window: Window,
): Promise<void> {
	const paths = [...new Set(places.map((p) => p.path))];
	const texts = new Map<string, readonly string[]>();
	await Promise.all(
		paths.map(async (path) => {
			const text = await window.read(path).catch(() => "");
			texts.set(path, text.split(/\r\n|\r|\n/));
		}),
	);
	pick(view, {
		title,
		place: "top",
		choices: places.map((p) => ({
			label: texts.get(p.path)?.[p.range.start.line]?.trim() ?? "",
			where: `${p.path.split("/").pop()}:${p.range.start.line + 1}`,
			code: true,
			run: () => window.open(p),
		})),
	});
}

async function showOutline(view: EditorView, client: LanguageClient, path: string): Promise<void> {
	const parts = await client.outline(path);
	if (parts.length === 0) {
		say(view, "The file has no parts with names.");
		return;
	}
	const { doc } = view.state;
	const line = positionOf(doc, view.state.selection.main.head).line;
	pick(view, {
		title: "Go to a part of this file",
		place: "top",
		selected: Math.max(
			0,
			parts.findLastIndex((p) => p.range.start.line <= line),
		),
		choices: parts.map((p) => ({
			label: p.name,
			detail: p.detail,
			where: `${p.range.start.line + 1}`,
			depth: p.depth,
			run: () => {
				const at = offsetOf(view.state.doc, p.range.start);
				view.dispatch({
					selection: { anchor: at },
					effects: EditorView.scrollIntoView(at, { y: "center" }),
				});
			},
		})),
	});
}

const said = new WeakMap<EditorView, ReturnType<typeof setTimeout>>();

/** Says something in a line over the editor, for a moment; screen readers say it too. */
export function say(view: EditorView, message: string): void {
	clearTimeout(said.get(view));
	view.dom.querySelector(".q-code-said")?.remove();
	const line = document.createElement("div");
	line.className = "q-code-said";
	line.textContent = message;
	view.dom.append(line);
	view.dispatch({ effects: EditorView.announce.of(message) });
	said.set(
		view,
		setTimeout(() => line.remove(), 3000),
	);
}
