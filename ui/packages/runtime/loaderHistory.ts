/**
 * Back and forward inside page loaders. The address stays; each entry of the browser's history remembers which page
 * every loader was sent to, so that going back never loses the shell and a reload finds the place again.
 */
import { isRecord, type JsonRecord, recordOf, textOf } from "../wire/shape.ts";
import type { Browser } from "./browser.ts";

interface Visit {
	readonly page: string;
	/** What the loader declared by itself then: the place is only found again while it still does. */
	readonly declared: string;
}

export class LoaderHistory {
	readonly #browser: Browser;
	/** The page in the address: entries of another one are not ours. */
	readonly #start: string;

	constructor(browser: Browser, start: string) {
		this.#browser = browser;
		this.#start = start;
	}

	#visits(): Readonly<Record<string, Visit>> {
		const state = recordOf(recordOf(this.#browser.history.state as unknown).quoin);
		if (state.start !== this.#start) {
			return {};
		}
		const entries = Object.entries(recordOf(state.loaders)).filter((entry): entry is [string, JsonRecord] =>
			isRecord(entry[1]),
		);
		return Object.fromEntries(
			entries.map(([path, visit]) => [path, { page: textOf(visit.page), declared: textOf(visit.declared) }]),
		);
	}

	/** The page a loader was sent to, while it declares the same page as then. */
	find(path: string, declared: string): string | undefined {
		const visit = this.#visits()[path];
		return visit && visit.declared === declared && visit.page !== "" ? visit.page : undefined;
	}

	/** The page a loader was sent to. */
	get(path: string): string | undefined {
		return this.#visits()[path]?.page;
	}

	/** Adds an entry: loaders below the one that moves start afresh. */
	visit(path: string, page: string, declared: string): void {
		const visits = withoutBelow(this.#visits(), path);
		this.#browser.history.pushState(this.#state({ ...visits, [path]: { page, declared } }), "");
	}

	/** The loader shows what it declares: nothing to remember for it in this entry. */
	forget(path: string): void {
		const visits = this.#visits();
		if (Object.hasOwn(visits, path)) {
			const { [path]: _, ...rest } = withoutBelow(visits, path);
			this.#browser.history.replaceState(this.#state(rest), "");
		}
	}

	/** Forgets everything in this entry. */
	clear(): void {
		this.#browser.history.replaceState(null, "");
	}

	#state(loaders: Readonly<Record<string, Visit>>): unknown {
		return { quoin: { start: this.#start, loaders } };
	}
}

function withoutBelow(visits: Readonly<Record<string, Visit>>, path: string): Record<string, Visit> {
	return Object.fromEntries(Object.entries(visits).filter(([other]) => !other.startsWith(`${path}:`)));
}
