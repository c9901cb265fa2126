/** What surrounds the pages: progress bar, toasts, banner. */
import { effect } from "@preact/signals-core";
import type { Environment, RestClient } from "../../sources/index.ts";
import type { Notification } from "../../wire/effects.ts";
import { Banner } from "./banner.ts";
import { Toasts } from "./toast.ts";

/** Requests shorter than this show no progress, in milliseconds. */
const patience = 200;

/** How often the server is tried again while it cannot be reached. */
const retryEvery = 3000;

export class Chrome {
	readonly banner: Banner;
	readonly #toasts: Toasts;
	readonly #environment: Environment;

	constructor(document: Document, environment: Environment, rest: RestClient, ping: () => Promise<unknown>) {
		this.#environment = environment;
		const add = (tag: string) => document.body.appendChild(document.createElement(tag));
		const progress = add("div");
		this.banner = new Banner(add("div"), environment);
		this.#toasts = new Toasts(add("div"), environment);
		this.#showProgress(progress, rest);
		this.#watchConnection(rest, ping);
	}

	notify(notification: Notification): void {
		if (notification.message !== "") {
			this.#toasts.show(notification);
		}
	}

	#showProgress(bar: HTMLElement, rest: RestClient): void {
		bar.className = "qodly-progress q-progress";
		bar.setAttribute("aria-hidden", "true");
		bar.hidden = true;
		let cancel: (() => void) | undefined;
		effect(() => {
			const busy = rest.running.value > 0;
			if (!busy) {
				cancel?.();
				cancel = undefined;
				bar.hidden = true;
			} else if (cancel === undefined) {
				cancel = this.#environment.after(patience, () => {
					bar.hidden = false;
				});
			}
		});
	}

	#watchConnection(rest: RestClient, ping: () => Promise<unknown>): void {
		let lost = false;
		const retry = () => {
			this.#environment.after(retryEvery, () => {
				void ping()
					.catch(() => {})
					.then(() => rest.connected.peek() || retry());
			});
		};
		effect(() => {
			const connected = rest.connected.value;
			if (!connected && !lost) {
				lost = true;
				this.banner.show("lost", "Connection lost. Trying again …");
				retry();
			} else if (connected && lost) {
				lost = false;
				this.banner.show("restored", "Connection restored", { for: retryEvery });
			}
		});
	}
}
