/** Words that the definitions of several components share. */
import type { ComponentDefinition, PropDefinition } from "../runtime/component.ts";

export const clicks = ["onclick", "ondblclick"] as const;
export const hover = ["onmouseenter", "onmouseleave"] as const;
export const mouse = [...clicks, "onauxclick", ...hover] as const;
export const keyboard = ["onkeydown", "onkeyup"] as const;
export const focus = ["onfocus", "onblur"] as const;

/** Properties every component has (spec/studio_pages.md 2.4); the runtime applies them to the root element. */
export const commonProps: readonly PropDefinition[] = [
	{
		name: "serverSideRef",
		label: "Server side",
		type: "text",
		help: "The name code on the server uses for this component.",
	},
	{ name: "disabled", label: "Disabled", type: "boolean", default: false },
	{ name: "classNames", label: "CSS classes", type: "list", default: [] },
	{ name: "style", label: "Style", type: "object", default: {} },
];

export const sourceProp: PropDefinition = { name: "datasource", label: "Qodly source", type: "source" };

/** Where a label stands. */
export const labelPositionProp: PropDefinition = {
	name: "labelPosition",
	label: "Label position",
	type: "enum",
	default: "top",
	options: options("top", "left", "right", "bottom", "hidden"),
};

/** Where an icon stands beside a text. */
export const iconPositionProp: PropDefinition = {
	name: "iconPosition",
	label: "Icon position",
	type: "enum",
	default: "hidden",
	options: options("hidden", "left", "right", "top", "bottom"),
};

/** Enumerated values whose labels are the values with a capital. */
export function options(...values: readonly string[]): { readonly value: string; readonly label: string }[] {
	return values.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));
}

/** The triggers the root element listens for; the others are fired by the component itself. */
export function rootTriggers(
	definition: ComponentDefinition,
	...own: readonly string[]
): { readonly triggers: readonly string[] } {
	const itself = new Set(own);
	return { triggers: definition.triggers.filter((trigger) => !itself.has(trigger)) };
}
