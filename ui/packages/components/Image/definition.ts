import type { ComponentDefinition } from "../../runtime/component.ts";
import { mouse, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Image",
	label: "Image",
	icon: "image",
	category: "display",
	canvas: false,
	props: [
		sourceProp,
		{ name: "imgSrc", label: "Image", type: "text", help: "Shown while no source is bound." },
		{
			name: "defaultImgSrc",
			label: "Default image",
			type: "text",
			help: "Shown when the source is empty or fails.",
		},
		{ name: "altText", label: "Alternative text", type: "text" },
	],
	triggers: [...mouse],
	slots: [],
};
