/** Keyboard shortcuts of action cards: "Ctrl+S", "Alt+Shift+N", "F2". */

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey">;

const modifiers: Readonly<Record<string, "ctrlKey" | "altKey" | "shiftKey" | "metaKey">> = {
	ctrl: "ctrlKey",
	control: "ctrlKey",
	alt: "altKey",
	option: "altKey",
	shift: "shiftKey",
	meta: "metaKey",
	cmd: "metaKey",
	command: "metaKey",
};

const names: Readonly<Record<string, string>> = { esc: "escape", space: " ", del: "delete", return: "enter" };

/** Whether a key press is a shortcut: these modifiers and no other. */
export function isShortcut(press: KeyPress, shortcut: string): boolean {
	const parts = shortcut.toLowerCase().split(/\s*\+\s*(?!$)/);
	const key = parts.pop() ?? "";
	const wanted = new Set(parts.map((part) => modifiers[part]));
	const held = (["ctrlKey", "altKey", "shiftKey", "metaKey"] as const).filter((name) => press[name]);
	if (held.length !== wanted.size || !held.every((name) => wanted.has(name))) {
		return false;
	}
	const name = names[key] ?? key;
	// With Alt a letter types another character; its place on the keyboard says which key it was.
	return press.key.toLowerCase() === name || (press.altKey && press.code.toLowerCase() === `key${name}`);
}
