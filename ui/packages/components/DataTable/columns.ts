/** The columns of a data table and how wide they are. */
import { isOn, numberOr, objectsOf, textOf } from "../props.ts";

export interface Column {
	readonly id: string;
	readonly title: string;
	/** The attribute path of a row. */
	readonly source: string;
	/** Part of the class names `header-…` and `col-…`. */
	readonly className: string;
	readonly format: string;
	readonly type: string;
	readonly sortable: boolean;
	readonly width: Width;
}

/** Pixels, a share of the table, or what is left over. */
export type Width = { readonly kind: "px" | "percent"; readonly size: number } | { readonly kind: "auto" };

/** Columns below this many pixels cannot be read. */
export const narrowest = 40;
const narrowestAuto = 96;

/** Reads the columns of the page file; a disabled one is hidden. */
export function readColumns(columns: unknown, translate: (value: unknown) => string): readonly Column[] {
	return objectsOf(columns)
		.filter((raw) => !isOn(raw.disabled))
		.map((raw, index) => ({
			id: textOf(raw.id) || String(index),
			title: translate(raw.title),
			source: textOf(raw.source),
			className: textOf(raw.source).replace(/[^\w-]+/g, "-"),
			format: textOf(raw.format),
			type: textOf(raw.dataType),
			sortable: isOn(raw.sorting),
			width: readWidth(raw.width),
		}));
}

function readWidth(value: unknown): Width {
	const text = textOf(value).trim();
	const size = Number.parseFloat(text);
	if (!Number.isFinite(size) || size <= 0) return { kind: "auto" };
	return { kind: text.endsWith("%") ? "percent" : "px", size };
}

/** Pixels of each column in a table of a width; resized columns keep the size a person gave them. */
export function columnWidths(
	columns: readonly Column[],
	total: number,
	resized: ReadonlyMap<string, number>,
): readonly number[] {
	const fixed = columns.map((column) => {
		const size = resized.get(column.id);
		if (size !== undefined) return size;
		if (column.width.kind === "auto") return undefined;
		return column.width.kind === "px" ? column.width.size : (total * column.width.size) / 100;
	});
	const autos = fixed.filter((size) => size === undefined).length;
	const used = fixed.reduce<number>((sum, size) => sum + (size ?? 0), 0);
	const share = autos === 0 ? 0 : Math.max(narrowestAuto, numberOr((total - used) / autos, narrowestAuto));
	return fixed.map((size) => Math.max(narrowest, size ?? share));
}
