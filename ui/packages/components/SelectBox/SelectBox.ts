/** A drop-down over a selection or array; header and menu show the same template. */
import { computed } from "@preact/signals-core";
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { aliasScope } from "../list/aliasScope.ts";
import { isOn, iteratorOf, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import { userClasses } from "./classes.ts";
import { definition } from "./definition.ts";
import type { Menu } from "./menu.ts";
import "./SelectBox.css";

export const selectBox: Component = {
	definition,
	build(context) {
		const shown = element("div", "q-selectbox__value");
		const clear = element("button", "fd-selectbox__clear");
		const toggle = element("span", "fd-selectbox__toggle_button", element("span", "fd-selectbox__icon"));
		const header = componentElement("div", "selectbox", shown, clear, toggle);
		clear.type = "button";
		clear.setAttribute("aria-label", "Clear");
		toggle.setAttribute("aria-hidden", "true");
		showCurrent(context, shown, clear);
		if (!context.editing) operate(context, header, clear);
		context.root(header, rootTriggers(definition, "onselect", "onclear"));
		return surround(context, header);
	},
};

/**
 * User style sheets write both `self.fd-selectbox` and `self .fd-selectbox`: the header has the user's classes, and so
 * has a box around it that draws nothing.
 */
function surround(context: Context, header: HTMLElement): HTMLElement {
	const around = element("div", "", header);
	around.style.display = "contents";
	const mirror = () => {
		around.className = userClasses(header).join(" ");
	};
	mirror();
	const observer = new MutationObserver(mirror);
	observer.observe(header, { attributeFilter: ["class"] });
	context.signal.addEventListener("abort", () => observer.disconnect());
	return around;
}

/** Shows the template of the selected element, or the placeholder. */
function showCurrent(context: Context, shown: HTMLElement, clear: HTMLElement): void {
	const template = context.node.linkedNodes.container;
	const placeholder = element("span", "q-selectbox__placeholder");
	context.effect(() => {
		placeholder.textContent = context.text(context.props.value.placeholder);
	});
	if (context.editing && template) {
		shown.append(context.build(template));
		clear.hidden = true;
		return;
	}
	const current = context.binding("currentElement");
	const filled = computed(() => {
		const value = current.value?.value.value;
		return value !== null && value !== undefined && value !== "";
	});
	let built: HTMLElement | undefined;
	let builtPath = "";
	context.effect(() => {
		const path = textOf(context.props.value.currentElement);
		clear.hidden = !filled.value || isOn(context.props.value.disabled);
		if (!filled.value || !template) {
			shown.replaceChildren(placeholder);
			return;
		}
		// The template follows the path, so another element changes its texts and nothing is built again.
		if (!built || builtPath !== path) {
			if (built) context.dispose(built);
			built = context.build(template, aliasScope(context.scope, iteratorOf(context.props.peek()), path));
			builtPath = path;
		}
		shown.replaceChildren(built);
	});
}

/** Opening, clearing, keyboard. */
function operate(context: Context, header: HTMLElement, clear: HTMLElement): void {
	let menu: Menu | undefined;
	header.setAttribute("role", "combobox");
	header.setAttribute("aria-haspopup", "listbox");
	header.setAttribute("aria-expanded", "false");
	context.effect(() => {
		const disabled = isOn(context.props.value.disabled);
		header.tabIndex = disabled ? -1 : 0;
		setAttribute(header, "aria-disabled", disabled && "true");
		setAttribute(header, "aria-label", context.text(context.props.value.placeholder) || "Choose");
	});
	const open = async (typed = "") => {
		if (menu || isOn(context.props.peek().disabled)) return;
		const { openMenu } = await import("./menu.ts");
		if (menu || context.signal.aborted) return;
		header.setAttribute("aria-expanded", "true");
		menu = openMenu(context, header, typed, () => {
			menu = undefined;
			header.setAttribute("aria-expanded", "false");
			header.removeAttribute("aria-activedescendant");
		});
	};
	header.addEventListener("click", (event) => {
		if (event.target === clear) return;
		if (menu) menu.close();
		else void open();
	});
	clear.addEventListener("click", () => {
		if (isOn(context.props.peek().disabled)) return;
		context.binding("currentElement").peek()?.set(null);
		header.focus();
		void context.fire("onclear");
	});
	header.addEventListener("keydown", (event) => {
		if (event.target !== header) return;
		if (menu) menu.key(event);
		else if (["ArrowDown", "ArrowUp", "Enter", " "].includes(event.key)) {
			event.preventDefault();
			void open();
		} else if (event.key === "Delete" || event.key === "Backspace") {
			if (!clear.hidden) clear.click();
		} else if (
			event.key.length === 1 &&
			!event.ctrlKey &&
			!event.metaKey &&
			!event.altKey &&
			isOn(context.props.peek().enableSearch)
		) {
			event.preventDefault();
			void open(event.key);
		}
	});
}
