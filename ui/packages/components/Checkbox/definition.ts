import type { ComponentDefinition } from "../../runtime/component.ts";
import { hover, labelPositionProp, options } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Checkbox",
	label: "Check box",
	icon: "square-check",
	category: "input",
	canvas: false,
	props: [
		labelPositionProp,
		{
			name: "variant",
			label: "Variant",
			type: "enum",
			default: "checkbox",
			options: options("checkbox", "switch"),
		},
		{
			name: "type",
			label: "States",
			type: "enum",
			default: "two-state",
			options: [
				{ value: "two-state", label: "Two" },
				{ value: "three-state", label: "Three" },
				{ value: "initial-indeterminate", label: "Indeterminate until chosen" },
			],
		},
		{
			name: "size",
			label: "Size",
			type: "enum",
			default: "md",
			options: [
				{ value: "sm", label: "Small" },
				{ value: "md", label: "Medium" },
				{ value: "lg", label: "Large" },
			],
		},
	],
	triggers: ["onclick", ...hover],
	slots: ["label", "CheckboxInput", "SwitchInput", "input"],
};
