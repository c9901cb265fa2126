import type { ComponentDefinition } from "../../runtime/component.ts";

/** Withdrawn from the palette; older pages have it. */
export const definition: ComponentDefinition = {
	name: "Grid",
	label: "Grid",
	icon: "grid-3x3",
	category: "container",
	canvas: false,
	props: [
		{ name: "rows", label: "Rows", type: "list", default: [] },
		{ name: "columns", label: "Columns", type: "list", default: [] },
		{ name: "areas", label: "Areas", type: "list", default: [] },
		{ name: "rowGap", label: "Row gap", type: "text" },
		{ name: "colGap", label: "Column gap", type: "text" },
	],
	triggers: ["onclick"],
	// One slot for each area, named by its id.
	slots: ["*"],
};
