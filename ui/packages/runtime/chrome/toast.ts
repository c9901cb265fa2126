/** Messages at the bottom of the page: five seconds, or until closed. */
import type { Environment } from "../../sources/index.ts";
import type { Notification } from "../../wire/effects.ts";

const shownFor = 5000;

export class Toasts {
	readonly #host: HTMLElement;
	readonly #environment: Environment;

	constructor(host: HTMLElement, environment: Environment) {
		this.#host = host;
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
	}
}
