import type { ComponentDefinition } from "../../runtime/component.ts";

export const definition: ComponentDefinition = {
	name: "SliderFilledTrack",
	label: "Filled track",
	icon: "minus",
	category: "part",
	canvas: false,
	props: [],
	triggers: [],
	slots: [],
};
