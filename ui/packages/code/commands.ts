/** What the code editor can be told to do, once: its keys, and the palette of the window around it, come from this list. */
import type { EditorView, KeyBinding } from "@codemirror/view";

export const codeCommands = [
	{ id: "definition", label: "Go to the definition", key: "F12" },
	{ id: "references", label: "List the uses of a name", key: "Shift-F12" },
	{ id: "back", label: "Go back to where you came from", key: "Alt-ArrowLeft" },
	{ id: "outline", label: "Go to a part of this file", key: "Mod-Shift-o" },
	{ id: "rename", label: "Rename everywhere", key: "F2" },
	{ id: "fixes", label: "Quick fixes", key: "Mod-." },
	{ id: "format", label: "Format this file", key: "Shift-Alt-f" },
	{ id: "signature", label: "Show what a call takes", key: "Mod-Shift-Space" },
] as const;

export type CodeCommand = (typeof codeCommands)[number]["id"];

/** How the commands are carried out. */
export type Carriers = Readonly<Record<CodeCommand, (view: EditorView) => void>>;

/** The keys of the commands. */
export function commandKeys(carriers: Carriers): readonly KeyBinding[] {
	return codeCommands.map(({ id, key }) => ({
		key,
		preventDefault: true,
		run: (view) => {
			carriers[id](view);
			return true;
		},
	}));
}

/** A key as people read it: "Ctrl+Shift+O", in the order Ctrl, Alt, Shift, key. */
export function shortcutOf(key: string): string {
	const parts = key.split("-");
	const last = (parts.pop() ?? "").replace("ArrowLeft", "←");
	const order = ["Mod", "Alt", "Shift"].filter((m) => parts.includes(m));
	return [...order.map((m) => m.replace("Mod", "Ctrl")), last.length === 1 ? last.toUpperCase() : last].join(
		"+",
	);
}
