/** Builds the element of a node and keeps it alive: the Context that components see. */
import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals-core";
import { type Binding, type ListBinding, type Scope, SourceScope } from "../sources/index.ts";
import type { PageNode } from "../wire/page.ts";
import { recordOf, textOf, textsOf } from "../wire/shape.ts";
import type { Component, Context, EventData, Handle, Props } from "./component.ts";
import { dress } from "./dress.ts";
import type { Fired, NodeState } from "./node.ts";
import { isShortcut, type KeyPress } from "./shortcuts.ts";

/** What nodes need of their page. */
export interface NodeHome {
	readonly editing: boolean;
	readonly scope: SourceScope;
	readonly locale: ReadonlySignal<string>;
	component(name: string): Component | undefined;
	nodeState(id: string): NodeState | undefined;
	/** The classes an element gets for the name of a user's class. */
	classNames(name: string): readonly string[];
	text(value: unknown): string;
	/** Says in the console, once, that something was ignored. */
	ignored(message: string): void;
	failed(message: string, error: unknown): void;
	/** Runs the cards of a trigger. */
	run(fired: Fired): Promise<void>;
	/** Registers a function that runs before any card; the result takes it back. */
	pending(flush: () => void): () => void;
	loadPage(node: NodeContext, host: HTMLElement, page: string): Promise<void>;
	upload(file: Blob): Promise<unknown>;
	built(node: NodeContext): void;
	gone(node: NodeContext): void;
}

export class NodeContext implements Context {
	readonly node: PageNode;
	readonly scope: Scope;
	/** Where the paths of action cards are looked up. */
	readonly cardScope: SourceScope;
	readonly state: NodeState;
	readonly home: NodeHome;
	readonly parent: NodeContext | undefined;
	/** Set as soon as the component has made it. */
	element: HTMLElement | undefined;
	readonly #children = new Map<HTMLElement, NodeContext>();
	readonly #endings: (() => void)[] = [];
	readonly #queues = new Map<string, Promise<void>>();
	#controller: AbortController | undefined;
	#ended = false;

	constructor(home: NodeHome, state: NodeState, scope: Scope, parent: NodeContext | undefined) {
		this.home = home;
		this.cardScope = scope instanceof SourceScope ? scope : (parent?.cardScope ?? home.scope);
		this.state = state;
		this.node = state.node.peek();
		this.scope = scope;
		this.parent = parent;
	}

	get props(): ReadonlySignal<Props> {
		return this.state.props;
	}

	get editing(): boolean {
		return this.home.editing;
	}

	get locale(): ReadonlySignal<string> {
		return this.home.locale;
	}

	get signal(): AbortSignal {
		this.#controller ??= new AbortController();
		if (this.#ended) {
			this.#controller.abort();
		}
		return this.#controller.signal;
	}

	effect(fn: () => void): void {
		const stop = effect(() => {
			try {
				fn();
			} catch (error) {
				this.home.failed(this.#named("an update failed"), error);
			}
		});
		this.onEnd(stop);
	}

	/** Runs fn when the node leaves the page; at once when it has left already. */
	onEnd(fn: () => void): void {
		if (this.#ended) {
			fn();
		} else {
			this.#endings.push(fn);
		}
	}

	binding(prop: string): ReadonlySignal<Binding | undefined> {
		return computed(() => {
			const path = textOf(this.props.value[prop]);
			return path === "" ? undefined : this.scope.bind(path);
		});
	}

	list(prop: string): ReadonlySignal<ListBinding | undefined> {
		return computed(() => {
			const path = textOf(this.props.value[prop]);
			return path === "" ? undefined : this.scope.list(path);
		});
	}

	build(nodeId: string, scope?: Scope): HTMLElement {
		// Whoever builds inside of an effect does not depend on what building reads; nor for the calls below.
		const child = untracked(() => buildNode(this.home, nodeId, scope ?? this.scope, this));
		this.#children.set(child.element, child.context);
		return child.element;
	}

	buildChildren(parent: HTMLElement, scope?: Scope): void {
		parent.append(...this.state.node.peek().nodes.map((id) => this.build(id, scope)));
	}

	dispose(element: HTMLElement): void {
		const child = this.#children.get(element);
		this.#children.delete(element);
		untracked(() => child?.end());
		element.remove();
	}

	/** Builds a child again in its place, after its document was edited. */
	rebuild(child: NodeContext): NodeContext | undefined {
		const { element } = child;
		if (!element || this.#children.get(element) !== child) {
			return undefined;
		}
		const fresh = buildNode(this.home, child.state.id, child.scope, this);
		element.replaceWith(fresh.element);
		this.#children.set(fresh.element, fresh.context);
		this.#children.delete(element);
		child.end();
		return fresh.context;
	}

	/** Ends this node and all below it; elements stay where they are. */
	end(): void {
		if (this.#ended) {
			return;
		}
		this.#ended = true;
		for (const child of this.#children.values()) {
			child.end();
		}
		this.#children.clear();
		for (const fn of this.#endings.splice(0)) {
			fn();
		}
		this.#controller?.abort();
		this.home.gone(this);
	}

	handles(trigger: string): boolean {
		return this.state.cards(trigger).length > 0;
	}

	fire(trigger: string, data?: EventData): Promise<void> {
		return untracked(() => this.#fire(trigger, { ...data }, undefined));
	}

	/** Fires a keyboard trigger: cards with shortcuts run only for theirs. */
	fireKey(trigger: string, event: KeyboardEvent): Promise<void> {
		return this.#fire(trigger, {}, event);
	}

	/** One run after the other for a trigger, however often it fires. */
	async #fire(
		trigger: string,
		data: Readonly<Record<string, unknown>>,
		event: KeyboardEvent | undefined,
	): Promise<void> {
		const disabled = untracked(() => this.props.value.disabled);
		const cards = this.state
			.cards(trigger)
			.filter((card) => event === undefined || wantsKey(card, trigger, event));
		if (this.editing || disabled === true || disabled === "true" || cards.length === 0) {
			return;
		}
		const { state, cardScope: scope } = this;
		const name = trigger.toLowerCase();
		const before = this.#queues.get(name) ?? Promise.resolve();
		const run = before.then(() => this.home.run({ state, scope, trigger: name, data, cards }));
		this.#queues.set(name, run);
		await run;
		if (this.#queues.get(name) === run) {
			this.#queues.delete(name);
		}
	}

	get isPage(): boolean {
		return this.parent === undefined;
	}

	/** The classes an element gets for the name of a user's class. */
	classNames(name: string): readonly string[] {
		return this.home.classNames(name);
	}

	root(element: HTMLElement, options?: { readonly triggers?: readonly string[] }): HTMLElement {
		dress(this, element, options?.triggers);
		return element;
	}

	text(value: unknown): string {
		return this.home.text(value);
	}

	pending(flush: () => void): void {
		this.onEnd(this.home.pending(flush));
	}

	handle(handle: Handle): void {
		this.state.handles.add(handle);
		// What was asked for before this node was built, by oninit say, is done now.
		const asked = this.state.visible.peek();
		if (asked !== undefined && (asked ? handle.show : handle.hide)) {
			this.state.visible.value = undefined;
			queueMicrotask(() => void (asked ? handle.show?.() : handle.hide?.()));
		}
		this.onEnd(() => this.state.handles.delete(handle));
	}

	loadPage(host: HTMLElement, page: string): Promise<void> {
		return untracked(() => this.home.loadPage(this, host, page));
	}

	upload(file: Blob): Promise<unknown> {
		return this.home.upload(file);
	}

	ignored(message: string): void {
		this.home.ignored(this.#named(message));
	}

	#named(message: string): string {
		return `${this.node.type.resolvedName} ${this.node.id}: ${message}`;
	}
}

/** Whether a key press is for a card; its shortcut does nothing else then. */
function wantsKey(card: Readonly<Record<string, unknown>>, trigger: string, event: KeyboardEvent): boolean {
	const all = recordOf(recordOf(card.extra).shortcuts);
	const name = Object.keys(all).find((key) => key.toLowerCase() === trigger.toLowerCase());
	const shortcuts = textsOf(name === undefined ? [] : all[name]);
	const hit = shortcuts.some((shortcut) => isShortcut(event satisfies KeyPress, shortcut));
	if (hit) {
		event.preventDefault();
	}
	return hit || shortcuts.length === 0;
}

interface Built {
	readonly context: NodeContext;
	readonly element: HTMLElement;
}

/** Builds a node. What fails is replaced by an empty element; the rest of the page goes on. */
export function buildNode(home: NodeHome, id: string, scope: Scope, parent: NodeContext | undefined): Built {
	const state = home.nodeState(id);
	if (!state) {
		throw new Error(`the page has no node ${id}`);
	}
	const context = new NodeContext(home, state, scope, parent);
	const element = untracked(() => makeElement(context));
	context.element = element;
	home.built(context);
	return { context, element };
}

function makeElement(context: NodeContext): HTMLElement {
	const { home, node } = context;
	const component = home.component(node.type.resolvedName);
	try {
		if (component) {
			return component.build(context);
		}
	} catch (error) {
		home.failed(`${node.type.resolvedName} ${node.id} could not be built`, error);
		return placeholder(context);
	}
	home.ignored(`component ${node.type.resolvedName} (node ${node.id}) is not installed`);
	const element = placeholder(context);
	context.buildChildren(element);
	return element;
}

function placeholder(context: NodeContext): HTMLElement {
	const element = document.createElement("div");
	element.className = "fd-component q-unknown";
	element.dataset.component = context.node.type.resolvedName;
	return context.root(element);
}
