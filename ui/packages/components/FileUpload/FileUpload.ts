/** Chooses a file, by dialog or by dropping it, uploads it and sets it on an image or blob attribute. */
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element, setAttribute } from "../element.ts";
import { buildSlot } from "../parts.ts";
import { isOn, plainText, textOf } from "../props.ts";
import { rootTriggers } from "../vocabulary.ts";
import { definition } from "./definition.ts";
import "./FileUpload.css";
import { acceptOf, accepts, sizeLimit, sizeText } from "./limits.ts";

export const fileUpload: Component = {
	definition,
	build(context) {
		const chooser = element("input", "q-upload__input");
		chooser.type = "file";
		const words = element("span", "q-upload__text");
		const status = element("span", "q-upload__status");
		status.setAttribute("aria-live", "polite");
		const remove = element("button", "q-upload__remove");
		remove.type = "button";
		remove.setAttribute("aria-label", "Remove the file");
		// A label, so that a press anywhere on it opens the native chooser, which keyboards reach as well.
		const root = componentElement("label", "fileupload", chooser, words, status, remove);
		const upload = new Upload(context, { root, chooser, status, remove });
		context.effect(() => {
			const props = context.props.value;
			words.textContent = plainText(context.text(props.text));
			chooser.accept = acceptOf(textOf(props.fileType));
			chooser.disabled = isOn(props.disabled) || context.editing;
		});
		placeIcon(context, root, words);
		upload.listen();
		return context.root(root, rootTriggers(definition, "onchange"));
	},
};

function placeIcon(context: Context, root: HTMLElement, words: HTMLElement): void {
	let icon: HTMLElement | undefined;
	context.effect(() => {
		const position = textOf(context.props.value.iconPosition) || "hidden";
		root.dataset.icon = position;
		if (position === "hidden") icon?.remove();
		else {
			icon ??= buildSlot(context, "icon");
			if (icon) words[position === "right" || position === "bottom" ? "after" : "before"](icon);
		}
	});
}

interface Parts {
	readonly root: HTMLElement;
	readonly chooser: HTMLInputElement;
	readonly status: HTMLElement;
	readonly remove: HTMLElement;
}

class Upload {
	/** What the last upload of this component set; another value in the source is somebody else's. */
	private uploaded: unknown;
	private turn = 0;

	constructor(
		private readonly context: Context,
		private readonly parts: Parts,
	) {}

	listen(): void {
		const { root, chooser, remove } = this.parts;
		const binding = this.context.binding("datasource");
		this.say("", "idle");
		this.context.effect(() => {
			const value = binding.value?.value.value;
			if (this.uploaded !== undefined && value !== this.uploaded) {
				this.uploaded = undefined;
				this.say("", "idle");
			}
		});
		chooser.addEventListener("change", () => {
			const file = chooser.files?.[0];
			chooser.value = ""; // the same file can be chosen again
			if (file) void this.take(file);
		});
		remove.addEventListener("click", (event) => {
			event.preventDefault();
			this.turn++;
			this.say("", "idle");
			binding.peek()?.set(null);
			void this.context.fire("onchange");
		});
		const open = () => isOn(this.context.props.peek().dragAndDrop ?? true) && !chooser.disabled;
		root.addEventListener("dragover", (event) => {
			if (!open() || !event.dataTransfer?.types.includes("Files")) return;
			event.preventDefault();
			root.dataset.drop = "";
		});
		root.addEventListener("dragleave", (event) => {
			if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget)))
				delete root.dataset.drop;
		});
		root.addEventListener("drop", (event) => {
			delete root.dataset.drop;
			if (!open()) return;
			event.preventDefault();
			const file = event.dataTransfer?.files[0];
			if (file) void this.take(file);
		});
	}

	private async take(file: File): Promise<void> {
		const locale = this.context.locale.peek();
		const limit = sizeLimit(textOf(this.context.props.peek().fileSizeLimit));
		if (!accepts(file, this.parts.chooser.accept))
			return this.say(`${file.name} is of another type.`, "failed");
		if (file.size > limit) {
			const sizes = `${sizeText(file.size, locale)}; at most ${sizeText(limit, locale)}`;
			return this.say(`${file.name} is too large (${sizes}).`, "failed");
		}
		const turn = ++this.turn;
		this.say(file.name, "busy");
		try {
			const value = await this.context.upload(file);
			if (turn !== this.turn || this.context.signal.aborted) return; // another file, or none, by now
			this.uploaded = value;
			this.context.binding("datasource").peek()?.set(value);
			this.say(file.name, "done");
			await this.context.fire("onchange");
		} catch {
			if (turn === this.turn) this.say(`${file.name} could not be uploaded. Try again.`, "failed");
		}
	}

	private say(message: string, state: "idle" | "busy" | "done" | "failed"): void {
		const { root, status, remove } = this.parts;
		root.dataset.state = state;
		setAttribute(root, "aria-busy", state === "busy" && "true");
		status.textContent = message;
		status.title = message;
		status.hidden = message === "";
		remove.hidden = state !== "done" && state !== "busy";
	}
}
