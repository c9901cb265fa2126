import type { ComponentDefinition } from "../../runtime/component.ts";

export const definition: ComponentDefinition = {
	name: "Dialog",
	label: "Dialog",
	icon: "app-window",
	category: "container",
	canvas: false,
	props: [
		{
			name: "overlay",
			label: "Backdrop",
			type: "boolean",
			default: true,
			help: "The page behind is covered and out of reach.",
		},
		{
			name: "closable",
			label: "Closable",
			type: "boolean",
			default: true,
			help: "By its cross, Escape and a click on the backdrop.",
		},
		{ name: "draggable", label: "Draggable", type: "boolean", default: false },
		{ name: "animated", label: "Animated", type: "boolean", default: true },
	],
	triggers: ["oninit", "onopen", "onloaded", "onclose"],
	slots: ["Dialog", "close", "drag"],
};
