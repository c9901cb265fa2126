/** One or several of a few options, as radio buttons or as a row of segments. */
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element, uniqueId } from "../element.ts";
import { isOn, objectsOf, textOf } from "../props.ts";
import { typedValue } from "../Select/Select.ts";
import { rootTriggers } from "../vocabulary.ts";
import { definition } from "./definition.ts";
import "./Radio.css";

export const radio: Component = {
	definition,
	build(context) {
		const root = componentElement("div", "radio");
		const binding = context.binding("datasource");
		const name = uniqueId();
		let items: HTMLElement[] = [];
		const inputs = () => items.flatMap((item) => [...item.querySelectorAll("input")]);
		let drawn = "";
		context.effect(() => {
			const props = context.props.value;
			const several = props.mode === "multiple";
			root.dataset.type = props.type === "tabs" ? "tabs" : "radio";
			root.setAttribute("role", several ? "group" : "radiogroup");
			const wanted = JSON.stringify([props.options, several, context.locale.value]);
			if (wanted === drawn) return;
			drawn = wanted;
			items = objectsOf(props.options).map((option) => makeItem(context, option, several, name));
			root.replaceChildren(...items);
		});
		context.effect(() => {
			const { disabled, options, mode, defaultValue } = context.props.value;
			const value = binding.value?.value.value;
			// The default is shown while the source is empty, and never written into the data.
			const chosen = chosenValues(value ?? textOf(defaultValue), mode === "multiple");
			for (const [index, input] of inputs().entries()) {
				input.checked = chosen.has(input.value);
				input.disabled = isOn(disabled) || isOn(objectsOf(options)[index]?.disabled) || context.editing;
				mark(input);
			}
		});
		root.addEventListener("change", () => {
			for (const input of inputs()) mark(input);
			const values = inputs()
				.filter((input) => input.checked)
				.map((input) => input.value);
			const target = binding.peek();
			const several = context.props.peek().mode === "multiple";
			const type = target?.type.peek() ?? "";
			if (several) target?.set(type === "array" ? values : values.join(","));
			else target?.set(typedValue(values[0] ?? "", type));
			void context.fire("onchange");
		});
		return context.root(root, rootTriggers(definition, "onchange"));
	},
};

function makeItem(
	context: Context,
	option: Readonly<Record<string, unknown>>,
	several: boolean,
	name: string,
): HTMLElement {
	const input = element("input", "fd-radio__input");
	input.type = several ? "checkbox" : "radio";
	input.name = name;
	input.value = textOf(option.value);
	const item = element(
		"label",
		"fd-radio__item",
		input,
		element("span", "fd-radio__label", context.text(option.label)),
	);
	item.addEventListener("pointerenter", () => item.classList.add("fd-radio__item_hovered"));
	item.addEventListener("pointerleave", () => item.classList.remove("fd-radio__item_hovered"));
	return item;
}

function mark(input: HTMLInputElement): void {
	const item = input.parentElement;
	item?.classList.toggle("selected", input.checked);
	item?.classList.toggle("fd-radio__item_selected", input.checked);
	item?.classList.toggle("disabled", input.disabled);
}

/** Several values are an array, or text joined by commas. */
function chosenValues(value: unknown, several: boolean): ReadonlySet<string> {
	if (Array.isArray(value)) return new Set(value.map(String));
	const text = value === null || value === undefined ? "" : String(value);
	return new Set(several ? text.split(",").map((part) => part.trim()) : [text]);
}
