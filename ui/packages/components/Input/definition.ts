import type { ComponentDefinition } from "../../runtime/component.ts";
import { focus, hover, keyboard, options, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "Input",
	label: "Input",
	icon: "text-cursor-input",
	category: "part",
	canvas: false,
	props: [
		sourceProp,
		{
			name: "type",
			label: "Type",
			type: "enum",
			default: "text",
			options: options("text", "textArea", "number", "date", "duration", "time", "password", "email", "tel"),
		},
		{ name: "placeholder", label: "Placeholder", type: "text" },
		{ name: "format", label: "Format", type: "text", help: "Applied while the field is not being edited." },
		{ name: "readOnly", label: "Read only", type: "boolean", default: false },
		{ name: "rows", label: "Rows", type: "number", default: 3, help: "Visible lines of a text area." },
		{ name: "multiline", label: "Several lines", type: "boolean", default: false },
		{
			name: "dataType",
			label: "Data type",
			type: "enum",
			options: options("string", "number", "date", "duration", "object"),
		},
		{ name: "revealPassword", label: "Reveal password", type: "boolean", default: true },
		{
			name: "eyePosition",
			label: "Position of the eye",
			type: "enum",
			default: "right",
			options: options("left", "right"),
		},
		{ name: "twentyFourHours", label: "24 hours", type: "boolean", default: true },
		{ name: "intervals", label: "Selectable dates", type: "list", default: [] },
		{ name: "intervalsDs", label: "Source of selectable dates", type: "source" },
		{
			name: "startDay",
			label: "First day of the week",
			type: "enum",
			options: options("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
			help: "Empty: what the language of the page has.",
		},
	],
	triggers: ["onchange", "onclick", "onauxclick", ...keyboard, ...focus, ...hover],
	slots: [],
};
