/** A page inside a page. */
import { untracked } from "@preact/signals-core";
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
			else untracked(() => void context.loadPage(root, page)); // what the page reads is not the loader's affair
		});
		return context.root(root);
	},
};
