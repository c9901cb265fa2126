/**
 * When an input writes: on commit (leaving it, Enter, a choice), and for text and numbers after a pause in typing.
 * The source has its value before onchange runs, and any other card flushes what is still being typed.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import type { Context } from "../../runtime/component.ts";
import type { Binding } from "../../sources/scope.ts";
import { setAttribute } from "../element.ts";
import type { Codec } from "./codec.ts";

/** The pause in typing after which a text is written, in milliseconds. */
export const typingPause = 300;

/** What the writing of an input depends on. */
export interface Writing {
	readonly control: HTMLInputElement | HTMLTextAreaElement;
	readonly binding: ReadonlySignal<Binding | undefined>;
	readonly codec: ReadonlySignal<Codec>;
	/** Whether a pause in typing writes. */
	readonly whileTyping: ReadonlySignal<boolean>;
}

/** A value someone chose instead of typing, and the end of typing. */
export interface Writer {
	commit(): void;
	choose(value: unknown): void;
}

/** Connects a control with its source in both directions. */
export function connect(context: Context, { control, binding, codec, whileTyping }: Writing): Writer {
	const focused = signal(false);
	let typed: string | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;

	const complain = (message: string) => {
		control.setCustomValidity?.(message);
		setAttribute(control, "aria-invalid", message !== "" && "true");
		control.title = message;
	};
	const write = (value: unknown) => {
		typed = undefined;
		complain("");
		const target = binding.peek();
		if (target && same(target.value.peek(), value)) return;
		target?.set(value);
		void context.fire("onchange");
	};
	const commit = () => {
		clearTimeout(timer);
		if (typed === undefined) return;
		const parsed = codec.peek().parse(typed);
		if (parsed.ok) write(parsed.value);
		else complain(parsed.message); // what was typed stays
	};

	let lastValue: unknown;
	let wasEditing = false;
	context.effect(() => {
		const value = binding.value?.value.value;
		const conversion = codec.value;
		const editing = focused.value;
		const changed = !Object.is(value, lastValue);
		const staying = editing && wasEditing;
		const arriving = editing && !wasEditing;
		lastValue = value;
		wasEditing = editing;
		if (!binding.value) return;
		if (typed !== undefined) {
			if (editing || !changed) return; // never over what a person is typing
			typed = undefined;
			complain("");
		}
		if (staying && means(conversion, control.value, value)) return;
		const text = editing ? conversion.edit(value) : conversion.show(value);
		if (control.value === text) return;
		control.value = text;
		// The browser selects what it comes to by Tab, but not what takes its place. A click sets the caret later.
		if (arriving) control.select();
	});

	const listening = { signal: context.signal };
	control.addEventListener(
		"input",
		() => {
			typed = control.value;
			clearTimeout(timer);
			if (whileTyping.peek()) timer = setTimeout(commit, typingPause);
		},
		listening,
	);
	control.addEventListener(
		"focus",
		() => {
			focused.value = true;
		},
		listening,
	);
	control.addEventListener(
		"blur",
		() => {
			commit();
			focused.value = false;
		},
		listening,
	);
	control.addEventListener(
		"keydown",
		(event) => {
			const enter = (event as KeyboardEvent).key === "Enter" && !(event as KeyboardEvent).isComposing;
			if (enter && control instanceof HTMLInputElement) commit();
		},
		listening,
	);
	context.signal.addEventListener("abort", () => clearTimeout(timer));
	context.pending(commit);
	return {
		commit,
		choose(value) {
			clearTimeout(timer);
			control.value = codec.peek().edit(value);
			write(value);
		},
	};
}

/** Whether the text in the control already stands for the value, however it is spelt ("12." for 12). */
function means(codec: Codec, text: string, value: unknown): boolean {
	const parsed = codec.parse(text);
	return parsed.ok && same(parsed.value, value);
}

function same(a: unknown, b: unknown): boolean {
	const empty = (value: unknown) => value === null || value === undefined || value === "";
	if (empty(a) && empty(b)) return true;
	if (typeof a === "object" && typeof b === "object") return JSON.stringify(a) === JSON.stringify(b);
	return Object.is(a, b);
}
