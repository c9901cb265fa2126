/** A dialog over the page. Its reference is its name; cards and server code open and close it by that. */
import type { Component, Context } from "../../runtime/component.ts";
import { componentElement, element } from "../element.ts";
import { buildSlot } from "../parts.ts";
import { isOn, textOf } from "../props.ts";
import { definition } from "./definition.ts";
import "./Dialog.css";

export const dialog: Component = {
	definition,
	build(context) {
		const box = componentElement("div", "dialog");
		const overlay = element("div", "fd-dialog-overlay");
		const frame = element("dialog", "q-dialog", overlay, box);
		const opening = new Opening(context, frame, box, overlay);
		context.effect(() => {
			const props = context.props.value;
			frame.dataset.overlay = String(isOn(props.overlay ?? true));
			frame.classList.toggle("q-animated", isOn(props.animated ?? true));
		});
		frame.setAttribute(
			"aria-label",
			context.node.displayName || textOf(context.node.props.serverSideRef) || "Dialog",
		);
		context.handle({ show: () => opening.open(), hide: () => opening.close() });
		context.root(box, { triggers: [] });
		return frame;
	},
};

/** One dialog's opening and closing. Its content lives from opening to closing. */
class Opening {
	private state: "closed" | "opening" | "open" | "closing" = "closed";
	private content: HTMLElement[] = [];
	private returnTo: Element | null = null;

	constructor(
		private readonly context: Context,
		private readonly frame: HTMLDialogElement,
		private readonly box: HTMLElement,
		overlay: HTMLElement,
	) {
		frame.addEventListener("cancel", (event) => {
			// Escape; a file chooser inside the dialog sends a cancel of its own.
			if (event.target !== frame) return;
			event.preventDefault();
			if (this.closable) void this.close();
		});
		// A browser closes a modal dialog by itself on the second Escape: it stays unless it may close.
		frame.addEventListener("close", () => {
			if (this.state !== "open") return;
			if (this.closable) void this.close();
			else this.frame.showModal();
		});
		overlay.addEventListener("click", () => {
			if (this.closable) void this.close();
		});
		context.signal.addEventListener("abort", () => frame.open && frame.close());
	}

	private get closable(): boolean {
		return isOn(this.context.props.peek().closable ?? true);
	}

	async open(): Promise<void> {
		if (this.state !== "closed") return;
		this.state = "opening";
		const { context } = this;
		this.returnTo = document.activeElement;
		if (context.handles("onopen")) await context.fire("onopen");
		if (context.handles("oninit")) await context.fire("oninit");
		// A card of oninit may have closed it again, or the page is gone.
		if (this.state !== "opening" || context.signal.aborted) return;
		this.fill();
		this.state = "open";
		if (isOn(context.props.peek().overlay ?? true)) this.frame.showModal();
		else this.frame.show();
		if (context.handles("onloaded")) await context.fire("onloaded");
	}

	async close(): Promise<void> {
		if (this.state === "opening") this.state = "closed";
		if (this.state !== "open") return;
		this.state = "closing";
		if (this.context.handles("onclose")) await this.context.fire("onclose");
		this.frame.close();
		this.empty();
		this.state = "closed";
		if (this.returnTo instanceof HTMLElement && this.returnTo.isConnected)
			this.returnTo.focus({ preventScroll: true });
	}

	private fill(): void {
		const { context } = this;
		const body = buildSlot(context, "Dialog");
		const cross = this.closable ? this.control("close", "Close") : undefined;
		const grip = isOn(context.props.peek().draggable) ? this.control("drag", "Move the dialog") : undefined;
		if (cross) cross.addEventListener("click", () => void this.close());
		if (grip) dragBy(grip, this.box);
		this.content = [body, grip, cross].filter((part) => part !== undefined);
		this.box.style.translate = "";
		this.box.append(...this.content);
	}

	/** An icon of the dialog as a button; the content comes first, so that focus starts there. */
	private control(slot: string, name: string): HTMLElement | undefined {
		const icon = buildSlot(this.context, slot);
		if (!icon) return undefined;
		icon.classList.add(`fd-dialog__${slot}`);
		icon.setAttribute("role", "button");
		icon.removeAttribute("aria-hidden");
		icon.setAttribute("aria-label", name);
		icon.tabIndex = 0;
		icon.addEventListener("keydown", (event) => {
			if (event.key !== "Enter" && event.key !== " ") return;
			event.preventDefault();
			icon.click();
		});
		return icon;
	}

	private empty(): void {
		for (const part of this.content) this.context.dispose(part);
		this.content = [];
	}
}

const keyboardStep = 16;

/** Moves the box with its grip, by pointer or arrow keys, and keeps a corner of it in sight. */
function dragBy(grip: HTMLElement, box: HTMLElement): void {
	let left = 0;
	let top = 0;
	const moveTo = (x: number, y: number) => {
		const rect = box.getBoundingClientRect();
		const edge = 48;
		const dx = Math.min(innerWidth - edge - rect.left, Math.max(edge - rect.right, x - left));
		const dy = Math.min(innerHeight - edge - rect.top, Math.max(-rect.top, y - top));
		left += dx;
		top += dy;
		box.style.translate = `${left}px ${top}px`;
	};
	grip.addEventListener("pointerdown", (event) => {
		if (event.button !== 0) return;
		event.preventDefault();
		grip.setPointerCapture(event.pointerId);
		const from = { x: event.clientX - left, y: event.clientY - top };
		const move = (moved: PointerEvent) => moveTo(moved.clientX - from.x, moved.clientY - from.y);
		grip.addEventListener("pointermove", move);
		const end = () => grip.removeEventListener("pointermove", move);
		grip.addEventListener("lostpointercapture", end, { once: true });
	});
	grip.addEventListener("keydown", (event) => {
		const x = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
		const y = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
		if (x === 0 && y === 0) return;
		event.preventDefault();
		moveTo(left + x * keyboardStep, top + y * keyboardStep);
	});
}
