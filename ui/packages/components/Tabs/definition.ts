import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Tabs",
	label: "Tabs",
	icon: "panel-top",
	category: "container",
	canvas: false,
	props: [
		{ name: "tabs", label: "Tabs", type: "list", default: [] },
		{
			name: "variant",
			label: "Variant",
			type: "enum",
			default: "line",
			options: [
				{ value: "line", label: "Line" },
				{ value: "enclosed", label: "Enclosed" },
			],
		},
	],
	triggers: ["onclick", "onchange", ...hover],
	// One slot for each tab, named by its id.
	slots: ["*"],
};
