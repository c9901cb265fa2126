/**
 * A small complete page for the tests and the gallery of the components: sources are plain values in memory, and the
 * context does what runtime/component.ts promises, without a server.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Component, Context, EventData, Handle, Props } from "../runtime/component.ts";
import { cssEntries } from "../runtime/style.ts";
import type { Binding, ListBinding, Scope, SourceValue } from "../sources/scope.ts";
import type { PageNode } from "../wire/page.ts";

/** A node written as a tree: type, properties, slots by name, children in order. */
export interface Tree {
	readonly type: string;
	readonly props?: Readonly<Record<string, unknown>>;
	readonly slots?: Readonly<Record<string, Tree>>;
	readonly children?: readonly Tree[];
}

/** Writes one node of a tree. */
export function tree(
	type: string,
	props: Tree["props"] = {},
	slots: Tree["slots"] = {},
	...children: Tree[]
): Tree {
	return { type, props, slots, children };
}

type Path = readonly string[];

function splitPath(path: string): Path {
	return path.replace(/^[A-Za-z]\w*:(?=[$\w])/, "").split(".");
}

function read(start: unknown, path: Path): unknown {
	let at = start;
	for (const name of path) {
		if (at === null || at === undefined) return undefined;
		at = (at as Record<string, unknown>)[name];
	}
	return at;
}

/** Sources of a fake page: one object whose members are the sources. Writes go into the values themselves. */
export class FakeSources implements Scope {
	readonly values: Record<string, unknown>;
	private readonly types: Readonly<Record<string, string>>;
	private readonly changes = signal(0);
	private readonly lists = new Map<string, FakeList>();
	/** Every write through a binding, oldest first. */
	readonly writes: { readonly path: string; readonly value: unknown }[] = [];

	constructor(values: Record<string, unknown> = {}, types: Readonly<Record<string, string>> = {}) {
		this.values = values;
		this.types = types;
	}

	read(path: string): unknown {
		this.changes.value;
		return read(this.values, splitPath(path));
	}

	/** Changes a value from outside, as a function's answer would. */
	set(path: string, value: unknown): void {
		const names = splitPath(path);
		const holder = read(this.values, names.slice(0, -1)) as Record<string, unknown> | undefined;
		if (holder) holder[names.at(-1) ?? ""] = value;
		this.changes.value++;
	}

	bind(path: string): Binding {
		return new FakeBinding(this, path, () => this.read(path), this.types[path]);
	}

	list(path: string): FakeList | undefined {
		if (!Array.isArray(read(this.values, splitPath(path)))) return undefined;
		let list = this.lists.get(path);
		if (!list) {
			const items = () => (Array.isArray(this.read(path)) ? (this.read(path) as unknown[]) : []);
			list = new FakeList(path, this, items, (sorted) => this.set(path, sorted));
			this.lists.set(path, list);
		}
		return list;
	}

	touched(): void {
		this.changes.value++;
	}
}

function typeOf(value: unknown): string {
	if (typeof value === "boolean") return "bool";
	if (Array.isArray(value)) return "array";
	if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return "date";
	return value === null || value === undefined ? "" : typeof value;
}

class FakeBinding implements Binding {
	readonly path: string;
	readonly value: ReadonlySignal<SourceValue>;
	readonly type: ReadonlySignal<string>;
	readonly writable = true;
	private readonly sources: FakeSources;

	constructor(sources: FakeSources, path: string, value: () => unknown, type: string | undefined) {
		this.sources = sources;
		this.path = path;
		this.value = computed(value);
		this.type = computed(() => type ?? typeOf(this.value.value));
	}

	set(value: SourceValue): void {
		this.sources.writes.push({ path: this.path, value });
		this.sources.set(this.path, value);
	}
}

class FakeList implements ListBinding {
	readonly path: string;
	readonly length: ReadonlySignal<number>;
	readonly version: ReadonlySignal<number>;
	private readonly sources: FakeSources;
	private readonly items: ReadonlySignal<readonly unknown[]>;
	private readonly replace: (items: unknown[]) => void;
	/** Orders asked for, oldest first. */
	readonly orders: (readonly { readonly path: string; readonly descending: boolean }[])[] = [];

	constructor(
		path: string,
		sources: FakeSources,
		items: () => readonly unknown[],
		replace: (items: unknown[]) => void,
		/** The scope of the loop the list is in. */
		private readonly outer: Scope = sources,
	) {
		this.path = path;
		this.sources = sources;
		this.items = computed(items);
		this.replace = replace;
		this.length = computed(() => this.items.value.length);
		let version = 0;
		let last: unknown;
		this.version = computed(() => {
			if (this.items.value !== last) version++;
			last = this.items.value;
			return version;
		});
	}

	row(index: number): ReadonlySignal<SourceValue> {
		return computed(() => this.items.value[index]);
	}

	itemScope(index: number, iterator: string): Scope {
		return new ItemScope(
			this.sources,
			this.outer,
			iterator,
			(path) => read(this.items.value[index], path),
			(path, value) => {
				const holder = read(this.items.value[index], path.slice(0, -1)) as
					| Record<string, unknown>
					| undefined;
				if (holder) holder[path.at(-1) ?? ""] = value;
			},
		);
	}

	indexOf(element: SourceValue): number {
		return this.items.value.indexOf(element);
	}

	async orderBy(order: readonly { readonly path: string; readonly descending: boolean }[]): Promise<void> {
		this.orders.push(order);
		const first = order[0];
		if (!first) return;
		const names = first.path.split(".");
		const sorted = [...this.items.value].sort((a, b) => {
			const [x, y] = [read(a, names), read(b, names)] as [string | number, string | number];
			return (x < y ? -1 : x > y ? 1 : 0) * (first.descending ? -1 : 1);
		});
		this.replace(sorted);
	}

	search(text: string, attributes: readonly string[]): ListBinding {
		const wanted = text.toLowerCase();
		const matches = (item: unknown) =>
			attributes.some((name) =>
				String(read(item, name.split(".")) ?? "")
					.toLowerCase()
					.includes(wanted),
			);
		return new FakeList(
			this.path,
			this.sources,
			() => this.items.value.filter(matches),
			() => undefined,
		);
	}
}

class ItemScope implements Scope {
	constructor(
		private readonly sources: FakeSources,
		private readonly outer: Scope,
		private readonly iterator: string,
		private readonly item: (path: Path) => unknown,
		private readonly write: (path: Path, value: unknown) => void,
	) {}

	bind(path: string): Binding {
		const [root, ...rest] = splitPath(path);
		if (root !== this.iterator) return this.outer.bind(path);
		const read = () => {
			this.sources.read("");
			return this.item(rest);
		};
		const binding = new FakeBinding(this.sources, path, read, undefined);
		binding.set = (value) => {
			this.sources.writes.push({ path, value });
			this.write(rest, value);
			this.sources.touched();
		};
		return binding;
	}

	list(path: string): ListBinding | undefined {
		const [root, ...rest] = splitPath(path);
		if (root !== this.iterator) return this.outer.list(path);
		const items = () => (this.item(rest) as unknown[] | undefined) ?? [];
		return new FakeList(path, this.sources, items, () => undefined, this);
	}
}

/** A fired trigger. */
export interface Fired {
	readonly type: string;
	readonly trigger: string;
	readonly data?: EventData;
}

/** Options of a fake page. */
export interface FakePageOptions {
	readonly components: ReadonlyMap<string, Component>;
	readonly sources?: FakeSources;
	readonly editing?: boolean;
	/** What a page loader shows; a page that is missing here fails to load. */
	readonly pages?: Readonly<Record<string, Tree>>;
	/** What an upload resolves to. @default the file itself */
	readonly upload?: (file: Blob) => Promise<unknown>;
	/** Called for every fired trigger; the promise is what fire waits for. */
	readonly onFire?: (fired: Fired) => Promise<void> | undefined;
}

/** A page of fake contexts. */
export class FakePage {
	readonly fired: Fired[] = [];
	readonly ignored: string[] = [];
	readonly sources: FakeSources;
	readonly locale = signal("en");
	/** Server-side handles by the type of the node that registered them. */
	readonly handles = new Map<string, Handle>();
	private readonly options: FakePageOptions;
	private readonly nodes = new Map<string, PageNode>();
	private readonly props = new Map<string, Signal<Props>>();
	private readonly flushes = new Set<() => void>();
	private readonly lives = new Map<HTMLElement, AbortController>();

	constructor(options: FakePageOptions) {
		this.options = options;
		this.sources = options.sources ?? new FakeSources();
	}

	/** Adds a tree to the page and builds it. */
	build(root: Tree, scope: Scope = this.sources): HTMLElement {
		return this.make(this.add(root), scope, undefined);
	}

	/** The node a tree was added as, by type: the first one. */
	nodeOf(type: string): PageNode | undefined {
		return [...this.nodes.values()].find((node) => node.type.resolvedName === type);
	}

	/** Changes properties of the first node of a type, as a state would. */
	override(type: string, props: Record<string, unknown>): void {
		const node = this.nodeOf(type);
		const slot = node && this.props.get(node.id);
		if (slot) slot.value = { ...slot.value, ...props };
	}

	/** Triggers fired on nodes of a type, in order. */
	triggers(type: string): string[] {
		return this.fired.filter((fired) => fired.type === type).map((fired) => fired.trigger);
	}

	dispose(element: HTMLElement): void {
		for (const [made, life] of [...this.lives]) {
			if (element !== made && !element.contains(made)) continue;
			life.abort();
			this.lives.delete(made);
		}
		element.remove();
	}

	private add(item: Tree): string {
		const id = `n${this.nodes.size}`;
		this.nodes.set(id, { id } as PageNode); // takes the number before the children do
		const linkedNodes = Object.fromEntries(
			Object.entries(item.slots ?? {}).map(([name, slot]) => [name, this.add(slot)]),
		);
		const nodes = (item.children ?? []).map((child) => this.add(child));
		this.nodes.set(id, {
			id,
			type: { resolvedName: item.type },
			props: item.props ?? {},
			custom: {},
			nodes,
			linkedNodes,
		});
		this.props.set(id, signal(item.props ?? {}));
		return id;
	}

	private make(id: string, scope: Scope, parent: AbortSignal | undefined): HTMLElement {
		const node = this.nodes.get(id);
		const component = node && this.options.components.get(node.type.resolvedName);
		if (!node || !component) throw new Error(`no component for ${node?.type.resolvedName ?? id}`);
		const life = new AbortController();
		parent?.addEventListener("abort", () => life.abort());
		const made = component.build(this.context(node, scope, life.signal));
		this.lives.set(made, life);
		return made;
	}

	private context(node: PageNode, scope: Scope, alive: AbortSignal): Context {
		const props = this.props.get(node.id) ?? signal<Props>({});
		const cards = () =>
			((props.value.events as { events?: string[] }[] | undefined) ?? []).flatMap(
				(card) => card.events ?? [],
			);
		const handles = (trigger: string) => cards().some((name) => name.toLowerCase() === trigger.toLowerCase());
		const pathOf = (prop: string) => {
			const path = props.value[prop];
			return typeof path === "string" && path !== "" ? path : undefined;
		};
		const run = (fn: () => void) => {
			const stop = effect(fn);
			alive.addEventListener("abort", stop);
		};
		const fire = async (trigger: string, data?: EventData) => {
			if (props.value.disabled === true) return;
			for (const flush of [...this.flushes]) flush();
			const fired: Fired = { type: node.type.resolvedName, trigger, ...(data ? { data } : {}) };
			this.fired.push(fired);
			await this.options.onFire?.(fired);
		};
		return {
			node,
			props,
			scope,
			signal: alive,
			editing: this.options.editing ?? false,
			effect: run,
			binding: (prop) =>
				computed(() => {
					const path = pathOf(prop);
					return path === undefined ? undefined : scope.bind(path);
				}),
			list: (prop) =>
				computed(() => {
					const path = pathOf(prop);
					return path === undefined ? undefined : scope.list(path);
				}),
			build: (id, inner) => this.make(id, inner ?? scope, alive),
			buildChildren: (into, inner) =>
				into.append(...node.nodes.map((id) => this.make(id, inner ?? scope, alive))),
			dispose: (made) => this.dispose(made),
			handles,
			fire,
			root: (made, rootOptions) => this.dress(made, props, run, handles, fire, rootOptions?.triggers),
			text: (value) => translated(value),
			pending: (flush) => {
				this.flushes.add(flush);
				alive.addEventListener("abort", () => this.flushes.delete(flush));
			},
			handle: (handle) => void this.handles.set(node.type.resolvedName, handle),
			loadPage: async (host, page) => {
				const wanted = this.options.pages?.[page];
				host.classList.remove("loading", "loaded", "empty", "failed");
				host.classList.add(page === "" ? "empty" : wanted ? "loaded" : "failed");
				host.replaceChildren(...(wanted ? [this.make(this.add(wanted), this.sources, alive)] : []));
			},
			upload: (file) => this.options.upload?.(file) ?? Promise.resolve(file),
			locale: this.locale,
			ignored: (message) => void this.ignored.push(message),
		};
	}

	private dress(
		made: HTMLElement,
		props: ReadonlySignal<Props>,
		run: (fn: () => void) => void,
		handles: (trigger: string) => boolean,
		fire: (trigger: string) => Promise<void>,
		triggers: readonly string[] = [
			"onclick",
			"ondblclick",
			"onmouseenter",
			"onmouseleave",
			"onkeydown",
			"onkeyup",
			"onfocus",
			"onblur",
		],
	): HTMLElement {
		let classes: string[] = [];
		run(() => {
			made.classList.remove(...classes);
			const fixed = typeof props.value.className === "string" ? props.value.className.split(/\s+/) : [];
			const own = Array.isArray(props.value.classNames) ? (props.value.classNames as string[]) : [];
			classes = [...fixed, ...own].filter((name) => name !== "");
			made.classList.add(...classes);
			made.classList.toggle("disabled", props.value.disabled === true);
		});
		let names: string[] = [];
		run(() => {
			for (const name of names) made.style.removeProperty(name);
			const entries = cssEntries(props.value.style);
			for (const [name, value] of entries) made.style.setProperty(name, value);
			names = [...entries.keys()];
		});
		for (const trigger of triggers) {
			if (handles(trigger)) made.addEventListener(trigger.slice(2), () => void fire(trigger));
		}
		return made;
	}
}

function translated(value: unknown): string {
	if (typeof value === "string") return value;
	if (typeof value === "object" && value !== null && "default" in value) return String(value.default);
	return typeof value === "number" ? String(value) : "";
}

/** Gives an element a size, since the test DOM lays nothing out. */
export function layOut(target: HTMLElement, width: number, height: number): void {
	Object.defineProperties(target, {
		clientWidth: { configurable: true, value: width },
		clientHeight: { configurable: true, value: height },
		offsetWidth: { configurable: true, value: width },
		offsetHeight: { configurable: true, value: height },
	});
	target.getBoundingClientRect = () => new DOMRect(0, 0, width, height);
}

/** Lets promises and microtasks that are due run. */
export async function settle(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}
