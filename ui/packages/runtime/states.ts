/** Which states of a page are active, and in which order their overrides apply (spec/studio_pages.md 2.6). */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { PageMetadata, StateDeclaration } from "../wire/page.ts";
import { asksStates, type ConditionContext, holds } from "./conditions.ts";

export const baseLabel = "Base";

export class PageStates {
	/** The active states, the strongest last: enabled ones in the order of enabling, then conditional ones. */
	readonly active: ReadonlySignal<readonly string[]>;
	readonly #declared: ReadonlyMap<string, StateDeclaration>;
	readonly #enabled: Signal<readonly string[]>;
	readonly #context: ConditionContext;

	constructor(
		metadata: PageMetadata,
		context: Omit<ConditionContext, "currentStates">,
		kept?: readonly string[],
	) {
		const states = (metadata.states ?? []).filter((state) => state.id !== "root");
		this.#declared = new Map(states.map((state) => [state.id, state]));
		this.#enabled = signal((kept ?? metadata.defaultStates ?? []).filter((id) => this.#isFree(id)));
		const plain = states.filter((state) => state.conditions && !asksStates(state.conditions, full()));
		const asking = states.filter((state) => state.conditions && asksStates(state.conditions, full()));
		const first = this.#conditional(plain);
		const known = computed(() => [...this.#enabled.value, ...first.value]);
		this.#context = { ...context, currentStates: () => this.#labels(known.value) };
		const second = this.#conditional(asking);
		this.active = computed(() => [...known.value, ...second.value]);

		/** Only `saved` is asked while the two groups are told apart. */
		function full(): ConditionContext {
			return { ...context, currentStates: () => [] };
		}
	}

	/** Those whose condition holds, in the order in which they came to hold. */
	#conditional(states: readonly StateDeclaration[]): ReadonlySignal<readonly string[]> {
		let before: readonly string[] = [];
		return computed(() => {
			const now = states.filter((state) => holds(state.conditions, this.#context)).map((state) => state.id);
			const same = before.length === now.length && now.every((id) => before.includes(id));
			if (!same) {
				before = [...before.filter((id) => now.includes(id)), ...now.filter((id) => !before.includes(id))];
			}
			return before;
		});
	}

	#isFree(id: string): boolean {
		const state = this.#declared.get(id);
		return state !== undefined && !state.conditions;
	}

	#labels(ids: readonly string[]): readonly string[] {
		const labels = ids.map((id) => this.#declared.get(id)?.label ?? id);
		return labels.length === 0 ? [baseLabel] : labels;
	}

	/** The labels of the active states, "Base" when there are none. */
	get labels(): readonly string[] {
		return this.#labels(this.active.value);
	}

	/** The states enabled by defaults, actions and the server. */
	get enabled(): readonly string[] {
		return this.#enabled.peek();
	}

	/** Enables states; what was enabled already becomes the most recent. Conditional ones cannot be. */
	add(ids: readonly string[]): void {
		const fresh = ids.filter((id) => this.#isFree(id));
		this.#enabled.value = [...this.#enabled.peek().filter((id) => !fresh.includes(id)), ...fresh];
	}

	remove(ids: readonly string[]): void {
		this.#enabled.value = this.#enabled.peek().filter((id) => !ids.includes(id));
	}

	clear(): void {
		this.#enabled.value = [];
	}

	/** The ids of the states with a label. */
	byLabel(label: string): readonly string[] {
		return [...this.#declared.values()].filter((state) => state.label === label).map((state) => state.id);
	}
}
