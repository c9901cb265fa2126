import type { ComponentDefinition } from "../../runtime/component.ts";
import { clicks, hover, keyboard } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Label",
	label: "Label",
	icon: "tag",
	category: "part",
	canvas: false,
	props: [{ name: "text", label: "Text", type: "text", default: "Label" }],
	triggers: [...clicks, ...hover, ...keyboard],
	slots: [],
};
