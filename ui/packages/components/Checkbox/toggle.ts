/** The behaviour that check box and switch share: two or three states over a native input. */
import { computed } from "@preact/signals-core";
import type { Component, ComponentDefinition } from "../../runtime/component.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { partOf } from "../parts.ts";
import { isOn, isReadOnly, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";

/** The class names that user style sheets address. */
export interface ToggleLook {
	readonly root: string;
	readonly input: string;
	readonly mark: string;
	/** Drawn inside the mark. */
	readonly thumb?: string;
	readonly role?: "switch";
}

/** The next value of a three-state check box: null, true, false, null. */
export function nextState(value: boolean | null): boolean | null {
	return value === null ? true : value ? false : null;
}

/** Makes the component of a look. */
export function toggle(definition: ComponentDefinition, look: ToggleLook): Component {
	return {
		definition,
		build(context) {
			const input = element("input", look.input);
			input.type = "checkbox";
			if (look.role) input.setAttribute("role", look.role);
			const mark = element("span", look.mark);
			if (look.thumb) mark.append(element("span", look.thumb));
			mark.setAttribute("aria-hidden", "true");
			const root = componentElement("label", "toggle", input, mark);
			root.classList.add(look.root);
			const whole = partOf(root);
			const own = context.binding("datasource");
			const binding = computed(() => own.value ?? whole.value.binding?.value);
			const setting = (name: string) => textOf(context.props.value[name] ?? whole.value.props?.[name]);

			let local: boolean | null = null;
			const show = (value: boolean | null) => {
				const open = value === null && setting("type") !== "two-state" && setting("type") !== "";
				input.checked = value === true;
				input.indeterminate = open && setting("type") !== "checkbox";
				for (const marked of [mark, ...mark.children]) {
					setAttribute(marked, "data-indeterminate", input.indeterminate && "true");
					marked.toggleAttribute("data-checked", input.checked);
				}
			};
			context.effect(() => {
				const value = binding.value ? binding.value.value.value : local;
				show(
					value === null || value === undefined ? null : value === true || value === "true" || value === 1,
				);
			});
			context.effect(() => {
				const size = setting("size");
				root.dataset.size = ["sm", "md", "lg"].includes(size) ? size : "md";
				const fixed = isReadOnly(context.props.value) || (binding.value ? !binding.value.writable : false);
				input.disabled =
					isOn(context.props.value.disabled) || whole.value.disabled === true || fixed || context.editing;
				setAttribute(input, "aria-label", whole.value.name);
			});
			input.addEventListener("change", () => {
				const target = binding.peek();
				const before = target ? target.value.peek() : local;
				const known = before === true ? true : before === false ? false : null;
				local = setting("type") === "three-state" ? nextState(known) : input.checked;
				show(local);
				target?.set(local);
				void context.fire("onchange");
			});
			return context.root(root, rootTriggers(definition, "onchange"));
		},
	};
}
