/** The slider itself: range, binding, track and thumb. */
import type { Component } from "../../runtime/component.ts";
import { buildSlider } from "../Slider/slide.ts";
import { rootTriggers } from "../vocabulary.ts";
import { definition } from "./definition.ts";

export const sliderContainer: Component = {
	definition,
	build(context) {
		return context.root(buildSlider(context), rootTriggers(definition, "onchange"));
	},
};
