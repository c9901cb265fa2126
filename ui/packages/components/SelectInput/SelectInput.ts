/** A label and its native select. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { buildSlot, labelled } from "../parts.ts";
import { connectLabel } from "../TextInput/TextInput.ts";
import { definition } from "./definition.ts";

export const selectInput: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "selectinput");
		root.classList.add("q-field");
		const label = buildSlot(context, "label");
		const field = buildSlot(context, "select");
		connectLabel(label, field);
		labelled(context, root, label, field, (name) => ({ name }));
		return context.root(root);
	},
};
