/**
 * Runs the onChange cards of sources (spec/studio_pages.md 4.3): once per source and turn, never for initial values,
 * and no deeper than a chain of 20 changes that cause one another.
 */
import type { Source } from "./source.ts";

/** Which changes led to what is being done now. */
export interface Cause {
	readonly sources: readonly Source[];
}

/** A person or the server did it. */
export const outside: Cause = { sources: [] };

/** The longest chain of changes that cause one another. */
export const deepestChange = 20;

export class Changes {
	readonly #waiting = new Map<Source, Cause>();
	readonly #running = new Set<Source>();
	readonly #run: (source: Source, cause: Cause) => Promise<void>;
	readonly #report: (message: string) => void;
	#cause: Cause = outside;
	#scheduled = false;

	constructor(run: (source: Source, cause: Cause) => Promise<void>, report: (message: string) => void) {
		this.#run = run;
		this.#report = report;
	}

	/** Runs fn, which must be synchronous, with its changes laid to a cause. */
	because<T>(cause: Cause, fn: () => T): T {
		const before = this.#cause;
		this.#cause = cause;
		try {
			return fn();
		} finally {
			this.#cause = before;
		}
	}

	/** Notes that a source has changed. Several changes before the turn ends are one. */
	note(source: Source): void {
		const cards = source.declaration.events ?? [];
		if (!cards.some((card) => card.events.some((name) => name.toLowerCase() === "onchange"))) {
			return;
		}
		if (this.#cause.sources.length >= deepestChange) {
			this.#report(`onChange stopped: ${nameCycle(this.#cause.sources, source)} change one another for ever`);
			return;
		}
		this.#waiting.set(source, this.#cause);
		if (!this.#scheduled) {
			this.#scheduled = true;
			queueMicrotask(() => this.#flush());
		}
	}

	#flush(): void {
		this.#scheduled = false;
		for (const [source, cause] of [...this.#waiting]) {
			if (this.#running.has(source)) {
				continue; // runs again when the present run has ended
			}
			this.#waiting.delete(source);
			this.#start(source, { sources: [...cause.sources, source] });
		}
	}

	#start(source: Source, cause: Cause): void {
		this.#running.add(source);
		this.#run(source, cause)
			.catch((error: unknown) => this.#report(`onChange of ${source.name}: ${String(error)}`))
			.finally(() => {
				this.#running.delete(source);
				if (this.#waiting.size > 0) {
					this.#flush();
				}
			});
	}

	/** Whether nothing runs or waits. */
	get idle(): boolean {
		return this.#waiting.size === 0 && this.#running.size === 0;
	}
}

/** The part of a chain that repeats: `a → b → a`. */
function nameCycle(chain: readonly Source[], last: Source): string {
	const from = chain.lastIndexOf(last);
	const ring = from < 0 ? chain.slice(-3) : chain.slice(from);
	return [...ring, last].map((source) => source.name).join(" → ");
}
