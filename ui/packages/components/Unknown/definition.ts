import type { ComponentDefinition } from "../../runtime/component.ts";

/** Stands in for every name that no package exports; "Fallback" is the name older Studios left behind in files. */
export const definition: ComponentDefinition = {
	name: "Fallback",
	label: "Missing component",
	icon: "circle-help",
	category: "part",
	canvas: false,
	props: [],
	triggers: [],
	slots: [],
};
