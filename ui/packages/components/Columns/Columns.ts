/** Equal columns of slots, from older pages. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { numberOr, objectsOf, textOf } from "../props.ts";
import { definition } from "./definition.ts";
import "./Columns.css";

export const columns: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "columns");
		const slots = new Map<string, HTMLElement>();
		context.effect(() => {
			const props = context.props.value;
			const ids = objectsOf(props.columns).map((column) => textOf(column.id));
			root.style.setProperty("--q-count", String(Math.max(1, ids.length)));
			root.style.setProperty(
				"--q-gap",
				`${numberOr(props.spacingY, 0) * 0.25}rem ${numberOr(props.spacingX, 0) * 0.25}rem`,
			);
			for (const row of objectsOf(props.rows)) {
				for (const column of ids) {
					const id = column + textOf(row.id);
					const node = context.node.linkedNodes[id];
					if (!node) continue;
					const slot = slots.get(id) ?? context.build(node);
					slots.set(id, slot);
					root.append(slot);
				}
			}
		});
		context.buildChildren(root);
		return context.root(root);
	},
};
