/** Every action of the Studio, once: menu entry, palette, shortcut and tooltip are derived from this list. */
import { codeCommands, shortcutOf } from "@quoin/code";
import { useWorkspace } from "./workspace.ts";

export interface Action {
	readonly id: string;
	readonly label: string;
	/** "Ctrl+Shift+Z", in the order Ctrl, Alt, Shift, key. */
	readonly shortcut?: string;
	readonly when: () => boolean;
	readonly run: () => void;
}

const state = () => useWorkspace.getState();
const activeTab = () => state().tabs.find((t) => t.path === state().active);
const inPage = () => activeTab()?.kind === "page";

export const actions: readonly Action[] = [
	{
		id: "save",
		label: "Save",
		shortcut: "Ctrl+S",
		when: () => activeTab()?.kind === "text",
		run: () => void state().save(state().active),
	},
	{
		id: "undo",
		label: "Undo the last change",
		shortcut: "Ctrl+Z",
		when: () => true,
		run: () => void state().undo(),
	},
	{
		id: "redo",
		label: "Do it again",
		shortcut: "Ctrl+Shift+Z",
		when: () => true,
		run: () => void state().redo(),
	},
	{
		id: "preview",
		label: "Show or hide the running page",
		shortcut: "Ctrl+Shift+P",
		when: inPage,
		run: () => state().togglePreview(),
	},
	{
		id: "close",
		label: "Close the tab",
		shortcut: "Alt+W",
		when: () => activeTab() !== undefined,
		run: () => state().close(state().active),
	},
	{
		id: "up",
		label: "Select the enclosing component",
		shortcut: "Escape",
		when: inPage,
		run: selectParent,
	},
	...codeCommands.map(({ id, label, key }) => ({
		id: `code.${id}`,
		label,
		shortcut: shortcutOf(key),
		when: () => state().editor?.commanded === true,
		run: () => state().editor?.run(id),
	})),
	{
		id: "app",
		label: "Open the application",
		when: () => (state().project?.address ?? "") !== "",
		run: () => void window.open(state().project?.address, "_blank", "noopener"),
	},
	{
		id: "dashboard",
		label: "Open the Dashboard",
		when: () => true,
		run: () => void window.open("/console/", "_blank", "noopener"),
	},
];

export function actionOf(id: string): Action {
	const action = actions.find((a) => a.id === id);
	if (!action) throw new Error(`there is no action ${id}`);
	return action;
}

/** The action of a key press, if it has one and may run now. */
export function actionOfKey(event: KeyboardEvent): Action | undefined {
	const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
	const pressed = [
		event.ctrlKey || event.metaKey ? "Ctrl" : "",
		event.altKey ? "Alt" : "",
		event.shiftKey ? "Shift" : "",
		key,
	]
		.filter(Boolean)
		.join("+");
	return actions.find((a) => a.shortcut === pressed && a.when());
}

function selectParent() {
	const tab = activeTab();
	if (tab?.kind !== "page") return;
	for (const [id, node] of Object.entries(tab.document.components)) {
		if (node.nodes?.includes(tab.selected) || Object.values(node.linkedNodes ?? {}).includes(tab.selected)) {
			state().select(tab.path, id);
			return;
		}
	}
}
