/** The root of a page, also of one shown by a page loader. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { isOn } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import "./Container.css";
import { definition } from "./definition.ts";

export const container: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "page");
		root.classList.add("q-root");
		context.effect(() => {
			root.classList.toggle("q-airy", isOn(context.props.value.airyMode));
		});
		context.buildChildren(root);
		// The life of a page is the runtime's; only mouse and keyboard belong to the element.
		return context.root(root, rootTriggers(definition, "oninit", "onload", "onprivilegechange"));
	},
};
