/** Opens a page in the test DOM: the real runtime, a server in memory, and a few tiny components. */

import { FakeServer, settle } from "../../sources/testing/fakeServer.ts";
import type { ActionCard, SourceDeclaration } from "../../wire/page.ts";
import { readBoot } from "../../wire/readBoot.ts";
import { Application } from "../application.ts";
import type { Browser } from "../browser.ts";
import type { Component, Context } from "../component.ts";
import type { SheetHost } from "../css/styleSheets.ts";
import type { Page } from "../page.ts";

export interface NodeSpec {
	readonly type: string;
	readonly [key: string]: unknown;
}

/** A page file written short: each node lists its type, children (`nodes`), slots, states; all else are properties. */
export function pageFile(
	nodes: Readonly<Record<string, NodeSpec>>,
	metadata: Readonly<Record<string, unknown>> = {},
): unknown {
	const components = Object.entries(nodes).map(([id, spec]) => {
		const { type, nodes: children = [], linkedNodes = {}, custom = {}, ...props } = spec;
		return [id, { type: { resolvedName: type }, nodes: children, linkedNodes, custom, props }];
	});
	return { metadata: { v: "1.0", ...metadata }, components: Object.fromEntries(components) };
}

export function card(
	type: string,
	trigger: string,
	rest: Readonly<Record<string, unknown>> = {},
): ActionCard {
	return { type, events: [trigger], id: `${type}${JSON.stringify(rest)}`, ...rest };
}

function simple(name: string, build: (context: Context) => HTMLElement): Component {
	const definition = {
		name,
		label: name,
		icon: "",
		category: "display" as const,
		canvas: false,
		props: [],
		triggers: [],
		slots: [],
	};
	return { definition, build };
}

function box(context: Context): HTMLElement {
	const element = document.createElement("div");
	context.buildChildren(element);
	return context.root(element);
}

/** Elements built so far, by node: a test of "never mounted twice". */
export type BuildLog = Map<string, number>;

/** The tiny components. */
export function fakeComponents(log: BuildLog): ReadonlyMap<string, Component> {
	const list = [
		simple("Container", box),
		simple("StyleBox", box),
		simple("Text", (context) => {
			const span = document.createElement("span");
			const binding = context.binding("datasource");
			context.effect(() => {
				span.textContent = String(binding.value?.value.value ?? context.text(context.props.value.text));
			});
			return context.root(span);
		}),
		simple("Button", (context) => {
			const button = document.createElement("button");
			button.textContent = context.text(context.props.peek().text);
			return context.root(button);
		}),
		simple("Input", (context) => {
			const input = document.createElement("input");
			const binding = context.binding("datasource");
			context.effect(() => {
				input.value = String(binding.value?.value.value ?? "");
			});
			context.pending(() => {
				if (input.value !== String(binding.peek()?.value.peek() ?? "")) {
					binding.peek()?.set(input.value);
				}
			});
			return context.root(input);
		}),
		simple("Matrix", (context) => {
			const root = document.createElement("ul");
			const rows = context.list("datasource");
			const template = context.node.linkedNodes.container ?? "";
			const built: HTMLElement[] = [];
			context.effect(() => {
				for (const old of built.splice(0)) {
					context.dispose(old);
				}
				for (let i = 0; i < (rows.value?.length.value ?? 0); i++) {
					built.push(context.build(template, rows.value?.itemScope(i, "")));
				}
				root.replaceChildren(...built);
			});
			return context.root(root);
		}),
		simple("Dialog", (context) => {
			const element = document.createElement("section");
			element.hidden = true;
			context.handle({
				async show() {
					await context.fire("oninit");
					element.hidden = false;
				},
				hide() {
					element.hidden = true;
				},
			});
			context.buildChildren(element);
			return context.root(element);
		}),
		simple("WebformLoader", (context) => {
			const element = document.createElement("main");
			const binding = context.binding("datasource");
			context.effect(() => {
				void context.loadPage(
					element,
					String(binding.value?.value.value || (context.props.value.webform ?? "")),
				);
			});
			return context.root(element);
		}),
		simple("Broken", () => {
			throw new Error("no luck");
		}),
	];
	return new Map(
		list.map((component) => [
			component.definition.name,
			{
				...component,
				build(context) {
					log.set(context.node.id, (log.get(context.node.id) ?? 0) + 1);
					return component.build(context);
				},
			},
		]),
	);
}

export interface Harness {
	readonly server: FakeServer;
	readonly application: Application;
	readonly page: Page;
	readonly built: BuildLog;
	/** Where the browser went: "goTo …", "openTab …", "reload". */
	readonly went: string[];
	/** The style sheets in force. */
	readonly sheets: string[];
	readonly history: FakeHistory;
	node(id: string): HTMLElement;
	text(id: string): string;
	click(id: string): Promise<void>;
	toasts(): readonly string[];
}

export interface HarnessOptions {
	readonly nodes: Readonly<Record<string, NodeSpec>>;
	readonly metadata?: Readonly<Record<string, unknown>>;
	readonly shared?: Readonly<Record<string, readonly SourceDeclaration[]>>;
	readonly boot?: Readonly<Record<string, unknown>>;
	readonly pages?: Readonly<Record<string, unknown>>;
	readonly server?: FakeServer;
	readonly history?: FakeHistory;
}

/** The history of a tab, with going back. */
export class FakeHistory {
	readonly #entries: unknown[] = [null];
	#at = 0;
	onPop: () => void = () => {};

	get state(): unknown {
		return this.#entries[this.#at];
	}

	get length(): number {
		return this.#entries.length;
	}

	pushState(state: unknown): void {
		this.#entries.splice(++this.#at, this.#entries.length, structuredClone(state));
	}

	replaceState(state: unknown): void {
		this.#entries[this.#at] = structuredClone(state);
	}

	async go(steps: number): Promise<void> {
		this.#at += steps;
		this.onPop();
		await settle();
	}
}

export async function openPage(options: HarnessOptions): Promise<Harness> {
	document.body.replaceChildren();
	const host = document.body.appendChild(document.createElement("div"));
	const server = options.server ?? new FakeServer();
	for (const [name, page] of Object.entries(options.pages ?? {})) {
		server.pages.set(name, page);
	}
	const history = options.history ?? new FakeHistory();
	const went: string[] = [];
	const sheets: string[] = [];
	const browser: Browser = {
		document,
		environment: server,
		history,
		location: { pathname: "/app/one", search: "?w=Home&id=7", hash: "#top" },
		goTo: (url) => void went.push(`goTo ${url}`),
		openTab: (url) => void went.push(`openTab ${url}`),
		openAnswer: async (url) => void went.push(`openAnswer ${url}`),
		reload: () => void went.push("reload"),
		painted: (fn) => fn(),
		onHistory(fn) {
			history.onPop = fn;
			return () => {};
		},
	};
	const boot = readBoot({
		page: { name: "Home", document: pageFile(options.nodes, options.metadata), answers: {} },
		shared: { datasources: options.shared ?? {} },
		catalog: { dataClasses: server.catalog },
		application: { name: "Test", locale: "en" },
		...options.boot,
	}).value;
	const built: BuildLog = new Map();
	const host_: SheetHost = { show: (texts) => void sheets.splice(0, sheets.length, ...texts) };
	const application = new Application({ browser, boot, components: fakeComponents(built), sheets: host_ });
	const page = await application.start(host);
	await settle();
	const node = (id: string) => {
		const element = document.querySelector<HTMLElement>(`[data-node="${id}"]`);
		if (!element) {
			throw new Error(`node ${id} is not on show`);
		}
		return element;
	};
	return {
		server,
		application,
		page,
		built,
		went,
		sheets,
		history,
		node,
		text: (id) => node(id).textContent ?? "",
		async click(id) {
			node(id).click();
			await settle();
		},
		toasts: () =>
			[...document.querySelectorAll(".q-toast")].map(
				(toast) => `${toast.className.split("-").at(-1)}: ${toast.firstElementChild?.textContent}`,
			),
	};
}

export { FakeServer, settle };
