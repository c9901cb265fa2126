import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, labelPositionProp, options } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Slider",
	label: "Range input",
	icon: "sliders-horizontal",
	category: "input",
	canvas: false,
	props: [
		labelPositionProp,
		{
			name: "orientation",
			label: "Orientation",
			type: "enum",
			default: "vertical",
			options: options("horizontal", "vertical"),
		},
	],
	triggers: ["onclick", ...hover],
	slots: ["label", "slider-container", "track", "thumb"],
};
