/** The label of an input, part of every compound input. */
import type { Component } from "../../runtime/component.ts";
import { componentElement, element } from "../element.ts";
import { plainText } from "../props.ts";
import { definition } from "./definition.ts";
import "./Label.css";

export const label: Component = {
	definition,
	build(context) {
		const words = element("span");
		const root = componentElement("label", "label", words);
		context.effect(() => {
			words.textContent = plainText(context.text(context.props.value.text));
		});
		return context.root(root);
	},
};
