/** One page on show: sources, states, nodes, and its life from the first source to the last (4.7). */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { type Cause, outside, type SourceGraph, type SourceScope } from "../sources/index.ts";
import type { Notification } from "../wire/effects.ts";
import type { ActionCard, Condition, PageDocument, StyleClass } from "../wire/page.ts";
import { recordOf, textOf } from "../wire/shape.ts";
import { type CardHome, type Navigation, runCards, type TraceEntry } from "./cards.ts";
import type { Component } from "./component.ts";
import type { Delays } from "./delays.ts";
import { type LoaderHome, PageLoader } from "./loader.ts";
import { type Fired, NodeState, type PropsHome } from "./node.ts";
import { buildNode, type NodeContext, type NodeHome } from "./nodeContext.ts";
import { findReference, type PageTree, setVisible } from "./serverEffects.ts";
import { baseLabel, PageStates } from "./states.ts";

/** What a page needs of the application. */
export interface PageHome {
	readonly graph: SourceGraph;
	readonly editing: boolean;
	readonly locale: ReadonlySignal<string>;
	readonly privileges: ReadonlySignal<ReadonlySet<string>>;
	readonly guest: ReadonlySignal<boolean>;
	readonly delays: Delays;
	component(name: string): Component | undefined;
	savedCondition(id: string): Condition | undefined;
	translate(key: string, locale: string): string | undefined;
	text(value: unknown): string;
	putStyles(page: string, styles: readonly StyleClass[]): void;
	classNames(page: string, name: string): readonly string[];
	ignored(message: string): void;
	failed(message: string, error: unknown): void;
	/** Writes what a person is still typing, everywhere. */
	flush(): void;
	pending(flush: () => void): () => void;
	upload(file: Blob): Promise<unknown>;
	openPage(name: string, path: string, parent: Page, loader: PageLoader<Page>): Promise<Page>;
	remembered(path: string, declared: string): string | undefined;
	visited(path: string, page: string, declared: string): void;
	returned(path: string): void;
	/** Leaves for another page or address in this tab or a new one. */
	leave(target: string, external: boolean, newTab: boolean): void;
	/** Shows or saves what a function answers to a GET. */
	openAnswer(url: string, newTab: boolean): Promise<void>;
	logout(): Promise<void>;
	applyAnswer(page: Page, answer: unknown, feedback: boolean): Promise<boolean>;
	notify(notification: Notification): void;
	traced(page: Page, entry: TraceEntry): void;
	built(node: NodeContext): void;
	gone(node: NodeContext): void;
}

export interface PagePlace {
	readonly name: string;
	/** Tells pages on show apart: the loaders on the way and the name. */
	readonly path: string;
	readonly parent: Page | undefined;
	readonly loader: PageLoader<Page> | undefined;
}

export class Page implements NodeHome, CardHome, LoaderHome<Page>, PropsHome, PageTree {
	readonly name: string;
	readonly path: string;
	readonly parent: Page | undefined;
	readonly loader: PageLoader<Page> | undefined;
	readonly #home: PageHome;
	readonly #states = new Map<string, NodeState>();
	readonly #loaders = new Map<NodeContext, PageLoader<Page>>();
	#document: PageDocument;
	#scope: SourceScope;
	readonly #pageStates = signal<PageStates | undefined>(undefined);
	#root: { readonly context: NodeContext; element: HTMLElement } | undefined;
	#closed = false;

	constructor(home: PageHome, place: PagePlace, document: PageDocument) {
		this.#home = home;
		this.name = place.name;
		this.path = place.path;
		this.parent = place.parent;
		this.loader = place.loader;
		this.#document = document;
		this.#scope = home.graph.openPage(this.path, document);
		this.#pageStates.value = this.#makeStates();
		home.putStyles(this.name, document.metadata.styles ?? []);
	}

	get document(): PageDocument {
		return this.#document;
	}

	get scope(): SourceScope {
		return this.#scope;
	}

	get graph(): SourceGraph {
		return this.#home.graph;
	}

	get editing(): boolean {
		return this.#home.editing;
	}

	get locale(): ReadonlySignal<string> {
		return this.#home.locale;
	}

	get states(): PageStates {
		const states = this.#pageStates.value;
		if (states === undefined) {
			throw new Error("a page without states");
		}
		return states;
	}

	/** The active states as a signal that survives edits of the document. */
	get activeStates(): ReadonlySignal<readonly string[]> {
		return this.states.active;
	}

	get closed(): boolean {
		return this.#closed;
	}

	// Life

	/** Everything up to the first paint: sources, onInit, `oninit`, the elements. */
	async prepare(): Promise<void> {
		const { graph } = this;
		await Promise.race([
			graph.settled(),
			new Promise<void>((resolve) => graph.environment.after(patience, resolve)),
		]);
		await this.firePage("oninit");
		if (!this.#closed) {
			this.#root = buildNode(this, "ROOT", this.#scope, undefined);
		}
	}

	/** The element of the page; there once it is prepared. */
	get element(): HTMLElement {
		if (!this.#root) {
			throw new Error(`the page ${this.name} is not ready`);
		}
		return this.#root.element;
	}

	/** The page is in the document now. */
	shown(): void {
		void this.firePage("onload");
	}

	/** Fires a trigger of the page itself. */
	async firePage(trigger: string): Promise<void> {
		const state = this.nodeState("ROOT");
		const cards = state?.cards(trigger) ?? [];
		if (state && cards.length > 0 && !this.editing && !this.#closed) {
			await this.run({ state, scope: this.#scope, trigger, data: {}, cards });
		}
	}

	close(): void {
		if (this.#closed) {
			return;
		}
		this.#closed = true;
		for (const loader of this.#loaders.values()) {
			loader.close();
		}
		this.#root?.context.end();
		this.graph.closePage(this.path);
	}

	// Nodes

	nodeState(id: string): NodeState | undefined {
		let state = this.#states.get(id);
		const node = this.#document.components[id];
		if (state === undefined && node) {
			state = new NodeState(node, this);
			this.#states.set(id, state);
		}
		return state;
	}

	/** The nodes that carry a reference, built or not. */
	statesByReference(reference: string): readonly NodeState[] {
		return Object.values(this.#document.components)
			.filter((node) => reference !== "" && node.props.serverSideRef === reference)
			.map((node) => this.nodeState(node.id))
			.filter((state) => state !== undefined);
	}

	component(name: string): Component | undefined {
		return this.#home.component(name);
	}

	classNames(name: string): readonly string[] {
		return this.#home.classNames(this.name, name);
	}

	text(value: unknown): string {
		return this.#home.text(value);
	}

	translate(key: string, locale: string): string | undefined {
		return this.#home.translate(key, locale);
	}

	ignored(message: string): void {
		this.#home.ignored(`${this.name}: ${message}`);
	}

	failed(message: string, error: unknown): void {
		this.#home.failed(`${this.name}: ${message}`, error);
	}

	pending(flush: () => void): () => void {
		return this.#home.pending(flush);
	}

	upload(file: Blob): Promise<unknown> {
		return this.#home.upload(file);
	}

	built(node: NodeContext): void {
		if (node.node.type.resolvedName === "WebformLoader" && node.element) {
			this.#loaderOf(node); // known as a target before it shows anything
		}
		this.#home.built(node);
	}

	gone(node: NodeContext): void {
		this.#loaders.get(node)?.close();
		this.#loaders.delete(node);
		this.#home.gone(node);
	}

	// Cards

	async run(fired: Fired): Promise<void> {
		await this.runFor(fired, outside);
	}

	/** Runs cards because of something; those with a delay in their own time. */
	async runFor(fired: Omit<Fired, "state"> & { readonly state?: NodeState }, cause: Cause): Promise<void> {
		this.#home.flush();
		const event = {
			caller: fired.state?.reference ?? "",
			eventType: fired.trigger,
			data: fired.data,
		};
		const context = { scope: fired.scope, cause, event };
		const run = (cards: readonly ActionCard[]) => runCards(this, context, cards);
		await run(
			fired.cards.filter(
				(card) => !this.#home.delays.take(card, fired.state ?? this, () => void run([card])),
			),
		);
	}

	async navigate(navigation: Navigation): Promise<void> {
		const { parent, target, external } = navigation;
		if (external || parent === "same-tab" || parent === "new-tab") {
			this.#home.leave(target, external, parent === "new-tab");
			return;
		}
		const loader = parent === "webform-loader" ? this.findLoader(navigation.loader) : this.loader;
		if (loader) {
			await loader.visit(target);
		} else if (parent === "webform-loader-self") {
			this.#home.leave(target, false, false);
		} else {
			this.ignored(`navigation to ${target}: there is no page loader ${navigation.loader}`);
		}
	}

	async dialog(reference: string, open: boolean): Promise<void> {
		const states = findReference(this, reference);
		if (states.length === 0) {
			this.ignored(`there is no dialog ${reference}`);
		}
		await Promise.all(states.map((state) => setVisible(state, open)));
	}

	logout(): Promise<void> {
		return this.#home.logout();
	}

	applyAnswer(answer: unknown, feedback: boolean): Promise<boolean> {
		return this.#home.applyAnswer(this, answer, feedback);
	}

	notify(notification: Notification): void {
		this.#home.notify(notification);
	}

	async openAnswer(url: string, newTab: boolean): Promise<void> {
		await this.#home.openAnswer(url, newTab);
	}

	traced(entry: TraceEntry): void {
		this.#home.traced(this, entry);
	}

	// Page loaders

	/** A page loader by its node: of this page, else of the pages around it. */
	findLoader(nodeId: string): PageLoader<Page> | undefined {
		for (const [context, loader] of this.#loaders) {
			if (context.node.id === nodeId) {
				return loader;
			}
		}
		return this.parent?.findLoader(nodeId);
	}

	/** The pages that the loaders of this page show. */
	innerPages(): readonly Page[] {
		return [...this.#loaders.values()].map((loader) => loader.page).filter((page) => page !== undefined);
	}

	/** The page loaders of this page. */
	loaders(): readonly PageLoader<Page>[] {
		return [...this.#loaders.values()];
	}

	#loaderOf(node: NodeContext): PageLoader<Page> {
		let loader = this.#loaders.get(node);
		if (loader === undefined) {
			const plain = `${this.path}/${node.node.id}`;
			const taken = this.loaders().filter((other) => other.path.split("~")[0] === plain).length;
			loader = new PageLoader(this, taken === 0 ? plain : `${plain}~${taken + 1}`);
			this.#loaders.set(node, loader);
		}
		if (node.element) {
			loader.attach(node.element);
		}
		return loader;
	}

	async loadPage(node: NodeContext, host: HTMLElement, page: string): Promise<void> {
		if (!this.editing) {
			await this.#loaderOf(node).declare(host, page);
		}
	}

	openPage(name: string, path: string, loader: PageLoader<Page>): Promise<Page> {
		return this.#home.openPage(name, path, this, loader);
	}

	enclosing(): readonly string[] {
		return [this.name, ...(this.parent?.enclosing() ?? [])];
	}

	remembered(path: string, declared: string): string | undefined {
		return this.#home.remembered(path, declared);
	}

	visited(path: string, page: string, declared: string): void {
		this.#home.visited(path, page, declared);
	}

	returned(path: string): void {
		this.#home.returned(path);
	}

	// Document

	#makeStates(kept?: readonly string[]): PageStates {
		const home = this.#home;
		return new PageStates(
			this.#document.metadata,
			{
				cell: (path) => this.#scope.cell(path),
				privileges: () => home.privileges.value,
				guest: () => home.guest.value,
				parentStates: () => this.parent?.states.labels ?? [baseLabel],
				saved: (id) => home.savedCondition(id),
				ignored: (message) => this.ignored(message),
			},
			kept,
		);
	}

	/**
	 * Takes an edited document. Sources of equal declarations keep their values; nodes whose properties changed are
	 * patched, those whose structure changed are built again.
	 */
	update(document: PageDocument): void {
		const before = this.#document;
		this.#document = document;
		this.#scope = this.graph.updatePage(this.path, document);
		this.#home.putStyles(this.name, document.metadata.styles ?? []);
		if (JSON.stringify(before.metadata) !== JSON.stringify(document.metadata)) {
			const enabled = this.states.enabled;
			this.#pageStates.value = this.#makeStates(enabled);
		}
		for (const [id, state] of [...this.#states]) {
			const node = document.components[id];
			if (node) {
				state.node.value = node;
			} else {
				this.#states.delete(id);
			}
		}
	}

	/** Builds the whole page again, in its place. */
	rebuild(): void {
		const old = this.#root;
		if (old) {
			this.#root = buildNode(this, "ROOT", this.#scope, undefined);
			old.element.replaceWith(this.#root.element);
			old.context.end();
		}
	}

	/** The title of the page, translated. */
	get title(): string {
		return (
			this.#home.text(this.#document.metadata.title) ||
			textOf(recordOf(this.#document.metadata).title) ||
			this.name
		);
	}
}

/** How long the first paint waits for sources, in milliseconds. */
const patience = 150;
