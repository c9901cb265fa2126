/** The field of a text input: text, number, date, duration, password, JSON. */
import { computed } from "@preact/signals-core";
import type { Component, Context } from "../../runtime/component.ts";
import { element, setAttribute } from "../element.ts";
import { isoDate, parseDate } from "../format/date.ts";
import { partOf } from "../parts.ts";
import { isOn, isReadOnly, numberOr, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import type { Calendar } from "./calendar.ts";
import { codecOf, kindOf } from "./codec.ts";
import { definition } from "./definition.ts";
import { stepDuration } from "./durationKeys.ts";
import "./Input.css";
import { readIntervals, weekdayOf } from "./intervals.ts";
import { connect, type Writer } from "./writing.ts";

type Control = HTMLInputElement | HTMLTextAreaElement;

export const input: Component = {
	definition,
	build(context) {
		const props = context.props.peek();
		const several =
			props.type === "textArea" ||
			isOn(props.multiline) ||
			(props.type === "text" && props.dataType === "object");
		const reveals = props.type === "password" && isOn(props.revealPassword);
		const control = several || reveals ? element(several ? "textarea" : "input") : element("input");
		const root = reveals ? passwordFrame(context, control as HTMLInputElement) : control;
		root.classList.add("fd-component", "fd-input-field");
		if (reveals) control.classList.add("q-bare");

		const binding = context.binding("datasource");
		const sourceType = computed(() => binding.value?.type.value ?? "");
		const kind = computed(() => kindOf(context.props.value, sourceType.value));
		const codec = computed(() => codecOf(kind.value, context.props.value, context.locale.value));
		const whileTyping = computed(() => kind.value === "text" || kind.value === "number");
		const writer = connect(context, { control, binding, codec, whileTyping });

		describe(context, root, control, () => binding.value?.writable ?? true);
		context.effect(() => {
			root.dataset.kind = kind.value;
		});
		control.addEventListener("keydown", (event) =>
			stepped(event as KeyboardEvent, control, kind.peek(), context.locale.peek(), writer),
		);
		if (props.type === "date" && control instanceof HTMLInputElement) pickDates(context, control, writer);
		return context.root(root, rootTriggers(definition, "onchange"));
	},
};

/** Keeps the attributes of the control what the properties and the compound input around it say. */
function describe(context: Context, root: HTMLElement, control: Control, writable: () => boolean): void {
	const whole = partOf(root);
	context.effect(() => {
		const props = context.props.value;
		control.placeholder = context.text(props.placeholder);
		control.readOnly = isReadOnly(props) || !writable() || context.editing;
		control.disabled = isOn(props.disabled) || whole.value.disabled === true;
		root.classList.toggle("q-readonly", isReadOnly(props));
		setAttribute(
			control,
			"aria-label",
			whole.value.name || (context.node.custom.ariaLabel as string | undefined),
		);
		if (control instanceof HTMLTextAreaElement)
			control.rows = Math.max(1, numberOr(props.rows, root.dataset.kind === "object" ? 5 : 3));
		else {
			const kind = textOf(props.type);
			const native = kind === "email" || kind === "tel" || kind === "password" ? kind : "text";
			// The eye of a password that can be shown owns the type of its field.
			if (root === control || kind !== "password") control.type = native;
			control.inputMode =
				kind === "number" ? "decimal" : kind === "duration" || kind === "time" ? "text" : "";
			control.autocomplete =
				kind === "date" || kind === "number" || kind === "duration" || kind === "time" ? "off" : "";
		}
	});
}

function passwordFrame(context: Context, control: HTMLInputElement): HTMLElement {
	control.type = "password";
	const eye = element("button", "q-eye");
	eye.type = "button";
	const frame = element("div", "q-password", control, eye);
	const show = (shown: boolean) => {
		control.type = shown ? "text" : "password";
		eye.setAttribute("aria-label", shown ? "Hide password" : "Show password");
		eye.setAttribute("aria-pressed", String(shown));
	};
	show(false);
	eye.addEventListener("click", () => show(control.type === "password"));
	// A revealed password is hidden again when the person goes on.
	frame.addEventListener("focusout", (event) => {
		if (!(event.relatedTarget instanceof Node && frame.contains(event.relatedTarget))) show(false);
	});
	context.effect(() => {
		frame.dataset.eye = textOf(context.props.value.eyePosition) || "right";
		eye.disabled = isOn(context.props.value.disabled);
	});
	return frame;
}

/** Arrow up and down change a number by one and a duration by the part the caret is in. */
function stepped(event: KeyboardEvent, control: Control, kind: string, locale: string, writer: Writer): void {
	const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
	if (direction === 0 || control.readOnly || !(control instanceof HTMLInputElement)) return;
	if (kind === "duration") {
		const caret = control.selectionStart ?? 0;
		const value = stepDuration(control.value, caret, direction);
		if (value === undefined) return;
		event.preventDefault();
		writer.choose(value);
		control.setSelectionRange(caret, caret);
	} else if (kind === "number" && control.value.trim() !== "") {
		const value = codecOf("number", {}, locale).parse(control.value);
		if (!value.ok || typeof value.value !== "number") return;
		event.preventDefault();
		// Powers of ten keep 0.1 + 1 from becoming 1.1000000000000001.
		writer.choose(Number((value.value + direction).toPrecision(15)));
	}
}

/** A press on the field or an arrow key opens the calendar; typing a date works as well. */
function pickDates(context: Context, control: HTMLInputElement, writer: Writer): void {
	control.setAttribute("aria-haspopup", "dialog");
	control.setAttribute("aria-expanded", "false");
	control.setAttribute("role", "combobox");
	const intervals = context.list("intervalsDs");
	let calendar: Calendar | undefined;
	const currentDate = () => {
		const typed = codecOf("date", context.props.peek(), context.locale.peek()).parse(control.value);
		return typed.ok ? parseDate(typed.value) : undefined;
	};
	const open = async (intoGrid: boolean) => {
		if (control.readOnly || control.disabled) return;
		if (calendar) return intoGrid ? calendar.focus() : undefined;
		const { openCalendar } = await import("./calendar.ts");
		if (calendar || context.signal.aborted || (!intoGrid && document.activeElement !== control)) return;
		const list = intervals.peek();
		const rows = list && Array.from({ length: list.length.peek() }, (_, index) => list.row(index).peek());
		control.setAttribute("aria-expanded", "true");
		calendar = openCalendar({
			anchor: control,
			signal: context.signal,
			locale: context.locale.peek(),
			startDay: weekdayOf(context.props.peek().startDay),
			selected: currentDate(),
			today: new Date(),
			selectable: readIntervals(rows ?? context.props.peek().intervals, new Date()),
			choose: (date) => writer.choose(date ? isoDate(date) : null),
			closed(restore) {
				calendar = undefined;
				control.setAttribute("aria-expanded", "false");
				if (restore) control.focus();
			},
		});
		if (intoGrid) calendar.focus();
	};
	control.addEventListener("click", () => void open(false));
	control.addEventListener("keydown", (event) => {
		if (event.key !== "ArrowDown") return;
		event.preventDefault();
		void open(true);
	});
	control.addEventListener("input", () => {
		const date = currentDate();
		if (date) calendar?.show(date);
	});
	control.addEventListener("blur", () => {
		// Focus that went into the calendar keeps it open; focus that left both closes it.
		setTimeout(() => {
			const at = document.activeElement;
			if (calendar && at !== control && !at?.closest(".q-calendar")) calendar.close();
		});
	});
}
