import type { ComponentDefinition } from "../../runtime/component.ts";
import { keyboard, mouse } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Container",
	label: "Page",
	icon: "file",
	category: "page",
	canvas: true,
	props: [
		{
			name: "airyMode",
			label: "Airy mode",
			type: "boolean",
			default: false,
			help: "Gives the components of the page comfortable gaps.",
		},
	],
	triggers: ["oninit", "onload", "onprivilegechange", ...mouse, ...keyboard],
	slots: [],
};
