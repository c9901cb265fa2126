/** A label with a check box or a switch. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { buildSlot, labelled } from "../parts.ts";
import { connectLabel } from "../TextInput/TextInput.ts";
import { definition } from "./definition.ts";
import "./Checkbox.css";

export const checkbox: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "checkbox");
		root.classList.add("q-choice");
		const label = buildSlot(context, "label");
		const control = buildSlot(context, "CheckboxInput", "SwitchInput", "input");
		connectLabel(label, control);
		// Older files keep the kind, the size and now and then the binding on the outer node.
		const binding = context.binding("datasource");
		labelled(context, root, label, control, (name) => ({ name, binding, props: context.props.value }));
		return context.root(root);
	},
};
