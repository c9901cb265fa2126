/** A page loader: the place where a page shows another one (spec/studio_pages.md 3.19, 4.8). */
/** A page inside of a loader. */
export interface InnerPage {
	readonly element: HTMLElement;
	/** It is in the document now. */
	shown(): void;
	close(): void;
}

/** What a loader needs of the page it stands in. */
export interface LoaderHome<P extends InnerPage> {
	/** Makes a page inside a loader; rejects when it cannot be read. */
	openPage(name: string, path: string, loader: PageLoader<P>): Promise<P>;
	/** The names of the pages around, innermost first. */
	enclosing(): readonly string[];
	/** What the address bar's history remembers for this loader, when the page it declares is this one. */
	remembered(path: string, declared: string): string | undefined;
	/** The person went to a page in this loader. */
	visited(path: string, page: string, declared: string): void;
	/** The loader shows what it declares again. */
	returned(path: string): void;
	failed(message: string, error: unknown): void;
}

export type LoaderState = "empty" | "loading" | "loaded" | "failed";

/** Pages inside of pages inside of pages: more is a mistake. */
const deepest = 16;

export class PageLoader<P extends InnerPage> {
	/** Where it stands: the path of its page and the node's id. */
	readonly path: string;
	readonly #home: LoaderHome<P>;
	#host: HTMLElement | undefined;
	#page: P | undefined;
	#declared = "";
	#shown = "";
	#turn = 0;

	constructor(home: LoaderHome<P>, path: string) {
		this.#home = home;
		this.path = path;
	}

	/** The page on show. */
	get page(): P | undefined {
		return this.#page;
	}

	/** The element the pages come into. */
	attach(host: HTMLElement): void {
		if (this.#host === undefined) {
			this.#host = host;
			this.#say("empty");
		}
	}

	/** Shows the page that the node's properties name. */
	async declare(host: HTMLElement, page: string): Promise<void> {
		const first = this.#host === undefined || this.#turn === 0;
		this.attach(host);
		const changed = page !== this.#declared;
		this.#declared = page;
		const kept = first && page !== "" ? this.#home.remembered(this.path, page) : undefined;
		if (kept === undefined && changed) {
			this.#home.returned(this.path);
		}
		await this.#show(kept ?? page);
	}

	/** Shows a page because the person went there; the browser's history remembers it. */
	async visit(page: string): Promise<void> {
		if (page === this.#shown) {
			return;
		}
		this.#home.visited(this.path, page, this.#declared);
		await this.#show(page);
	}

	/** Shows what the history says: a page visited earlier, or what is declared. */
	async restore(page: string | undefined): Promise<void> {
		await this.#show(page ?? this.#declared);
	}

	async #show(name: string): Promise<void> {
		if (name === this.#shown && this.#turn > 0) {
			return; // there, or on its way
		}
		const turn = ++this.#turn;
		this.#shown = name;
		if (name === "") {
			this.#swap(undefined);
			this.#say("empty");
			return;
		}
		this.#say("loading");
		try {
			const around = this.#home.enclosing();
			if (around.includes(name) || around.length >= deepest) {
				throw new Error(`${name} would be shown inside of itself`);
			}
			const page = await this.#home.openPage(name, `${this.path}:${name}`, this);
			if (turn !== this.#turn) {
				page.close();
				return;
			}
			this.#swap(page);
			this.#say("loaded");
			page.shown();
		} catch (error) {
			if (turn === this.#turn) {
				this.#fail(name, error);
			}
		}
	}

	/** The old page stays until the new one is there: nothing flashes. */
	#swap(page: P | undefined): void {
		const old = this.#page;
		this.#page = page;
		this.#host?.replaceChildren(...(page ? [page.element] : []));
		old?.close();
	}

	#fail(name: string, error: unknown): void {
		this.#home.failed(`the page ${name} could not be loaded`, error);
		this.#shown = ""; // asked for again, it is tried again
		this.#swap(undefined);
		this.#say("failed");
		const host = this.#host;
		if (host) {
			const text = host.ownerDocument.createElement("p");
			text.className = "q-loader-message";
			text.setAttribute("role", "alert");
			text.textContent = `The page “${name}” could not be loaded.`;
			host.append(text);
		}
	}

	#say(state: LoaderState): void {
		const host = this.#host;
		if (host) {
			host.classList.remove("empty", "loading", "loaded", "failed");
			host.classList.add(state);
			host.setAttribute("aria-busy", String(state === "loading"));
		}
	}

	/** The loader leaves with its page. */
	close(): void {
		this.#turn++;
		this.#page?.close();
		this.#page = undefined;
	}
}
