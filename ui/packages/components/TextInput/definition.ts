import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, labelPositionProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "TextInput",
	label: "Text input",
	icon: "text-cursor-input",
	category: "input",
	canvas: false,
	props: [labelPositionProp],
	triggers: ["onclick", ...hover],
	slots: ["label", "input"],
};
