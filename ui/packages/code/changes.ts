/** Changes that the language server works out: other names, formatting, what puts findings right. */
import type { EditorView } from "@codemirror/view";
import { openBox } from "./box.ts";
import type { LanguageClient } from "./LanguageClient.ts";
import type { FileEdits, TextEdit } from "./messages.ts";
import { pick } from "./pick.ts";
import { say } from "./places.ts";
import { positionOf, spanOf } from "./positions.ts";

/** Saves changes of several files as one; it throws the reason why it could not. */
export type ApplyElsewhere = (files: readonly FileEdits[]) => Promise<void>;

/** The commands that change the text. */
export function changeCommands(client: LanguageClient, path: string, elsewhere: ApplyElsewhere) {
	const command = (run: (view: EditorView) => Promise<void>) => (view: EditorView) => {
		run(view).catch((reason: unknown) => say(view, messageOf(reason)));
	};
	return {
		rename: command((view) => rename(view, client, path, elsewhere)),
		format: command((view) => format(view, client, path)),
		fixes: command((view) => showActions(view, client, path, elsewhere)),
	};
}

async function rename(
	view: EditorView,
	client: LanguageClient,
	path: string,
	elsewhere: ApplyElsewhere,
): Promise<void> {
	const at = positionOf(view.state.doc, view.state.selection.main.head);
	const found = await client.renameable(path, at);
	if (!found) {
		say(view, "There is nothing to rename here.");
		return;
	}
	const box = openBox(view, `Rename ${found.name}`, spanOf(view.state.doc, found.range).from);
	const field = document.createElement("input");
	field.value = found.name;
	field.setAttribute("aria-label", `New name of ${found.name}`);
	field.spellcheck = false;
	const note = document.createElement("p");
	note.className = "q-code-box-note";
	note.textContent = "Enter renames it everywhere, pages and roles too.";
	box.dom.append(field, note);
	const apply = async () => {
		const name = field.value.trim();
		if (name === "" || name === found.name) {
			box.close();
			return;
		}
		field.readOnly = true;
		try {
			const files = await client.rename(path, at, name);
			box.close();
			await applyAll(view, path, files, elsewhere);
			const places = files.reduce((n, f) => n + f.edits.length, 0);
			say(
				view,
				`${found.name} is ${name} now, in ${amount(places, "place")} of ${amount(files.length, "file")}.`,
			);
		} catch (reason) {
			field.readOnly = false;
			note.textContent = messageOf(reason);
			note.dataset.tone = "bad";
			note.setAttribute("role", "alert");
			if (!box.dom.isConnected) say(view, messageOf(reason));
		}
	};
	field.addEventListener("keydown", (event) => {
		if (event.key !== "Enter") return;
		event.preventDefault();
		void apply();
	});
	field.focus();
	field.select();
}

async function format(view: EditorView, client: LanguageClient, path: string): Promise<void> {
	const before = view.state.doc;
	const edits = await client.format(path);
	if (!view.state.doc.eq(before)) return; // somebody went on writing
	if (edits.length === 0) say(view, "It is formatted already.");
	else applyHere(view, edits, "format");
}

/** Lets a person choose among the changes that the selection calls for. */
async function showActions(
	view: EditorView,
	client: LanguageClient,
	path: string,
	elsewhere: ApplyElsewhere,
): Promise<void> {
	const { main } = view.state.selection;
	const { doc } = view.state;
	const actions = await client.actions(path, {
		start: positionOf(doc, main.from),
		end: positionOf(doc, main.to),
	});
	if (actions.length === 0) {
		say(view, "There is nothing to put right here.");
		return;
	}
	pick(view, {
		title: "Quick fixes",
		place: main.head,
		choices: actions.map((a) => ({
			label: a.title,
			run: () => {
				if (!view.state.doc.eq(doc)) return;
				applyAll(view, path, a.edits, elsewhere).catch((reason: unknown) => say(view, messageOf(reason)));
			},
		})),
	});
}

async function applyAll(
	view: EditorView,
	path: string,
	files: readonly FileEdits[],
	elsewhere: ApplyElsewhere,
): Promise<void> {
	const here = files.find((f) => f.path === path);
	if (here) applyHere(view, here.edits, "rename");
	const others = files.filter((f) => f.path !== path);
	if (others.length === 0 && !here?.to) return;
	// The text of this file is as it shall be already.
	await elsewhere(here ? [{ ...here, edits: [] }, ...others] : others);
}

function applyHere(view: EditorView, edits: readonly TextEdit[], event: string): void {
	const { doc } = view.state;
	view.dispatch({
		changes: edits.map((e) => ({ ...spanOf(doc, e.range), insert: e.text })),
		userEvent: `input.${event}`,
		scrollIntoView: true,
	});
}

function amount(n: number, word: string): string {
	return n === 1 ? `one ${word}` : `${n} ${word}s`;
}

/** The reason of a failure as a sentence. */
function messageOf(reason: unknown): string {
	const text = reason instanceof Error ? reason.message : String(reason);
	return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}
