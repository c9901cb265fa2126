/** The browser as the runtime sees it: everything global comes through here. */
import {
	ConnectionError,
	type Environment,
	type HttpReply,
	type HttpRequest,
	RefusedError,
} from "../sources/index.ts";

export interface Browser {
	readonly document: Document;
	readonly environment: Environment;
	readonly history: Pick<History, "state" | "pushState" | "replaceState">;
	readonly location: Pick<Location, "pathname" | "search" | "hash">;
	/** Leaves for another address in this tab. */
	goTo(url: string): void;
	openTab(url: string): void;
	/** Asks for an address: a page takes the place of this one, any other answer is saved as a file. */
	openAnswer(url: string): Promise<void>;
	reload(): void;
	/** Calls fn once what is in the document now is on the screen, at once if nobody looks. */
	painted(fn: () => void): void;
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
		openAnswer: (url) => openAnswer(window, url),
		reload: () => window.location.reload(),
		painted: (fn) => whenPainted(window, fn),
		onHistory(fn) {
			window.addEventListener("popstate", fn);
			return () => window.removeEventListener("popstate", fn);
		},
	};
}

/** A page without anything to paint tells nothing: this long it is waited for. */
const paintPatience = 100;

function whenPainted(window: Window & typeof globalThis, fn: () => void): void {
	const painted = "first-contentful-paint";
	if (window.document.hidden || window.performance.getEntriesByName(painted).length > 0) {
		fn();
		return;
	}
	const observer = new window.PerformanceObserver((list) => {
		if (list.getEntriesByName(painted).length > 0) {
			done();
		}
	});
	const timer = window.setTimeout(done, paintPatience);
	function done() {
		window.clearTimeout(timer);
		observer.disconnect();
		fn();
	}
	observer.observe({ type: "paint" });
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

async function openAnswer(window: Window & typeof globalThis, url: string): Promise<void> {
	const reply = await window.fetch(url, { credentials: "same-origin" }).catch(() => {
		throw new ConnectionError();
	});
	if (!reply.ok) {
		throw new RefusedError(reply.status, await reply.json().catch(() => ({})));
	}
	const type = reply.headers.get("Content-Type") ?? "";
	if (type.startsWith("text/html")) {
		window.location.assign(reply.redirected ? reply.url : url);
		return;
	}
	const link = window.document.createElement("a");
	link.href = window.URL.createObjectURL(await reply.blob());
	link.download = fileName(url, type, reply.headers.get("Content-Disposition") ?? "");
	link.click();
	window.setTimeout(() => window.URL.revokeObjectURL(link.href), 60_000);
}

/** The name that the answer gives, or that of the function with what its type suggests. */
export function fileName(url: string, type: string, disposition: string): string {
	const given = /filename\*?=(?:UTF-8'')?"?([^";]+)/i.exec(disposition)?.[1];
	if (given !== undefined) {
		return decodeURIComponent(given.replace(/%(?![0-9a-f]{2})/gi, "%25"));
	}
	const plain = /^([\w-]+)\/([\w.-]+)/.exec(type);
	const extension = plain?.[1] === "text" && plain[2] === "plain" ? "txt" : (plain?.[2] ?? "");
	const name = (url.split(/[?#]/)[0] ?? "").split("/").at(-1) || "file";
	return /^[a-z0-9]{1,5}$/.test(extension) ? `${name}.${extension}` : name;
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
