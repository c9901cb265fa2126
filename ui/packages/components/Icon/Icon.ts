/** A Font Awesome icon; names of versions 4 and 6 both work. */
import type { Component } from "../../runtime/component.ts";
import { componentElement } from "../element.ts";
import { textOf } from "../props.ts";
import { makeReachable } from "../reachable.ts";
import { definition } from "./definition.ts";
import "./Icon.css";

const families = new Set(["fa", "fas", "far", "fab", "fa-solid", "fa-regular", "fa-brands", "fa-classic"]);

/**
 * The classes of an icon name. A bare name is of version 4, where `fa` picks the family: the shims know which of the
 * old names are outlines or brands.
 */
export function iconClasses(name: string): readonly string[] {
	const tokens = name.split(/\s+/).filter((token) => /^fa[a-z0-9-]*$/i.test(token));
	return tokens.some((token) => families.has(token)) || tokens.length === 0 ? tokens : ["fa", ...tokens];
}

/** What an icon alone says to a person who cannot see it: "fa-solid fa-trash-can" is "trash can". */
export function iconName(name: string): string {
	const own = iconClasses(name).find((token) => !families.has(token)) ?? "";
	return own.replace(/^fa-/, "").replace(/-o$/, "").replaceAll("-", " ");
}

export const icon: Component = {
	definition,
	build(context) {
		// The glyphs' names are a style sheet of their own, fetched by the first icon of a page.
		void import("../theme/icons.css");
		const root = componentElement("i", "icon");
		let shown: readonly string[] = [];
		context.effect(() => {
			root.classList.remove(...shown);
			shown = iconClasses(textOf(context.props.value.icon));
			root.classList.add(...shown);
		});
		makeReachable(context, root);
		if (context.handles("onclick")) {
			context.effect(() => root.setAttribute("aria-label", iconName(textOf(context.props.value.icon))));
		} else root.setAttribute("aria-hidden", "true");
		return context.root(root);
	},
};
