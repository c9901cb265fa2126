import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, keyboard, options, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Radio",
	label: "Radio",
	icon: "circle-dot",
	category: "input",
	canvas: false,
	props: [
		sourceProp,
		{ name: "type", label: "Look", type: "enum", default: "radio", options: options("radio", "tabs") },
		{
			name: "mode",
			label: "Choice",
			type: "enum",
			default: "single",
			options: options("single", "multiple"),
		},
		{ name: "options", label: "Options", type: "list", default: [] },
		{ name: "defaultValue", label: "Default value", type: "text" },
	],
	triggers: ["onchange", "onclick", ...keyboard, ...hover],
	slots: [],
};
