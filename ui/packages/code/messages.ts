/** What the language server says, as values: readers that take nothing on trust. */

/** A place in a text; both count from 0, characters in UTF-16 units. */
export interface Position {
	readonly line: number;
	readonly character: number;
}

export interface Range {
	readonly start: Position;
	readonly end: Position;
}

/** A place in a file of the project. */
export interface Place {
	readonly path: string;
	readonly range: Range;
}

export interface TextEdit {
	readonly range: Range;
	readonly text: string;
}

/** The changes of one file; no two of them overlap. */
export interface FileEdits {
	readonly path: string;
	readonly edits: readonly TextEdit[];
	/** Whether the file is a new one, empty before. */
	readonly made?: boolean;
	/** The path that the file moves to. */
	readonly to?: string;
}

/** What the checker says about a place. */
export interface Finding {
	readonly range: Range;
	readonly severity: "error" | "warning" | "hint";
	readonly code: string;
	readonly message: string;
}

/** A change that the server offers. */
export interface Action {
	readonly title: string;
	readonly edits: readonly FileEdits[];
}

/** A part of a file that has a name. */
export interface Outline {
	readonly name: string;
	readonly detail: string;
	readonly depth: number;
	readonly range: Range;
}

/** A call as a person reads it; parameters are places in the label. */
export interface Signature {
	readonly label: string;
	readonly parameters: readonly (readonly [from: number, to: number])[];
	/** Markdown, "" for nothing. */
	readonly doc: string;
}

export interface SignatureHelp {
	readonly signatures: readonly Signature[];
	/** Which signature fits the arguments so far, and which argument is being written. */
	readonly active: number;
	readonly parameter: number;
}

/** Lines that can be folded, counted from 0; the first one stays. */
export interface Fold {
	readonly from: number;
	readonly to: number;
}

/** A word with what it means, by the protocol's name for it. */
export interface Colour {
	readonly line: number;
	readonly character: number;
	readonly length: number;
	readonly type: string;
}

const base = "quoin:///";

/** The identifier of a file of the project, as the server names them. */
export function uriOf(path: string): string {
	return base + path.split("/").map(encodeURIComponent).join("/");
}

/** The file that an identifier names; undefined outside of the project. */
export function pathOf(uri: unknown): string | undefined {
	return typeof uri === "string" && uri.startsWith(base)
		? decodeURIComponent(uri.slice(base.length))
		: undefined;
}

export function field(value: unknown, name: string): unknown {
	if (typeof value !== "object" || value === null || !(name in value)) return undefined;
	return (value as Record<string, unknown>)[name];
}

export function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}

export function count(value: unknown): number {
	return typeof value === "number" ? value : 0;
}

/** Reads the items of a list, leaving out what cannot be read. */
export function list<T>(value: unknown, read: (item: unknown) => T | undefined): readonly T[] {
	if (!Array.isArray(value)) return [];
	return value.map((item: unknown) => read(item)).filter((item) => item !== undefined);
}

export function position(value: unknown): Position | undefined {
	const line = field(value, "line");
	const character = field(value, "character");
	return typeof line === "number" && typeof character === "number" ? { line, character } : undefined;
}

export function range(value: unknown): Range | undefined {
	const start = position(field(value, "start"));
	const end = position(field(value, "end"));
	return start && end ? { start, end } : undefined;
}

export function place(value: unknown): Place | undefined {
	const path = pathOf(field(value, "uri"));
	const at = range(field(value, "range"));
	return path !== undefined && at ? { path, range: at } : undefined;
}

export function textEdit(value: unknown): TextEdit | undefined {
	const at = range(field(value, "range"));
	return at ? { range: at, text: text(field(value, "newText")) } : undefined;
}

/** Reads an edit of several files: changes of texts, files that are made and that move. */
export function fileEdits(value: unknown): readonly FileEdits[] {
	const files = new Map<string, FileEdits>();
	const add = (uri: unknown, change: Partial<FileEdits>) => {
		const path = pathOf(uri);
		if (path !== undefined) files.set(path, { path, edits: [], ...files.get(path), ...change });
	};
	for (const step of list(field(value, "documentChanges"), (item) => item)) {
		const kind = field(step, "kind");
		const to = pathOf(field(step, "newUri"));
		if (kind === "create") add(field(step, "uri"), { made: true });
		else if (kind === "rename" && to !== undefined) add(field(step, "oldUri"), { to });
		else add(field(field(step, "textDocument"), "uri"), { edits: list(field(step, "edits"), textEdit) });
	}
	return [...files.values()];
}

const severities = ["error", "warning", "hint", "hint"] as const;

export function finding(value: unknown): Finding | undefined {
	const at = range(field(value, "range"));
	if (!at) return undefined;
	return {
		range: at,
		severity: severities[count(field(value, "severity")) - 1] ?? "hint",
		code: text(field(value, "code")),
		message: text(field(value, "message")),
	};
}

export function action(value: unknown): Action | undefined {
	const edits = fileEdits(field(value, "edit"));
	return edits.length > 0 ? { title: text(field(value, "title")), edits } : undefined;
}

/** Reads a tree of symbols as lines, each with how deep it is. */
export function outlines(value: unknown, depth = 0): readonly Outline[] {
	const parts = list(value, (item) => {
		const at = range(field(item, "selectionRange"));
		return at && { item, at };
	});
	return parts.flatMap(({ item, at }) => [
		{ name: text(field(item, "name")), detail: text(field(item, "detail")), depth, range: at },
		...outlines(field(item, "children"), depth + 1),
	]);
}

export function signatureHelp(value: unknown): SignatureHelp | undefined {
	const signatures = list(field(value, "signatures"), (item) => ({
		label: text(field(item, "label")),
		parameters: list(field(item, "parameters"), (p): [number, number] | undefined => {
			const label = field(p, "label");
			return Array.isArray(label) ? [count(label[0]), count(label[1])] : undefined;
		}),
		doc: text(field(field(item, "documentation"), "value")),
	}));
	if (signatures.length === 0) return undefined;
	const active = Math.min(count(field(value, "activeSignature")), signatures.length - 1);
	return { signatures, active, parameter: count(field(value, "activeParameter")) };
}

export function fold(value: unknown): Fold | undefined {
	const from = count(field(value, "startLine"));
	const to = count(field(value, "endLine"));
	return to > from ? { from, to } : undefined;
}

/** Reads words, each of which counts from the one before; types are the names that the server numbers. */
export function colours(value: unknown, types: readonly string[]): readonly Colour[] | undefined {
	const data = field(value, "data");
	if (!Array.isArray(data)) return undefined;
	const words: Colour[] = [];
	let line = 0;
	let character = 0;
	for (let i = 0; i + 4 < data.length; i += 5) {
		const down = count(data[i]);
		character = down > 0 ? count(data[i + 1]) : character + count(data[i + 1]);
		line += down;
		words.push({ line, character, length: count(data[i + 2]), type: types[count(data[i + 3])] ?? "" });
	}
	return words;
}

/** Applies changes to a text; a byte order mark in front of it counts for nothing. */
export function applyEdits(before: string, edits: readonly TextEdit[]): string {
	const mark = before.startsWith("\ufeff") ? "\ufeff" : "";
	const body = before.slice(mark.length);
	const starts = [0];
	for (const end of body.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
	const offset = (p: Position) => Math.min((starts[p.line] ?? body.length) + p.character, body.length);
	const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
	let after = body;
	for (const e of sorted) {
		after = after.slice(0, offset(e.range.start)) + e.text + after.slice(offset(e.range.end));
	}
	return mark + after;
}
