/** Places of the server's protocol in the editor's text, and back. */
import type { Text } from "@codemirror/state";
import type { Position, Range } from "./messages.ts";

export function positionOf(doc: Text, offset: number): Position {
	const line = doc.lineAt(offset);
	return { line: line.number - 1, character: offset - line.from };
}

export function offsetOf(doc: Text, at: Position): number {
	const line = doc.line(Math.min(at.line + 1, doc.lines));
	return Math.min(line.from + at.character, line.to);
}

export function spanOf(doc: Text, at: Range): { readonly from: number; readonly to: number } {
	const from = offsetOf(doc, at.start);
	return { from, to: Math.max(from, offsetOf(doc, at.end)) };
}
