import type { ComponentDefinition } from "../../runtime/component.ts";

export const definition: ComponentDefinition = {
	name: "SliderThumb",
	label: "Thumb",
	icon: "minus",
	category: "part",
	canvas: false,
	props: [],
	triggers: [],
	slots: [],
};
