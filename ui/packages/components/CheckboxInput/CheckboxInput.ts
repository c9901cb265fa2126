/** The box of a check box. */
import type { Component } from "../../runtime/component.ts";
import { toggle } from "../Checkbox/toggle.ts";
import { definition } from "./definition.ts";

export const checkboxInput: Component = toggle(definition, {
	root: "chakra-checkbox",
	input: "chakra-checkbox__input",
	mark: "chakra-checkbox__control",
});
