import type { ComponentDefinition } from "../../runtime/component.ts";
import { focus, hover, iconPositionProp, keyboard, sourceProp } from "../vocabulary.ts";

export const definition: ComponentDefinition = {
	name: "FileUpload",
	label: "File upload",
	icon: "upload",
	category: "input",
	canvas: false,
	props: [
		sourceProp,
		{ name: "text", label: "Text", type: "text", default: "Upload file" },
		iconPositionProp,
		{
			name: "fileType",
			label: "Accepted files",
			type: "text",
			help: "Such as image/*, .pdf or text/plain; empty for all.",
		},
		{ name: "fileSizeLimit", label: "Largest size", type: "text", help: "Such as 2048KB, 1MB or 1GB." },
		{ name: "dragAndDrop", label: "Drag and drop", type: "boolean", default: true },
	],
	triggers: ["onchange", "onclick", ...focus, ...keyboard, ...hover],
	slots: ["icon"],
};
