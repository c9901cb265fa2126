/** Messages at the bottom of the page: five seconds, or until closed. */
import type { Environment } from "../../sources/index.ts";
import type { Notification } from "../../wire/effects.ts";

const shownFor = 5000;

export class Toasts {
	readonly #host: HTMLElement;
	readonly #environment: Environment;
	readonly #home: ParentNode | null;

	constructor(host: HTMLElement, environment: Environment) {
		this.#host = host;
		this.#home = host.parentNode;
		this.#environment = environment;
		host.classList.add("q-toasts");
		host.setAttribute("aria-live", "polite");
	}

	show({ message, level }: Notification): void {
		const { ownerDocument } = this.#host;
		const toast = ownerDocument.createElement("div");
		toast.className = `q-toast q-toast-${level}`;
		toast.setAttribute("role", level === "error" ? "alert" : "status");
		const text = ownerDocument.createElement("span");
		text.textContent = message;
		const close = ownerDocument.createElement("button");
		close.type = "button";
		close.className = "q-toast-close";
		close.setAttribute("aria-label", "Close");
		close.textContent = "×";
		toast.append(text, close);
		const cancel = this.#environment.after(shownFor, () => toast.remove());
		close.addEventListener("click", () => {
			cancel();
			toast.remove();
		});
		this.#host.append(toast);
		this.#rise();
	}

	/** A modal dialog covers everything outside it and makes it inert: messages move into the one that is in front. */
	#rise(): void {
		const { ownerDocument } = this.#host;
		const open = [...ownerDocument.querySelectorAll("dialog[open]")];
		const front = ownerDocument.activeElement?.closest("dialog[open]") ?? open.at(-1);
		const place = front ?? this.#home;
		if (this.#host.parentNode === place) return;
		place?.append(this.#host);
		front?.addEventListener("close", () => this.#home?.append(this.#host), { once: true });
	}
}
