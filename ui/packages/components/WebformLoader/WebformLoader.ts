/** A page inside a page. */
import type { Component } from "../../runtime/component.ts";
import { componentElement, element } from "../element.ts";
import { textOf } from "../props.ts";
import { definition } from "./definition.ts";
import "./WebformLoader.css";

export const webformLoader: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "webformloader");
		const binding = context.binding("datasource");
		context.effect(() => {
			const page = textOf(binding.value?.value.value) || textOf(context.props.value.webform);
			if (context.editing)
				root.replaceChildren(element("p", "q-loader__note", page ? `Page ${page}` : "Empty page loader"));
			else void context.loadPage(root, page);
		});
		return context.root(root);
	},
};
