/** The browser as the runtime sees it: everything global comes through here. */
import type { Environment, HttpReply, HttpRequest } from "../sources/index.ts";

export interface Browser {
	readonly document: Document;
	readonly environment: Environment;
	readonly history: Pick<History, "state" | "pushState" | "replaceState">;
	readonly location: Pick<Location, "pathname" | "search" | "hash">;
	/** Leaves for another address in this tab. */
	goTo(url: string): void;
	openTab(url: string): void;
	reload(): void;
	/** Calls fn when the person goes back or forward; the result stops it. */
	onHistory(fn: () => void): () => void;
}

/** The real one. */
export function realBrowser(window: Window & typeof globalThis): Browser {
	return {
		document: window.document,
		environment: {
			send: (request) => send(window, request),
			now: () => new Date(),
			after(milliseconds, fn) {
				const timer = window.setTimeout(fn, milliseconds);
				return () => window.clearTimeout(timer);
			},
			log: (level, message) => window.console[level](message),
		},
		history: window.history,
		location: window.location,
		goTo: (url) => window.location.assign(url),
		openTab: (url) => void window.open(url, "_blank", "noopener"),
		reload: () => window.location.reload(),
		onHistory(fn) {
			window.addEventListener("popstate", fn);
			return () => window.removeEventListener("popstate", fn);
		},
	};
}

async function send(window: Window & typeof globalThis, request: HttpRequest): Promise<HttpReply> {
	const reply = await window.fetch(request.url, {
		method: request.method,
		body: isBody(window, request.body) ? request.body : undefined,
		headers: request.contentType ? { "Content-Type": request.contentType } : undefined,
		credentials: "same-origin",
	});
	return { status: reply.status, text: await reply.text() };
}

function isBody(window: Window & typeof globalThis, body: unknown): body is string | Blob {
	return typeof body === "string" || body instanceof window.Blob;
}

/** Addresses a page may lead to: of this site, or of the web, mail and telephone. No script. */
export function isSafeAddress(url: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: browsers ignore them inside of a scheme
	const bare = url.replace(/[\u0000-\u0020]/g, "");
	return !/^[a-z][a-z0-9+.-]*:/i.test(bare) || /^(?:https?|mailto|tel|blob):/i.test(bare);
}
