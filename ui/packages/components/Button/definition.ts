import type { ComponentDefinition } from "../../runtime/component.ts";
import { focus, iconPositionProp, keyboard, mouse } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Button",
	label: "Button",
	icon: "rectangle-horizontal",
	category: "input",
	canvas: false,
	props: [{ name: "text", label: "Text", type: "text", default: "Button" }, iconPositionProp],
	triggers: [...mouse, ...focus, ...keyboard],
	slots: ["icon"],
};
