import type { ComponentDefinition } from "../../runtime/component.ts";
import { sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Select",
	label: "Select",
	icon: "chevrons-up-down",
	category: "part",
	canvas: false,
	props: [
		sourceProp,
		{ name: "options", label: "Options", type: "list", default: [] },
		{ name: "defaultValue", label: "Default value", type: "text", help: "Shown while the source is empty." },
		{ name: "showEmptyOption", label: "Empty option", type: "boolean", default: false },
		{ name: "placeholder", label: "Placeholder", type: "text" },
	],
	triggers: ["onchange", "onclick"],
	slots: [],
};
