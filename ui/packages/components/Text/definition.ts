import type { ComponentDefinition } from "../../runtime/component.ts";
import { clicks, hover } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Text",
	label: "Text",
	icon: "text",
	category: "display",
	canvas: false,
	props: [{ name: "doc", label: "Text", type: "richtext" }],
	triggers: [...clicks, ...hover],
	slots: [],
};
