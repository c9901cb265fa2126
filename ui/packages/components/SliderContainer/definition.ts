import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, keyboard, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "SliderContainer",
	label: "Slider",
	icon: "sliders-horizontal",
	category: "part",
	canvas: false,
	props: [
		sourceProp,
		{ name: "minValue", label: "Minimum", type: "number", default: 0 },
		{ name: "maxValue", label: "Maximum", type: "number", default: 100 },
		{ name: "step", label: "Step", type: "number", default: 1 },
		{ name: "readOnly", label: "Read only", type: "boolean", default: false },
	],
	triggers: ["onchange", "onclick", ...keyboard, ...hover],
	slots: ["track", "thumb"],
};
