/** A label with a slider. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { buildSlot, labelled } from "../parts.ts";
import { definition } from "./definition.ts";
import { buildSlider } from "./slide.ts";
import "./Slider.css";

export const slider: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "slider");
		root.classList.add("q-field");
		const label = buildSlot(context, "label");
		// The oldest files have no container: track and thumb, values and binding are of this node.
		const own = context.node.linkedNodes["slider-container"] === undefined;
		const control = own ? buildSlider(context) : buildSlot(context, "slider-container");
		const binding = context.binding("datasource");
		context.effect(() => {
			root.dataset.orientation = context.props.value.orientation === "horizontal" ? "horizontal" : "vertical";
		});
		labelled(context, root, label, control, (name) => ({
			name: name || (label?.textContent ?? ""),
			binding,
			props: context.props.value,
		}));
		return context.root(root);
	},
};
