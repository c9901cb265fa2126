/** What the code editor asks of the Studio: other files, and the way back. */
import { applyEdits, type CodeLanguage, type FileEdits, isCode } from "@quoin/code";
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
		applyElsewhere,
	};
}

/**
 * Saves changes of several files as one: what runs is then of one piece, and one step takes them back. Tabs go on
 * with the new texts, and with the new paths of files that move.
 */
async function applyElsewhere(files: readonly FileEdits[]): Promise<void> {
	const state = useWorkspace.getState;
	const open = (path: string) => state().tabs.find((t) => t.path === path);
	const texts = await Promise.all(
		files.map(async ({ path, edits, made, to }) => {
			const tab = open(path);
			const now = made
				? { text: "", hash: "" }
				: tab?.kind === "text"
					? tab
					: await server.file(path).catch(() => Promise.reject(new Error(`${path} cannot be read.`)));
			return { path, before: now.text, text: applyEdits(now.text, edits), hash: now.hash, to };
		}),
	);
	const first = files[0]?.path.split("/").pop() ?? "";
	const saved = await server.saveFiles(
		`Change ${first} and what goes with it`,
		texts.map(({ before, ...file }) => file),
	);
	await state().took(
		texts.map(({ path, before, text, to }) => ({
			path,
			before,
			text,
			to: to ?? path,
			hash: saved.hashes[to ?? path] ?? "",
		})),
		saved,
	);
	const made = files.find((f) => f.made);
	if (made) await state().openAt({ path: made.path, line: 1, column: 1 });
}
