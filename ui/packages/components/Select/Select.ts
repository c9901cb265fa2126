/** A native select over the options of the page file. */
import type { Component } from "../../runtime/component.ts";
import { componentElement, option, setAttribute } from "../element.ts";
import { partOf } from "../parts.ts";
import { isOn, objectsOf, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import { definition } from "./definition.ts";
import "./Select.css";

export const select: Component = {
	definition,
	build(context) {
		const root = componentElement("select", "select-field");
		const binding = context.binding("datasource");
		const whole = partOf(root);
		context.effect(() => {
			const { options, showEmptyOption, placeholder } = context.props.value;
			const made = objectsOf(options).map((entry) => option(context.text(entry.label), textOf(entry.value)));
			// Without an empty option there is still one to stand for "nothing chosen yet"; it cannot be chosen.
			const empty = option(context.text(placeholder), "");
			empty.hidden = !isOn(showEmptyOption);
			root.replaceChildren(empty, ...made);
		});
		context.effect(() => {
			const props = context.props.value;
			const value = binding.value?.value.value;
			root.value =
				value === null || value === undefined || value === "" ? textOf(props.defaultValue) : String(value);
			// A value that is none of the options shows nothing rather than the first one.
			if (root.selectedIndex < 0) root.value = "";
			root.dataset.state = root.value === "" ? "empty" : "chosen";
		});
		context.effect(() => {
			root.disabled = isOn(context.props.value.disabled) || whole.value.disabled === true;
			setAttribute(root, "aria-label", whole.value.name);
		});
		root.addEventListener("change", () => {
			const target = binding.peek();
			target?.set(typedValue(root.value, target.type.peek()));
			root.dataset.state = root.value === "" ? "empty" : "chosen";
			void context.fire("onchange");
		});
		return context.root(root, rootTriggers(definition, "onchange"));
	},
};

/** The text of an option as a value of the source's type; the empty option is null. */
export function typedValue(text: string, type: string): unknown {
	if (text === "") return null;
	if (type === "number" && Number.isFinite(Number(text))) return Number(text);
	if (type === "bool") return text.toLowerCase() === "true" || text === "1";
	return text;
}
