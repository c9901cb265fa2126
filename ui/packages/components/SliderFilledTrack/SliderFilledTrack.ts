/** The part of a slider's track up to its value. */
import type { Component } from "../../runtime/component.ts";
import { element } from "../element.ts";
import { definition } from "./definition.ts";

export const sliderFilledTrack: Component = {
	definition,
	build(context) {
		const root = element("div", "chakra-slider__filled-track");
		root.dataset.cy = "cypress_slider_filled_track";
		context.buildChildren(root);
		return context.root(root);
	},
};
