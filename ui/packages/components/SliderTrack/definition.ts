import type { ComponentDefinition } from "../../runtime/component.ts";

export const definition: ComponentDefinition = {
	name: "SliderTrack",
	label: "Track",
	icon: "minus",
	category: "part",
	canvas: false,
	props: [],
	triggers: [],
	slots: [],
};
