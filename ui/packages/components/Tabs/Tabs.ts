/** Panels behind tabs. All panels exist; the inactive ones are hidden, so that what is typed in them stays. */
import { computed, signal } from "@preact/signals-core";
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element, setAttribute, uniqueId } from "../element.ts";
import { isOn, objectsOf, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import { definition } from "./definition.ts";
import "./Tabs.css";

interface Tab {
	readonly id: string;
	readonly title: unknown;
}

interface Panel {
	readonly element: HTMLElement;
	/** Whether the server hid the content of the panel, which hides its tab. */
	readonly hidden: { value: boolean };
}

export const tabs: Component = {
	definition,
	build(context) {
		const strip = element("div", "fd-tabs__list");
		strip.setAttribute("role", "tablist");
		const root = componentElement("div", "tabs", strip);
		const all = computed((): readonly Tab[] =>
			objectsOf(context.props.value.tabs).map((tab) => ({ id: textOf(tab.id), title: tab.title })),
		);
		const wanted = signal("");
		const panels = new Map<string, Panel>();
		const shown = computed(() => all.value.filter((tab) => !panels.get(tab.id)?.hidden.value));
		const active = computed(() => shown.value.find((tab) => tab.id === wanted.value) ?? shown.value[0]);

		context.effect(() => {
			for (const tab of all.value) {
				if (!panels.has(tab.id)) panels.set(tab.id, makePanel(context, tab, root));
			}
		});
		context.effect(() => {
			root.dataset.variant = textOf(context.props.value.variant) || "line";
			const focused = strip.contains(document.activeElement);
			const buttons = shown.value.map((tab) =>
				makeTab(context, tab, tab === active.value, panels.get(tab.id)),
			);
			strip.replaceChildren(...buttons);
			if (focused) strip.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
			for (const [id, panel] of panels) {
				panel.element.hidden = id !== active.value?.id;
				panel.element.setAttribute("aria-labelledby", `${panel.element.id}-tab`);
			}
		});
		const choose = (index: number) => {
			const tab = shown.peek()[index];
			if (!tab || (isOn(context.props.peek().disabled) && !context.editing)) return;
			const changed = tab !== active.peek();
			wanted.value = tab.id;
			const place = all.peek().indexOf(tab);
			if (changed && context.handles("onchange")) void context.fire("onchange", { index: place });
		};
		strip.addEventListener("click", (event) => {
			const at = [...strip.children].findIndex(
				(child) => event.target instanceof Node && child.contains(event.target),
			);
			choose(at);
			if (at >= 0 && context.handles("onclick")) void context.fire("onclick", { index: at });
		});
		strip.addEventListener("keydown", (event) => {
			const to = arrowed(event.key, shown.peek().indexOf(active.peek() as Tab), shown.peek().length);
			if (to === undefined) return;
			event.preventDefault();
			choose(to);
		});
		return context.root(root, rootTriggers(definition, "onclick", "onchange"));
	},
};

function arrowed(key: string, at: number, count: number): number | undefined {
	switch (key) {
		case "ArrowRight":
			return (at + 1) % count;
		case "ArrowLeft":
			return (at - 1 + count) % count;
		case "Home":
			return 0;
		case "End":
			return count - 1;
		default:
			return undefined;
	}
}

function makeTab(context: Context, tab: Tab, selected: boolean, panel: Panel | undefined): HTMLElement {
	const made = element("button", "fd-tabs__tab", context.text(tab.title));
	made.type = "button";
	made.setAttribute("role", "tab");
	made.setAttribute("aria-selected", String(selected));
	made.dataset.headlessuiState = selected ? "selected" : "";
	made.tabIndex = selected ? 0 : -1;
	made.disabled = isOn(context.props.value.disabled) && !context.editing;
	if (panel) {
		made.id = `${panel.element.id}-tab`;
		setAttribute(made, "aria-controls", panel.element.id);
	}
	return made;
}

function makePanel(context: Context, tab: Tab, root: HTMLElement): Panel {
	const slot = context.node.linkedNodes[tab.id];
	const content = slot ? context.build(slot) : undefined;
	const made = content ? element("div", "fd-tabs__panel", content) : element("div", "fd-tabs__panel");
	made.setAttribute("role", "tabpanel");
	made.id = uniqueId();
	root.append(made);
	const hidden = signal(false);
	if (content && textOf(tab.id) !== "") {
		// Code on the server hides the panel's reference to hide its tab.
		const watch = new MutationObserver(() => {
			hidden.value = content.style.display === "none";
		});
		watch.observe(content, { attributeFilter: ["style"] });
		context.signal.addEventListener("abort", () => watch.disconnect());
		hidden.value = content.style.display === "none";
	}
	return { element: made, hidden };
}
