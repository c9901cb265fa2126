import type { ComponentDefinition } from "../../runtime/component.ts";
import { keyboard, mouse, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "DataTable",
	label: "Data table",
	icon: "table",
	category: "list",
	canvas: false,
	props: [
		sourceProp,
		{ name: "currentElement", label: "Selected element", type: "source" },
		{ name: "columns", label: "Columns", type: "list", default: [] },
		{ name: "headerHeight", label: "Header height", type: "number", default: 36 },
		{ name: "rowHeight", label: "Row height", type: "number", default: 30 },
		{ name: "showBorders", label: "Borders", type: "boolean", default: true },
		{
			name: "sortingBehavior",
			label: "After sorting",
			type: "enum",
			default: "selected",
			options: [
				{ value: "selected", label: "Scroll to the selected row" },
				{ value: "top", label: "Scroll to the top" },
			],
		},
	],
	triggers: [
		"onselect",
		"onheaderclick",
		"onheaderdblclick",
		"oncellclick",
		"oncelldblclick",
		"oncellmouseenter",
		...mouse,
		...keyboard,
	],
	slots: [],
};
