/** The Studio's API, checked at the boundary. The browser sends operations; the server alone writes files. */
import { getJson, postJson } from "@quoin/controls";

export type FileKind = "page" | "class" | "method" | "databaseMethod" | "trigger" | "settings";

export interface FileEntry {
	readonly path: string;
	readonly name: string;
	readonly kind: FileKind;
}

export interface ClassEntry {
	readonly name: string;
	readonly exposed: boolean;
	readonly attributes: readonly {
		readonly name: string;
		readonly kind: string;
		readonly type: string;
		readonly key?: boolean;
	}[];
}

export interface Project {
	readonly name: string;
	readonly generation: number;
	readonly address: string;
	readonly indexPage: string;
	readonly files: readonly FileEntry[];
	readonly classes: readonly ClassEntry[];
}

export interface Diagnostic {
	readonly path: string;
	readonly line: number;
	readonly column: number;
	/** Where it ends, exclusive, if that is known. */
	readonly endLine?: number;
	readonly endColumn?: number;
	readonly severity: string;
	readonly code: string;
	readonly message: string;
}

/** One change of one value of a JSON file; `at` is a JSON pointer, value is JSON text. */
export interface Edit {
	readonly op: "set" | "insert" | "remove" | "rename";
	readonly at: string;
	readonly value?: string;
	readonly before?: string;
}

export interface Saved {
	readonly hash?: string;
	readonly diagnostics: readonly Diagnostic[];
	readonly problem?: string;
}

export interface Change {
	readonly id: number;
	readonly path: string;
	readonly label: string;
}

export interface PropDefinition {
	readonly name: string;
	readonly label: string;
	readonly type: string;
	readonly options?: readonly { readonly value: string; readonly label: string }[];
	readonly help?: string;
}

export interface ComponentDefinition {
	readonly name: string;
	readonly label: string;
	readonly props: readonly PropDefinition[];
}

export interface PageFile {
	readonly name: string;
	readonly path: string;
	readonly document: PageDocument;
	readonly definitions: { readonly components: readonly ComponentDefinition[] };
}

/** The page file as it is; only what the editor reads is typed. */
export interface PageDocument {
	readonly components: Readonly<Record<string, PageNode>>;
	readonly metadata?: { readonly datasources?: readonly { readonly id: string; readonly type?: string }[] };
}

export interface PageNode {
	readonly type?: { readonly resolvedName?: string };
	readonly displayName?: string;
	readonly props?: Readonly<Record<string, unknown>>;
	readonly nodes?: readonly string[];
	readonly linkedNodes?: Readonly<Record<string, string>>;
}

function object<T>(...fields: readonly string[]) {
	return (body: unknown): T => {
		if (typeof body !== "object" || body === null) throw new Error("no object");
		for (const field of fields) if (!(field in body)) throw new Error(`${field} is missing`);
		return body as T;
	};
}

const diagnostics = (body: unknown): readonly Diagnostic[] => {
	if (!Array.isArray(body)) throw new Error("no list");
	return body.map(object<Diagnostic>("path", "line", "message"));
};

const saved = object<Saved>("diagnostics");
const api = "/studio/api/";

export const server = {
	signedIn: () => getJson("/api/login", (body) => (body as { isLogged?: unknown }).isLogged === true),
	signOut: () => postJson("/api/logout", {}, () => true),
	project: () => getJson(`${api}project`, object<Project>("name", "files", "classes")),
	diagnostics: () => getJson(`${api}diagnostics`, diagnostics),
	file: (path: string) =>
		getJson(
			`${api}file?path=${encodeURIComponent(path)}`,
			object<{ readonly path: string; readonly text: string; readonly hash: string }>("text", "hash"),
		),
	save: (path: string, text: string, hash: string) =>
		postJson(`${api}file`, { path, text, hash }, saved, "PUT"),
	/** Saves several files at once: all of them, or none. A file without a hash is new; one with "to" moves there. */
	saveFiles: (
		label: string,
		files: readonly {
			readonly path: string;
			readonly text: string;
			readonly hash: string;
			readonly to: string | undefined;
		}[],
	) =>
		postJson(
			`${api}files`,
			{ label, files },
			object<Saved & { readonly hashes: Readonly<Record<string, string>> }>("diagnostics", "hashes"),
			"PUT",
		),
	check: (path: string, text: string) => postJson(`${api}check`, { path, text }, diagnostics),
	page: (name: string) =>
		getJson(`${api}page?name=${encodeURIComponent(name)}`, object<PageFile>("document", "path")),
	edit: (path: string, label: string, edits: readonly Edit[]) =>
		postJson(`${api}edit`, { path, label, edits }, saved),
	undo: () =>
		postJson(`${api}undo`, {}, object<Saved & { readonly change: Change }>("diagnostics", "change")),
	redo: () =>
		postJson(`${api}redo`, {}, object<Saved & { readonly change: Change }>("diagnostics", "change")),
	live: () => new EventSource(`${api}live`),
	/** The language server of the project. */
	language: () => new WebSocket(new URL(`${api}language`, location.href.replace(/^http/, "ws"))),
};
