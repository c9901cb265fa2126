import type { ComponentDefinition } from "../../runtime/component.ts";

/** Withdrawn from the palette; older pages have it. */
export const definition: ComponentDefinition = {
	name: "Columns",
	label: "Columns",
	icon: "columns-3",
	category: "container",
	canvas: false,
	props: [
		{ name: "rows", label: "Rows", type: "list", default: [] },
		{ name: "columns", label: "Columns", type: "list", default: [] },
		{ name: "spacingX", label: "Horizontal spacing", type: "number", help: "In steps of 4 px." },
		{ name: "spacingY", label: "Vertical spacing", type: "number", help: "In steps of 4 px." },
	],
	triggers: ["onclick"],
	// One slot for each cell, named by the column's id followed by the row's.
	slots: ["*"],
};
