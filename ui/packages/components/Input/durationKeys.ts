/** Arrow keys on hours, minutes and seconds. */
import { parseDuration } from "../format/duration.ts";

const steps = [3_600_000, 60_000, 1000] as const;

/** The milliseconds after one step of the part the caret is in; undefined when the text is no duration. */
export function stepDuration(text: string, caret: number, direction: 1 | -1 | number): number | undefined {
	const value = text.trim() === "" ? 0 : parseDuration(text);
	if (value === undefined) return undefined;
	const part = Math.min(text.slice(0, caret).split(":").length - 1, steps.length - 1);
	return Math.max(0, value + direction * (steps[part] ?? steps[2]));
}
