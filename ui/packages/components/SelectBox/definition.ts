import type { ComponentDefinition } from "../../runtime/component.ts";
import { focus, hover, keyboard, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "SelectBox",
	label: "Select box",
	icon: "square-chevron-down",
	category: "list",
	canvas: false,
	props: [
		sourceProp,
		{ name: "currentElement", label: "Selected element", type: "source" },
		{ name: "iterator", label: "Iterate with", type: "text", default: "$This" },
		{ name: "placeholder", label: "Placeholder", type: "text" },
		{ name: "rowsNumber", label: "Visible rows", type: "number", default: 5 },
		{ name: "total", label: "Show the total", type: "boolean", default: false },
		{ name: "template", label: "Text of the total", type: "text", default: "{{ length }} items" },
		{ name: "enableSearch", label: "Search", type: "boolean", default: false },
		{ name: "searchAttributes", label: "Attributes searched", type: "list", default: [] },
	],
	triggers: ["onselect", "onclear", "onclick", ...keyboard, ...focus, ...hover],
	slots: ["container"],
};
