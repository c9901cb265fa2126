/** The arrangement of a matrix from its properties (spec/studio_pages.md 3.10). */
import type { Props } from "../../runtime/component.ts";
import type { Geometry } from "../list/VirtualGrid.ts";
import { isOn, numberOr, textOf } from "../props.ts";

type Raw = Readonly<Record<string, unknown>>;

function recordOf(value: unknown): Raw | undefined {
	return typeof value === "object" && value !== null ? (value as Raw) : undefined;
}

/** How items are arranged in a box of a size, in CSS pixels. */
export function matrixGeometry(props: Props, width: number, height: number): Geometry {
	const horizontal = props.orientation === "horizontal";
	const grid = recordOf(props.gridProps);
	if (!grid) return { horizontal, lanes: 1, itemWidth: undefined, itemHeight: undefined };
	const natural = isOn(props.autoHeight) || grid.styleboxHeight === "auto";
	if (isOn(grid.enableFlex))
		return flexGeometry(recordOf(grid.flexProps) ?? {}, horizontal, natural, width, height);

	const itemHeight = natural ? undefined : positive(grid.styleboxHeight);
	const percent = percentOf(grid);
	const itemWidth = percent === undefined ? positive(grid.styleboxWidth) : (width * percent) / 100;
	const mosaic = isOn(grid.enableMosaic);
	if (horizontal) {
		const fits = itemHeight === undefined ? 1 : Math.floor(height / itemHeight);
		return { horizontal, lanes: mosaic ? Math.max(1, fits) : 1, itemWidth, itemHeight };
	}
	// Thirds are written as 33%, 33.3% or 33.33%: three of them share a row.
	const fits =
		percent === undefined ? Math.floor(width / (itemWidth ?? width)) : Math.floor(100 / percent + 0.05);
	return { horizontal, lanes: mosaic ? Math.max(1, fits || 1) : 1, itemWidth, itemHeight };
}

function flexGeometry(
	flex: Raw,
	horizontal: boolean,
	natural: boolean,
	width: number,
	height: number,
): Geometry {
	const rows = Math.max(1, Math.round(numberOr(flex.nbOfRows, 1)));
	const columns = Math.max(1, Math.round(numberOr(flex.nbOfColumns, 1)));
	return {
		horizontal,
		lanes: horizontal ? rows : columns,
		itemWidth: width / columns,
		itemHeight: natural || height === 0 ? undefined : height / rows,
	};
}

/**
 * The height in CSS pixels that a matrix of a fixed number of rows has where its box does not say one; undefined for
 * other matrices, which are as high as their items.
 */
export function heightOfRows(props: Props): number | undefined {
	const grid = recordOf(props.gridProps);
	if (!grid || !isOn(grid.enableFlex) || isOn(props.autoHeight)) return undefined;
	const item = positive(grid.styleboxHeight);
	return item && item * Math.max(1, Math.round(numberOr(recordOf(grid.flexProps)?.nbOfRows, 1)));
}

/**
 * Whether the width of an item is a share of the matrix. The template's own width is then the same share, measured
 * from the matrix, so that it fills its item.
 */
export function sharesWidth(props: Props): boolean {
	const grid = recordOf(props.gridProps);
	return grid !== undefined && (isOn(grid.enableFlex) || percentOf(grid) !== undefined);
}

/** A width of 1 means "use the percentage"; so does no width at all. */
function percentOf(grid: Raw): number | undefined {
	if (numberOr(grid.styleboxWidth, 1) !== 1) return undefined;
	const percent = numberOr(textOf(grid.styleboxPercentWidth).replace("%", ""), 100);
	return percent > 0 ? Math.min(100, percent) : 100;
}

function positive(value: unknown): number | undefined {
	const size = numberOr(typeof value === "string" ? value.replace(/px$/, "") : value, 0);
	return size > 0 ? size : undefined;
}
