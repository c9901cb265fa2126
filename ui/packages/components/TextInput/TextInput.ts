/** A label and its input. */
import type { Component } from "../../runtime/component.ts";
import { componentElement, uniqueId } from "../element.ts";
import { buildSlot, labelled } from "../parts.ts";
import { definition } from "./definition.ts";
import "./TextInput.css";

export const textInput: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "textinput");
		root.classList.add("q-field");
		const label = buildSlot(context, "label");
		const field = buildSlot(context, "input");
		connectLabel(label, field);
		labelled(context, root, label, field, (name) => ({ name }));
		return context.root(root);
	},
};

/** Points a label at the form control inside a part. */
export function connectLabel(label: HTMLElement | undefined, part: HTMLElement | undefined): void {
	const controls = "input,textarea,select";
	const control = part?.matches(controls) ? part : part?.querySelector<HTMLElement>(controls);
	if (!(label instanceof HTMLLabelElement) || !control) return;
	control.id ||= uniqueId();
	label.htmlFor = control.id;
}
