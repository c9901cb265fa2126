/** The track of a slider. */
import type { Component } from "../../runtime/component.ts";
import { element } from "../element.ts";
import { definition } from "./definition.ts";

export const sliderTrack: Component = {
	definition,
	build(context) {
		const root = element("div", "chakra-slider__track");
		root.dataset.cy = "cypress_slider_track";
		context.buildChildren(root);
		return context.root(root);
	},
};
