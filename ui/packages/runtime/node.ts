/** One node of a page: what is common to all its elements, and the context of each. */
import { computed, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import type { SourceScope } from "../sources/index.ts";
import type { ActionCard, PageNode } from "../wire/page.ts";
import { readCards } from "../wire/readPage.ts";
import { textOf } from "../wire/shape.ts";
import type { Handle, Props } from "./component.ts";
import { effectiveProps, mayChange } from "./effectiveProps.ts";

/** What the properties of nodes depend on. */
export interface PropsHome {
	readonly editing: boolean;
	readonly activeStates: ReadonlySignal<readonly string[]>;
	readonly locale: ReadonlySignal<string>;
	translate(key: string, locale: string): string | undefined;
}

/** A node with what the server and the states do to it; shared by all its elements (a list has many). */
export class NodeState {
	readonly node: Signal<PageNode>;
	readonly props: ReadonlySignal<Props>;
	/** Set by the server's show() and hide(); undefined as long as it said nothing. */
	readonly visible: Signal<boolean | undefined> = signal(undefined);
	/** Classes the server added (true) and removed (false). */
	readonly classes: Signal<ReadonlyMap<string, boolean>> = signal(new Map());
	/** What showing and hiding mean to its elements, when it is not plain display. */
	readonly handles = new Set<Handle>();
	/** True when its look never changes, so that nothing needs to be watched. */
	readonly fixed: boolean;
	readonly #cards: ReadonlySignal<ReadonlyMap<string, readonly ActionCard[]>>;

	constructor(node: PageNode, home: PropsHome) {
		this.node = signal(node);
		this.fixed = !home.editing && !mayChange(node) && textOf(node.props.serverSideRef) === "";
		this.props = computed(() => {
			const locale = home.locale.value;
			return effectiveProps(this.node.value, home.activeStates.value, locale, (key) =>
				home.translate(key, locale),
			);
		});
		this.#cards = computed(() => cardsByTrigger(this.node.value));
	}

	get id(): string {
		return this.node.peek().id;
	}

	/** The server-side reference, "" if it has none. */
	get reference(): string {
		return textOf(this.node.peek().props.serverSideRef);
	}

	/** The enabled cards of a trigger, compared without case. */
	cards(trigger: string): readonly ActionCard[] {
		return untracked(() => this.#cards.value.get(trigger.toLowerCase()) ?? []);
	}

	/** The triggers that have cards. */
	get triggers(): readonly string[] {
		return untracked(() => [...this.#cards.value.keys()]);
	}
}

function cardsByTrigger(node: PageNode): ReadonlyMap<string, readonly ActionCard[]> {
	const found = new Map<string, ActionCard[]>();
	for (const card of readCards(node.props.events)) {
		for (const trigger of new Set(card.disabled ? [] : card.events.map((name) => name.toLowerCase()))) {
			found.set(trigger, [...(found.get(trigger) ?? []), card]);
		}
	}
	return found;
}

/** One trigger that fired. */
export interface Fired {
	readonly state: NodeState;
	readonly scope: SourceScope;
	readonly trigger: string;
	readonly data: Readonly<Record<string, unknown>>;
	readonly cards: readonly ActionCard[];
}
