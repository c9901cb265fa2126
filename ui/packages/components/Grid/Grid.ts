/** A CSS grid of slots, from older pages. */

import type { Component } from "../../runtime/component.ts";
import { cssEntries } from "../../runtime/style.ts";
import { componentElement } from "../element.ts";
import { numberOr, objectsOf, textOf } from "../props.ts";
import { definition } from "./definition.ts";
import "./Grid.css";

/** A length of the page file; what is none becomes automatic. */
function track(size: unknown): string {
	return cssEntries({ width: size }).get("width") ?? "auto";
}

/** Start and span of an area on one axis; nothing or 0 is automatic placement. */
function line(start: unknown, span: unknown): string {
	const from = numberOr(start, 0);
	const size = numberOr(span, 0);
	return `${from > 0 ? from : "auto"} / ${size > 0 ? `span ${size}` : "auto"}`;
}

export const grid: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "grid");
		const slots = new Map<string, HTMLElement>();
		context.effect(() => {
			const { rows, columns, areas, rowGap, colGap } = context.props.value;
			root.style.setProperty(
				"--q-rows",
				objectsOf(rows)
					.map((row) => track(row.height))
					.join(" ") || "none",
			);
			root.style.setProperty(
				"--q-columns",
				objectsOf(columns)
					.map((column) => track(column.width))
					.join(" ") || "none",
			);
			root.style.setProperty("--q-gap", `${track(rowGap || 0)} ${track(colGap || 0)}`);
			for (const area of objectsOf(areas)) {
				const id = textOf(area.id);
				const node = context.node.linkedNodes[id];
				if (!node) continue;
				const slot = slots.get(id) ?? context.build(node);
				slots.set(id, slot);
				slot.style.gridRow = line(area.rowStart, area.rowSpan);
				slot.style.gridColumn = line(area.colStart, area.colSpan);
				root.append(slot);
			}
		});
		context.buildChildren(root);
		return context.root(root);
	},
};
