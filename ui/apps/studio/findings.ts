/** What is wrong with the project as it stands in the editors: saved or not. */
import { type Finding, isCode } from "@quoin/code";
import type { Diagnostic } from "./server.ts";
import type { Tab } from "./workspace.ts";

interface Known {
	readonly tabs: readonly Tab[];
	/** Of the files as they are saved. */
	readonly diagnostics: readonly Diagnostic[];
	/** By file, as the language server sees the texts being written; it does not speak of every file. */
	readonly published: ReadonlyMap<string, readonly Finding[]>;
}

/** Returns the findings of all files, by path and line. */
export function findingsOf({ tabs, diagnostics, published }: Known): readonly Diagnostic[] {
	const written = new Map<string, readonly Diagnostic[]>();
	for (const [path, list] of published)
		written.set(
			path,
			list.map((f) => diagnosticOf(path, f)),
		);
	for (const tab of tabs) {
		if (tab.kind !== "text" || tab.text === tab.saved || !tab.checked) continue;
		// Files that are no code, and all files while there is no language server.
		if (!isCode(tab.path) || !written.has(tab.path)) written.set(tab.path, tab.findings);
	}
	return [...diagnostics.filter((d) => !written.has(d.path)), ...[...written.values()].flat()].sort(
		(a, b) => compare(a.path, b.path) || a.line - b.line || a.column - b.column,
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function diagnosticOf(path: string, f: Finding): Diagnostic {
	return {
		path,
		line: f.range.start.line + 1,
		column: f.range.start.character + 1,
		endLine: f.range.end.line + 1,
		endColumn: f.range.end.character + 1,
		severity: f.severity,
		code: f.code,
		message: f.message,
	};
}

/** The page that explains a code. */
export function explanationOf(code: string): string {
	return `/studio/doc/diagnostics/${encodeURIComponent(code)}`;
}
