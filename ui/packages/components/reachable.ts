/** Boxes, texts, images and icons with a click card are controls: reachable by keyboard and named as such. */
import type { Context } from "../runtime/component.ts";
import { setAttribute } from "./element.ts";
import { isOn } from "./props.ts";

const focusable = "a[href],button,input,select,textarea,[tabindex]";

/** Makes an element that reacts to clicks a keyboard control. Call it when its children are built. */
export function makeReachable(context: Context, target: HTMLElement): void {
	if (!context.handles("onclick") || context.editing) return;
	target.classList.add("q-reachable");
	// A button may not hold other controls; a box that does stays a reachable group.
	target.setAttribute("role", target.querySelector(focusable) ? "group" : "button");
	context.effect(() => {
		const disabled = isOn(context.props.value.disabled);
		target.tabIndex = disabled ? -1 : 0;
		setAttribute(target, "aria-disabled", disabled && "true");
	});
	target.addEventListener("keydown", (event) => {
		if (event.target !== target || (event.key !== "Enter" && event.key !== " ")) return;
		event.preventDefault();
		if (!event.repeat) target.click();
	});
}
