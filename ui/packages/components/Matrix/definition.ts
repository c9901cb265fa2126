import type { ComponentDefinition } from "../../runtime/component.ts";
import { keyboard, mouse, options, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Matrix",
	label: "Matrix",
	icon: "layout-grid",
	category: "list",
	canvas: false,
	props: [
		sourceProp,
		{ name: "currentElement", label: "Selected element", type: "source" },
		{ name: "iterator", label: "Iterate with", type: "text", default: "$This" },
		{
			name: "orientation",
			label: "Orientation",
			type: "enum",
			default: "vertical",
			options: options("vertical", "horizontal"),
		},
		{
			name: "gridProps",
			label: "Item size",
			type: "object",
			help: "styleboxWidth, styleboxHeight (px), styleboxPercentWidth, enableMosaic, enableFlex, flexProps.",
		},
		{
			name: "autoHeight",
			label: "Height of the content",
			type: "boolean",
			default: false,
			help: "Each item is as high as what it holds.",
		},
		{
			name: "selectionChangeBehavior",
			label: "After the data changed",
			type: "enum",
			default: "selectCurrent",
			options: [
				{ value: "selectCurrent", label: "Keep the selected element" },
				{ value: "selectFirst", label: "Select the first element" },
				{ value: "none", label: "Do nothing" },
			],
		},
		{ name: "overscan", label: "Items kept out of sight", type: "number", default: 3 },
	],
	triggers: ["onselect", ...mouse, ...keyboard],
	slots: ["container"],
};
