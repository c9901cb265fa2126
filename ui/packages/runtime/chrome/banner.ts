/** The strip at the top of the page: connection lost and restored, session ended. */
import type { Environment } from "../../sources/index.ts";

export interface BannerAction {
	readonly label: string;
	run(): void;
}

export class Banner {
	readonly #host: HTMLElement;
	readonly #environment: Environment;
	#cancel: () => void = () => {};

	constructor(host: HTMLElement, environment: Environment) {
		this.#host = host;
		this.#environment = environment;
		host.classList.add("q-banner");
		host.setAttribute("role", "status");
		host.hidden = true;
	}

	/** Shows a text until the next one, or for some milliseconds. */
	show(
		kind: "lost" | "restored" | "ended",
		text: string,
		options: { action?: BannerAction; for?: number } = {},
	): void {
		this.#cancel();
		this.#host.className = `q-banner q-banner-${kind}`;
		this.#host.textContent = text;
		if (options.action) {
			const { label, run } = options.action;
			const button = this.#host.ownerDocument.createElement("button");
			button.type = "button";
			button.textContent = label;
			button.addEventListener("click", run);
			this.#host.append(button);
		}
		this.#host.hidden = false;
		if (options.for !== undefined) {
			this.#cancel = this.#environment.after(options.for, () => {
				this.#host.hidden = true;
			});
		}
	}
}
