/** The running application in a tab: everything pages share, and the first page. */
import { effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals-core";
import { builtInSources, type Cause, RestClient, type Source, SourceGraph } from "../sources/index.ts";
import { type Notification, readEffects } from "../wire/effects.ts";
import type { Boot, Condition, PageBundle, StyleClass } from "../wire/page.ts";
import { readPageBundle, readPrivileges } from "../wire/readBoot.ts";
import { recordOf, textOf } from "../wire/shape.ts";
import { type Browser, isSafeAddress } from "./browser.ts";
import type { TraceEntry } from "./cards.ts";
import { Chrome } from "./chrome/chrome.ts";
import type { Component } from "./component.ts";
import { type SheetHost, StyleSheets } from "./css/styleSheets.ts";
import { Delays } from "./delays.ts";
import type { PageLoader } from "./loader.ts";
import { LoaderHistory } from "./loaderHistory.ts";
import type { NodeContext } from "./nodeContext.ts";
import { Page, type PageHome } from "./page.ts";
import { applyItems, EffectOrder } from "./serverEffects.ts";
import { Translations } from "./translations.ts";

export interface ApplicationOptions {
	readonly browser: Browser;
	readonly boot: Boot;
	readonly components: ReadonlyMap<string, Component>;
	/** Stands in for every component that is not installed. */
	readonly missing?: Component;
	readonly sheets: SheetHost;
	/** Told which components a page uses before it is built: what only they need can be fetched. */
	onComponents?(names: ReadonlySet<string>): void;
}

/** Entries of the trace kept for the Studio. */
const traceLength = 200;

export class Application implements PageHome {
	readonly browser: Browser;
	readonly graph: SourceGraph;
	readonly rest: RestClient;
	readonly editing: boolean;
	readonly delays: Delays;
	readonly chrome: Chrome;
	readonly trace: (TraceEntry & { readonly page: string })[] = [];
	readonly #options: ApplicationOptions;
	readonly #boot: Boot;
	readonly #privileges: Signal<ReadonlySet<string>>;
	readonly #guest: Signal<boolean>;
	readonly #locale: Signal<string>;
	readonly #translations: Translations;
	readonly #sheets: StyleSheets;
	readonly #history: LoaderHistory;
	readonly #order = new EffectOrder();
	readonly #flushes = new Set<() => void>();
	readonly #contexts = new WeakMap<Element, NodeContext>();
	readonly #pages = new Map<string, Page>();
	readonly #said = new Set<string>();
	#privilegesStamp: number | undefined;
	#root: Page | undefined;

	constructor(options: ApplicationOptions) {
		const { browser, boot } = options;
		const { environment } = browser;
		this.#options = options;
		this.#boot = boot;
		this.browser = browser;
		this.editing = boot.editing === true;
		this.rest = new RestClient(environment);
		this.#privileges = signal(new Set(boot.privileges));
		this.#guest = signal(boot.guest);
		this.#locale = signal(boot.application.locale);
		this.#translations = new Translations(boot.shared.i18n);
		this.delays = new Delays(environment);
		this.graph = new SourceGraph({
			environment,
			rest: this.rest,
			catalog: boot.catalog.dataClasses,
			shared: { ...boot.shared.datasources, Qodly: this.#builtIn() },
			runCards: (source, trigger, cause) => this.#runSourceCards(source, trigger, cause),
		});
		this.#sheets = new StyleSheets(options.sheets, boot.shared.styles, (message) => this.ignored(message));
		this.#history = new LoaderHistory(browser, boot.page.name);
		this.chrome = new Chrome(browser.document, environment, this.rest, () => this.refreshPrivileges());
	}

	#builtIn() {
		const { pathname, search, hash } = this.browser.location;
		const parameters = Object.fromEntries(new URLSearchParams(search));
		const address = { path: pathname, parameters, anchor: hash };
		return builtInSources(address, this.#boot.shared.i18n, this.#boot.application.locale);
	}

	get locale(): ReadonlySignal<string> {
		return this.#locale;
	}

	get privileges(): ReadonlySignal<ReadonlySet<string>> {
		return this.#privileges;
	}

	get guest(): ReadonlySignal<boolean> {
		return this.#guest;
	}

	/** The page in the address. */
	get root(): Page | undefined {
		return this.#root;
	}

	// Start

	/** Shows the first page in an element; resolves when it is in the document. */
	async start(host: HTMLElement): Promise<Page> {
		const forget = this.rest.remember(this.#boot.page.answers);
		const page = this.#makePage(this.#boot.page, this.#boot.page.name, undefined, undefined);
		this.#root = page;
		const skeleton = this.browser.document.createElement("div");
		skeleton.className = "q-skeleton";
		const cancel = this.browser.environment.after(patience, () => host.append(skeleton));
		await page.prepare();
		forget();
		cancel();
		host.replaceChildren(page.element);
		this.#watch(page);
		this.browser.painted(() => page.shown());
		return page;
	}

	#watch(page: Page): void {
		const { document } = this.browser;
		const title = this.graph.shared("Qodly", "Title");
		const language = this.graph.shared("Qodly", "UserLanguage");
		effect(() => {
			document.title = textOf(title?.read()) || page.title;
		});
		effect(() => {
			const chosen = textOf(recordOf(recordOf(language?.read()).selected).isocode);
			if (chosen !== "") {
				this.#locale.value = chosen;
			}
		});
		effect(() => {
			document.documentElement.lang = this.#locale.value;
		});
		effect(() => {
			if (this.rest.denials.value > 0) {
				void untracked(() => this.#checkSession());
			}
		});
		this.browser.onHistory(() => void this.#restore(page));
	}

	// Pages

	#makePage(
		bundle: PageBundle,
		path: string,
		parent: Page | undefined,
		loader: PageLoader<Page> | undefined,
	): Page {
		const nodes = Object.values(bundle.document.components);
		this.#options.onComponents?.(new Set(nodes.map((node) => node.type.resolvedName)));
		const page = new Page(this, { name: bundle.name, path, parent, loader }, bundle.document);
		this.#pages.set(path, page);
		return page;
	}

	async openPage(name: string, path: string, parent: Page, loader: PageLoader<Page>): Promise<Page> {
		const url = `/rest/$getWebForm?w=${encodeURIComponent(name)}`;
		const { value, problems } = readPageBundle(await this.rest.get(url));
		for (const problem of problems) {
			this.ignored(problem);
		}
		const forget = this.rest.remember(value.answers);
		const page = this.#makePage({ ...value, name: value.name || name }, path, parent, loader);
		await page.prepare();
		forget();
		return page;
	}

	/** Every page on show, the outermost first. */
	pages(): readonly Page[] {
		for (const [path, page] of this.#pages) {
			if (page.closed) {
				this.#pages.delete(path);
			}
		}
		return [...this.#pages.values()];
	}

	component(name: string): Component | undefined {
		return this.#options.components.get(name) ?? this.#options.missing;
	}

	savedCondition(id: string): Condition | undefined {
		return this.#boot.shared.conditions.find((condition) => condition.id === id);
	}

	translate(key: string, locale: string): string | undefined {
		return this.#translations.find(key, locale);
	}

	text(value: unknown): string {
		return this.#translations.text(value, this.#locale.value);
	}

	putStyles(page: string, styles: readonly StyleClass[]): void {
		this.#sheets.put(page, styles);
	}

	putSharedStyles(styles: readonly StyleClass[]): void {
		this.#sheets.putShared(styles);
	}

	classNames(page: string, name: string): readonly string[] {
		return this.#sheets.resolve(page, name);
	}

	// Messages

	ignored(message: string): void {
		if (!this.#said.has(message) && this.#said.size < 1000) {
			this.#said.add(message);
			this.browser.environment.log("warn", message);
		}
	}

	failed(message: string, error: unknown): void {
		const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.browser.environment.log("error", `${message}: ${detail}`);
	}

	notify(notification: Notification): void {
		this.chrome.notify(notification);
	}

	traced(page: Page, entry: TraceEntry): void {
		this.trace.push({ ...entry, page: page.name });
		this.trace.splice(0, this.trace.length - traceLength);
	}

	// Input and files

	flush(): void {
		for (const flush of [...this.#flushes]) {
			flush();
		}
	}

	pending(flush: () => void): () => void {
		this.#flushes.add(flush);
		return () => void this.#flushes.delete(flush);
	}

	async upload(file: Blob): Promise<unknown> {
		const image = file.type.startsWith("image/");
		const url = `/rest/$upload?${image ? "$rawPict" : "$binary"}=true`;
		const answer = recordOf(await this.rest.upload(url, file, file.type || "application/octet-stream"));
		return { ID: textOf(answer.ID), __deferred: { uri: URL.createObjectURL(file), image } };
	}

	// Navigation

	leave(target: string, external: boolean, newTab: boolean): void {
		const url = external ? target : `/$lib/renderer/?w=${encodeURIComponent(target)}`;
		if (!isSafeAddress(url)) {
			this.ignored(`navigation to ${url}: not an address of this site or of the web`);
		} else if (newTab) {
			this.browser.openTab(url);
		} else {
			this.browser.goTo(url);
		}
	}

	async openAnswer(url: string, newTab: boolean): Promise<void> {
		await (newTab ? this.browser.openTab(url) : this.browser.openAnswer(url));
	}

	remembered(path: string, declared: string): string | undefined {
		return this.#history.find(path, declared);
	}

	visited(path: string, page: string, declared: string): void {
		this.#history.visit(path, page, declared);
	}

	returned(path: string): void {
		this.#history.forget(path);
	}

	/** Brings every loader to where the present entry of the browser's history says, the outer ones first. */
	async #restore(page: Page): Promise<void> {
		await Promise.all(page.loaders().map((loader) => loader.restore(this.#history.get(loader.path))));
		await Promise.all(page.innerPages().map((inner) => this.#restore(inner)));
	}

	// Session

	async logout(): Promise<void> {
		await this.rest.post("/rest/$directory/logout", undefined);
		this.#history.clear();
		this.browser.reload();
	}

	/** Asks for the session's privileges; conditions follow, pages hear of a change. */
	async refreshPrivileges(): Promise<void> {
		const answer = await this.rest.get("/rest/$info/privileges");
		const before = this.#privileges.peek();
		const now = new Set(readPrivileges(answer));
		const { guest } = recordOf(answer);
		const wasGuest = this.#guest.peek();
		this.#guest.value = typeof guest === "boolean" ? guest : now.size === 0 || now.has("guest");
		const other = before.size !== now.size || [...now].some((name) => !before.has(name));
		if (other || wasGuest !== this.#guest.peek()) {
			void this.graph.retryRefused(); // a session that is no guest any more may hold no privilege at all
		}
		if (other) {
			this.#privileges.value = now;
			for (const page of this.pages()) {
				void page.firePage("onprivilegechange");
			}
		}
	}

	/** A refusal may mean that the session has ended: then the privileges are gone. */
	async #checkSession(): Promise<void> {
		const held = this.#privileges.peek().size;
		const wasGuest = this.#guest.peek();
		await this.refreshPrivileges().catch(() => {});
		if (held > 0 && !wasGuest && (this.#guest.peek() || this.#privileges.peek().size === 0)) {
			const action = { label: "Reload", run: () => this.browser.reload() };
			this.chrome.banner.show("ended", "Your session has ended.", { action });
		}
	}

	/** Applies the effects of an answer; tells whether a notification was shown. */
	async applyAnswer(page: Page, answer: unknown, feedback: boolean): Promise<boolean> {
		const effects = readEffects(answer);
		if (!effects) {
			return false;
		}
		if (effects.privileges !== undefined && effects.privileges !== this.#privilegesStamp) {
			this.#privilegesStamp = effects.privileges;
			await this.refreshPrivileges();
		}
		for (const { label, enable } of effects.states) {
			const ids = page.states.byLabel(label);
			if (ids.length === 0) {
				this.ignored(`the server addressed the state ${label}, which ${page.name} does not have`);
			}
			enable ? page.states.add(ids) : page.states.remove(ids);
		}
		await applyItems(page, effects.items, this.#order, (message) => this.ignored(message));
		if (effects.notification && feedback) {
			this.notify(effects.notification);
			return true;
		}
		return false;
	}

	// Sources

	async #runSourceCards(source: Source, trigger: string, cause: Cause): Promise<void> {
		const page = source.page === "" ? this.#root : this.#pages.get(source.page);
		const cards = (source.declaration.events ?? []).filter(
			(card) => !card.disabled && card.events.some((name) => name.toLowerCase() === trigger),
		);
		if (page && !page.closed && cards.length > 0 && !this.editing) {
			await page.runFor({ scope: page.scope, trigger, data: {}, cards }, cause);
		}
	}

	// Elements

	built(node: NodeContext): void {
		if (node.element) {
			this.#contexts.set(node.element, node);
		}
	}

	gone(node: NodeContext): void {
		if (node.element) {
			this.#contexts.delete(node.element);
		}
	}

	/** The node whose element is the nearest around an element. */
	contextOf(element: Element | null): NodeContext | undefined {
		for (let at = element; at; at = at.parentElement) {
			const context = this.#contexts.get(at);
			if (context) {
				return context;
			}
		}
		return undefined;
	}
}

/** When a first page that is slow shows that it is coming, in milliseconds. */
const patience = 150;
