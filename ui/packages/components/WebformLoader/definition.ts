import type { ComponentDefinition } from "../../runtime/component.ts";
import { clicks, hover, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "WebformLoader",
	label: "Page loader",
	icon: "panels-top-left",
	category: "container",
	canvas: false,
	props: [
		{ name: "webform", label: "Page", type: "page" },
		{ ...sourceProp, help: "A text with the name of a page; it wins over the page named above." },
	],
	triggers: [...clicks, ...hover],
	slots: [],
};
