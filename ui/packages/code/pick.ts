/** A list to choose from, with a field that filters it: places, parts of a file, changes. */
import type { EditorView } from "@codemirror/view";
import { type BoxPlace, openBox } from "./box.ts";

export interface Choice {
	readonly label: string;
	/** What is said about it, quieter. */
	readonly detail?: string;
	/** Where it is, at the end of the row. */
	readonly where?: string;
	/** How deep it is in a tree. */
	readonly depth?: number;
	/** Whether the label is code. */
	readonly code?: boolean;
	readonly run: () => void;
}

export interface PickOptions {
	/** What is chosen, for everybody: "3 references of total". */
	readonly title: string;
	readonly place: BoxPlace;
	readonly choices: readonly Choice[];
	/** Which one is chosen at first. @default the first */
	readonly selected?: number;
}

let serial = 0;

/** Lets a person choose. Short lists have no field: arrow keys and letters do. */
export function pick(view: EditorView, options: PickOptions): void {
	const box = openBox(view, options.title, options.place);
	const id = `q-pick-${++serial}`;
	const list = document.createElement("ul");
	list.id = id;
	list.setAttribute("role", "listbox");
	list.setAttribute("aria-label", options.title);
	const title = document.createElement("p");
	title.className = "q-code-box-title";
	title.textContent = options.title;
	const field = options.choices.length > 8 ? document.createElement("input") : undefined;
	const focus: HTMLElement = field ?? list;
	if (field) {
		field.setAttribute("role", "combobox");
		field.setAttribute("aria-expanded", "true");
		field.setAttribute("aria-controls", id);
		field.setAttribute("aria-label", options.title);
		field.placeholder = "Filter";
		box.dom.append(title, field, list);
	} else {
		list.tabIndex = 0;
		box.dom.append(title, list);
	}

	let shown: readonly Choice[] = options.choices;
	let selected = options.selected ?? 0;
	const mark = () => {
		for (const [i, row] of [...list.children].entries())
			row.setAttribute("aria-selected", String(i === selected));
		const row = list.children[selected];
		if (row) focus.setAttribute("aria-activedescendant", row.id);
		else focus.removeAttribute("aria-activedescendant");
		row?.scrollIntoView?.({ block: "nearest" });
	};
	const run = (choice: Choice | undefined) => {
		if (!choice) return;
		box.close();
		choice.run();
	};
	const draw = () => {
		list.replaceChildren(...shown.map((choice, i) => row(choice, `${id}-${i}`, () => run(choice))));
		if (shown.length === 0) {
			const none = document.createElement("li");
			none.className = "q-code-box-none";
			none.textContent = "Nothing has this name.";
			list.append(none);
		}
		mark();
	};
	field?.addEventListener("input", () => {
		const wanted = field.value.toLowerCase();
		shown = options.choices.filter((c) =>
			[c.label, c.where, c.detail].some((part) => part?.toLowerCase().includes(wanted)),
		);
		selected = 0;
		draw();
	});
	box.dom.addEventListener("keydown", (event) => {
		const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
		const step = steps[event.key];
		if (step !== undefined && shown.length > 0) {
			event.preventDefault();
			const wrap = Math.abs(step) === 1;
			const next = selected + step;
			selected = wrap ? (next + shown.length) % shown.length : Math.max(0, Math.min(next, shown.length - 1));
			mark();
		} else if (event.key === "Enter") {
			event.preventDefault();
			run(shown[selected]);
		} else if (!field && event.key.length === 1) {
			const next = shown.findIndex((c) => c.label.toLowerCase().startsWith(event.key.toLowerCase()));
			if (next >= 0) selected = next;
			mark();
		}
	});
	draw();
	focus.focus();
}

function row(choice: Choice, id: string, run: () => void): HTMLElement {
	const item = document.createElement("li");
	item.id = id;
	item.setAttribute("role", "option");
	const label = document.createElement("span");
	label.className = choice.code ? "q-code-box-label q-code-box-code" : "q-code-box-label";
	label.style.paddingInlineStart = `${(choice.depth ?? 0) * 14}px`;
	label.textContent = choice.label;
	item.append(label);
	for (const [part, name] of [
		[choice.detail, "q-code-box-detail"],
		[choice.where, "q-code-box-where"],
	] as const) {
		if (!part) continue;
		const element = document.createElement("span");
		element.className = name;
		element.textContent = part;
		item.append(element);
	}
	item.title = [choice.label, choice.detail, choice.where].filter(Boolean).join(" ");
	item.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
	item.addEventListener("click", run);
	return item;
}
