import type { ComponentDefinition } from "../../runtime/component.ts";
import { clicks, hover } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "StyleBox",
	label: "Stylebox",
	icon: "square-dashed",
	category: "container",
	canvas: true,
	props: [],
	triggers: [...clicks, ...hover],
	slots: [],
};
