/** The universal flex container; cards and menu items are built from it. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { makeReachable } from "../reachable.ts";
import { definition } from "./definition.ts";
import "./StyleBox.css";

export const styleBox: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "stylebox");
		context.buildChildren(root);
		makeReachable(context, root);
		return context.root(root);
	},
};
