import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, keyboard, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "CheckboxInput",
	label: "Check box input",
	icon: "square-check",
	category: "part",
	canvas: false,
	props: [sourceProp, { name: "readOnly", label: "Read only", type: "boolean", default: false }],
	triggers: ["onchange", "onclick", ...keyboard, ...hover],
	slots: [],
};
