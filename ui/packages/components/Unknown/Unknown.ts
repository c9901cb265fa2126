/** A component that is not installed: drawn as a box with its name, its children kept. */
import type { Component } from "../../runtime/component.ts";
import { componentElement, element } from "../element.ts";
import { definition } from "./definition.ts";
import "./Unknown.css";

export const unknown: Component = {
	definition,
	build(context) {
		const name = context.node.type.resolvedName;
		const note = element(
			"p",
			"q-unknown__note",
			name === "Fallback" ? "Missing component" : `Component “${name}” is not installed`,
		);
		const root = componentElement("div", "unknown", note);
		context.ignored(`component ${name} is not installed`);
		context.buildChildren(root);
		for (const id of Object.values(context.node.linkedNodes)) root.append(context.build(id));
		return context.root(root);
	},
};
