/** The track and thumb of a switch. */
import type { Component } from "../../runtime/component.ts";
import { toggle } from "../Checkbox/toggle.ts";
import { definition } from "./definition.ts";

export const switchInput: Component = toggle(definition, {
	root: "chakra-switch",
	input: "chakra-switch__input",
	mark: "chakra-switch__track",
	thumb: "chakra-switch__thumb",
	role: "switch",
});
