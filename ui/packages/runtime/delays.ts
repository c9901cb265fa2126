/** Cards that wait (debounce) or skip (throttle), as their `extra` says. */
import type { Environment } from "../sources/index.ts";
import type { ActionCard } from "../wire/page.ts";
import { countOf, recordOf } from "../wire/shape.ts";

interface Waiting {
	cancel(): void;
	run: (() => void) | undefined;
}

export class Delays {
	readonly #environment: Environment;
	readonly #waiting = new WeakMap<object, Map<string, Waiting>>();

	constructor(environment: Environment) {
		this.#environment = environment;
	}

	/** Takes a card that has a delay and runs it in its time; false for one that has none. */
	take(card: ActionCard, owner: object, run: () => void): boolean {
		const extra = recordOf(card.extra);
		const time = countOf(extra.delayTime, 0);
		if (time === 0 || (extra.delayType !== "debounce" && extra.delayType !== "throttle")) {
			return false;
		}
		const waiting = this.#waiting.get(owner) ?? new Map<string, Waiting>();
		this.#waiting.set(owner, waiting);
		const id = card.id ?? "";
		if (extra.delayType === "debounce") {
			waiting.get(id)?.cancel();
			this.#wait(waiting, id, time, run);
		} else {
			const last = waiting.get(id);
			if (last) {
				last.run = run; // the last one of the pause runs at its end
			} else {
				this.#wait(waiting, id, time, undefined);
				run();
			}
		}
		return true;
	}

	#wait(waiting: Map<string, Waiting>, id: string, time: number, run: (() => void) | undefined): void {
		const entry: Waiting = {
			run,
			cancel: this.#environment.after(time, () => {
				waiting.delete(id);
				entry.run?.();
			}),
		};
		waiting.set(id, entry);
	}
}
