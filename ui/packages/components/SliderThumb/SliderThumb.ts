/** The handle of a slider. */
import type { Component } from "../../runtime/component.ts";
import { element } from "../element.ts";
import { definition } from "./definition.ts";

export const sliderThumb: Component = {
	definition,
	build(context) {
		const root = element("div", "chakra-slider__thumb");
		root.dataset.cy = "cypress_slider_thumb";
		context.buildChildren(root);
		return context.root(root);
	},
};
