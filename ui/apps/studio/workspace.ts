/**
 * What the Studio has open: the project as the server tells it, tabs, texts being written, findings. Views are
 * projections of this; everything that changes a file goes through the server.
 */
import { type CodeView, type Finding, isCode, LanguageClient } from "@quoin/code";
import { isApiError, notify } from "@quoin/controls";
import { create } from "zustand";
import {
	type Change,
	type Diagnostic,
	type Edit,
	type FileEntry,
	type PageDocument,
	type PageFile,
	type Project,
	type Saved,
	server,
} from "./server.ts";

/** A code or settings file in a tab. */
export interface TextTab {
	readonly kind: "text";
	readonly path: string;
	readonly name: string;
	/** As it is on disk, and its hash. */
	readonly saved: string;
	readonly hash: string;
	/** As it is in the editor. */
	readonly text: string;
	/** Findings of the text in the editor, where the language server gives none; checked says that there are. */
	readonly findings: readonly Diagnostic[];
	readonly checked: boolean;
}

/** A page in a tab. */
export interface PageTab {
	readonly kind: "page";
	readonly path: string;
	readonly name: string;
	readonly document: PageDocument;
	readonly definitions: PageFile["definitions"];
	/** The selected node; "ROOT" when nothing else is. */
	readonly selected: string;
}

export type Tab = TextTab | PageTab;

/** A file as it was saved. */
export interface SavedText {
	readonly path: string;
	/** Where it is now. */
	readonly to: string;
	/** The text that the change began with. */
	readonly before: string;
	readonly text: string;
	readonly hash: string;
}

interface Workspace {
	readonly project: Project | undefined;
	/** Findings of the files as they are saved; findingsOf tells those of what is being written. */
	readonly diagnostics: readonly Diagnostic[];
	readonly published: ReadonlyMap<string, readonly Finding[]>;
	readonly tabs: readonly Tab[];
	readonly active: string;
	/** Where the editor of the active tab should put its cursor; changes identity for each request. */
	readonly target: { readonly path: string; readonly line: number; readonly column: number } | undefined;
	readonly preview: boolean;
	readonly signedOut: boolean;
	/** Counts generations, so that previews load again. */
	readonly generation: number;
	/** The code editor on screen. */
	readonly editor: CodeView | undefined;
	/** Whom editors ask about code; it connects when the first one does. */
	readonly language: LanguageClient;

	load(): Promise<void>;
	open(file: Pick<FileEntry, "path" | "name" | "kind">): Promise<void>;
	openAt(place: Pick<Diagnostic, "path" | "line" | "column">): Promise<void>;
	close(path: string): void;
	activate(path: string): void;
	write(path: string, text: string): void;
	save(path: string): Promise<void>;
	/** Takes what the server saved of several files, some of which have another path now. */
	took(files: readonly SavedText[], answer: Saved): Promise<void>;
	select(path: string, node: string): void;
	edit(path: string, label: string, edits: readonly Edit[]): Promise<void>;
	undo(): Promise<void>;
	redo(): Promise<void>;
	togglePreview(): void;
	refresh(generation: number): Promise<void>;
}

const remembered = "quoin.studio.tabs";

export const useWorkspace = create<Workspace>()((set, get) => {
	/** Runs what may fail; a failure is said, and a lost sign-in leads back to it. */
	async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			if (isApiError(error) && error.status === 401) set({ signedOut: true });
			else notify(error instanceof Error ? error.message : String(error), "bad");
			return undefined;
		}
	}

	const patch = (path: string, change: (tab: Tab) => Tab) =>
		set((s) => ({ tabs: s.tabs.map((t) => (t.path === path ? change(t) : t)) }));

	function take(result: Saved) {
		set({ diagnostics: result.diagnostics });
		if (result.problem) notify(`Saved, but not taken over: ${result.problem}`, "bad");
	}

	const language = new LanguageClient(server.language);
	let publishing = false;
	language.onFindings = () => {
		if (publishing) return; // a check tells of many files at once
		publishing = true;
		setTimeout(() => {
			publishing = false;
			set({ published: new Map(language.findings) });
		}, 16);
	};

	function remember() {
		const { tabs, active } = get();
		localStorage.setItem(remembered, JSON.stringify({ tabs: tabs.map((t) => t.path), active }));
	}

	/** Reads the file of a tab again, as after an undo or a change on disk. Text being written is kept. */
	async function reread(path: string) {
		const tab = get().tabs.find((t) => t.path === path);
		if (!tab) return;
		if (tab.kind === "page") {
			const page = await server.page(tab.name);
			patch(tab.path, (t) => (t.kind === "page" ? { ...t, document: page.document } : t));
			return;
		}
		if (tab.text !== tab.saved) return;
		const file = await server.file(path);
		// While the answer came, somebody may have written, or saved.
		patch(path, (t) =>
			t.kind === "text" && t.text === tab.text && t.saved === tab.saved
				? { ...t, saved: file.text, text: file.text, hash: file.hash }
				: t,
		);
	}

	async function revert(step: () => Promise<Saved & { readonly change: Change }>, word: string) {
		const result = await attempt(step);
		if (!result) return;
		take(result);
		await attempt(() => reread(result.change.path));
		notify(`${word}: ${result.change.label || result.change.path}`);
	}

	return {
		project: undefined,
		diagnostics: [],
		published: new Map(),
		tabs: [],
		active: "",
		target: undefined,
		preview: false,
		signedOut: false,
		generation: 0,
		editor: undefined,
		language,

		async load() {
			set({ signedOut: false });
			const loaded = await attempt(() => Promise.all([server.project(), server.diagnostics()]));
			if (!loaded) return;
			const [project, diagnostics] = loaded;
			set({ project, diagnostics, generation: project.generation });
			document.title = `${project.name} – Studio`;
			if (get().tabs.length > 0) return;
			const before = recalled();
			const open = before.tabs.length > 0 ? before.tabs : [startPage(project)?.path ?? ""];
			for (const path of open) {
				const file = project.files.find((f) => f.path === path);
				if (file) await get().open(file);
			}
			if (before.active) get().activate(before.active);
		},

		async open(file) {
			if (get().tabs.some((t) => t.path === file.path)) {
				get().activate(file.path);
				return;
			}
			const tab = await attempt(() => readTab(file));
			if (!tab) return;
			// Somebody may have opened it meanwhile.
			set((s) => ({
				tabs: s.tabs.some((t) => t.path === tab.path) ? s.tabs : [...s.tabs, tab],
				active: tab.path,
			}));
			remember();
		},

		async openAt(d) {
			const file = get().project?.files.find((f) => f.path === d.path);
			if (!file) return;
			await get().open(file);
			set({ target: { path: d.path, line: d.line, column: d.column } });
		},

		close(path) {
			set((s) => {
				const at = s.tabs.findIndex((t) => t.path === path);
				const tabs = s.tabs.filter((t) => t.path !== path);
				const active = s.active === path ? (tabs[Math.min(at, tabs.length - 1)]?.path ?? "") : s.active;
				return { tabs, active };
			});
			remember();
		},

		activate(path) {
			if (!get().tabs.some((t) => t.path === path)) return;
			set({ active: path });
			remember();
		},

		write(path, text) {
			patch(path, (t) => (t.kind === "text" ? { ...t, text } : t));
			checkSoon(path, text);
		},

		async save(path) {
			const tab = get().tabs.find((t) => t.path === path);
			if (tab?.kind !== "text" || tab.text === tab.saved) return;
			const result = await attempt(() => server.save(path, tab.text, tab.hash));
			if (!result) return;
			patch(path, (t) => (t.kind === "text" ? { ...t, saved: tab.text, hash: result.hash ?? t.hash } : t));
			take(result);
		},

		async took(files, answer) {
			take(answer);
			const moved = files.filter((f) => f.to !== f.path);
			for (const { path, before, to, text, hash } of files)
				patch(path, (t) => {
					const named = {
						...t,
						path: to,
						name: t.kind === "text" ? (to.split("/").pop() ?? t.name) : t.name,
					};
					// What was written meanwhile stays; saving it tells that the file has changed.
					return named.kind === "text" && named.text === before
						? { ...named, text, saved: text, hash }
						: named;
				});
			const active = moved.find((f) => f.path === get().active);
			if (active) set({ active: active.to });
			remember();
			if (moved.length > 0 || files.some((f) => !get().project?.files.some((p) => p.path === f.to))) {
				const project = await attempt(server.project);
				if (project) set({ project });
			}
			for (const tab of get().tabs)
				if (tab.kind === "page" && files.some((f) => f.to === tab.path))
					await attempt(() => reread(tab.path));
		},

		select(path, node) {
			patch(path, (t) => (t.kind === "page" ? { ...t, selected: node } : t));
		},

		async edit(path, label, edits) {
			const tab = get().tabs.find((t) => t.path === path);
			if (tab?.kind !== "page") return;
			const result = await attempt(() => server.edit(path, label, edits));
			if (result) take(result);
			// What counts is what the server wrote, or refused to write.
			await attempt(() => reread(path));
		},

		undo: () => revert(server.undo, "Undone"),
		redo: () => revert(server.redo, "Done again"),

		togglePreview() {
			set((s) => ({ preview: !s.preview }));
		},

		async refresh(generation) {
			if (generation === get().generation) return;
			set({ generation });
			const loaded = await attempt(() => Promise.all([server.project(), server.diagnostics()]));
			if (loaded) set({ project: loaded[0], diagnostics: loaded[1] });
			// What is gone, or moves just now, keeps the text it has.
			const there = new Set(loaded?.[0].files.map((f) => f.path));
			for (const tab of get().tabs) if (there.has(tab.path)) await attempt(() => reread(tab.path));
		},
	};

	async function readTab(file: Pick<FileEntry, "path" | "name" | "kind">): Promise<Tab> {
		if (file.kind === "page") {
			const page = await server.page(file.name);
			return {
				kind: "page",
				path: page.path,
				name: page.name,
				document: page.document,
				definitions: page.definitions,
				selected: "ROOT",
			};
		}
		const text = await server.file(file.path);
		return {
			kind: "text",
			path: file.path,
			name: file.path.split("/").pop() ?? file.name,
			saved: text.text,
			text: text.text,
			hash: text.hash,
			findings: [],
			checked: false,
		};
	}
});

function recalled(): { readonly tabs: readonly string[]; readonly active: string } {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(remembered) ?? "{}");
		const { tabs, active } = value as { tabs?: unknown; active?: unknown };
		return {
			tabs: Array.isArray(tabs) ? tabs.filter((t): t is string => typeof t === "string") : [],
			active: typeof active === "string" ? active : "",
		};
	} catch {
		return { tabs: [], active: "" };
	}
}

function startPage(project: Project): FileEntry | undefined {
	const pages = project.files.filter((f) => f.kind === "page");
	return (
		pages.find((p) => p.name.toLowerCase() === project.indexPage.toLowerCase()) ??
		pages[0] ??
		project.files[0]
	);
}

const typingPause = 250; // ms
let timer: ReturnType<typeof setTimeout> | undefined;

/** Checks a text once its author pauses, unless the language server does; an answer that comes too late is dropped. */
function checkSoon(path: string, text: string) {
	clearTimeout(timer);
	timer = setTimeout(async () => {
		const { language } = useWorkspace.getState();
		if (isCode(path) && language.connected) return;
		const findings = await server.check(path, text).catch(() => undefined);
		if (!findings) return;
		useWorkspace.setState((s) => ({
			tabs: s.tabs.map((t) =>
				t.kind === "text" && t.path === path && t.text === text ? { ...t, findings, checked: true } : t,
			),
		}));
	}, typingPause);
}
