import type { ComponentDefinition } from "../../runtime/component.ts";
import { keyboard, mouse } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Icon",
	label: "Icon",
	icon: "star",
	category: "display",
	canvas: false,
	props: [{ name: "icon", label: "Icon", type: "icon", default: "fa-star" }],
	triggers: [...mouse, ...keyboard],
	slots: [],
};
