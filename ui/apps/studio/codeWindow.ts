/** What the code editor asks of the Studio: other files, and the way back. */
import { applyEdits, type CodeLanguage, type FileEdits } from "@quoin/code";
import { isCode } from "./findings.ts";
import { server } from "./server.ts";
import { useWorkspace } from "./workspace.ts";

interface Spot {
	readonly path: string;
	readonly line: number;
	readonly column: number;
}

/** Tells the language server of every text that is being written. One list for a window. */
export function tellLanguage(): () => void {
	let told = new Set<string>();
	const tell = (state: ReturnType<typeof useWorkspace.getState>) => {
		const now = new Set<string>();
		for (const tab of state.tabs) {
			if (tab.kind !== "text" || !isCode(tab.path)) continue;
			now.add(tab.path);
			state.language.write(tab.path, tab.text);
		}
		for (const path of told) if (!now.has(path)) state.language.close(path);
		told = now;
	};
	tell(useWorkspace.getState());
	return useWorkspace.subscribe((state, before) => {
		if (state.tabs !== before.tabs) tell(state);
	});
}

/** Where places were opened from, the latest last. */
const trail: Spot[] = [];
const longestTrail = 50;

/** The language server and this window, for the editor of a file; where tells its cursor. */
export function codeLanguage(path: string, where: () => Omit<Spot, "path"> | undefined): CodeLanguage {
	const state = useWorkspace.getState;
	return {
		client: state().language,
		window: {
			open: (place) => {
				const from = where();
				if (from) trail.push({ path, ...from });
				if (trail.length > longestTrail) trail.shift();
				const { line, character } = place.range.start;
				void state().openAt({ path: place.path, line: line + 1, column: character + 1 });
			},
			back: () => {
				const last = trail.pop();
				if (last) void state().openAt(last);
			},
			read: async (other) => {
				const tab = state().tabs.find((t) => t.path === other);
				return tab?.kind === "text" ? tab.text : (await server.file(other)).text;
			},
		},
		applyElsewhere: (files) => applyElsewhere(path, files),
	};
}

/**
 * Makes the changes of other files, and saves them and the file they came from: what runs is then of one piece.
 * Undo reverts them one after the other.
 */
async function applyElsewhere(from: string, files: readonly FileEdits[]): Promise<void> {
	const state = useWorkspace.getState;
	for (const { path, edits } of files) {
		const tab = state().tabs.find((t) => t.path === path);
		if (tab?.kind === "text") {
			state().write(path, applyEdits(tab.text, edits));
			await state().save(path);
			continue;
		}
		const file = await server.file(path);
		const saved = await server.save(path, applyEdits(file.text, edits), file.hash);
		useWorkspace.setState({ diagnostics: saved.diagnostics });
	}
	await state().save(from);
}
