import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, labelPositionProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "SelectInput",
	label: "Select input",
	icon: "chevrons-up-down",
	category: "input",
	canvas: false,
	props: [labelPositionProp],
	triggers: ["onclick", ...hover],
	slots: ["label", "select"],
};
