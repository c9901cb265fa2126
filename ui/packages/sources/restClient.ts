/** REST over an injected sender: answers known in advance, progress, typed errors, lost connections. */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { type RestError, readErrors } from "../wire/rest.ts";
import type { Environment } from "./environment.ts";

/** The server answered and refused. */
export class RefusedError extends Error {
	override readonly name = "RefusedError";
	readonly status: number;
	readonly errors: readonly RestError[];
	/** The whole answer: it may still carry effects on the page. */
	readonly answer: unknown;

	constructor(status: number, answer: unknown) {
		const errors = readErrors(answer);
		super(errors.at(0)?.message || `The server refused the request (${status})`);
		this.status = status;
		this.errors = errors;
		this.answer = answer;
	}

	has(code: number): boolean {
		return this.errors.some((error) => error.code === code);
	}
}

/** No answer came. */
export class ConnectionError extends Error {
	override readonly name = "ConnectionError";
	constructor() {
		super("The server cannot be reached");
	}
}

export class RestClient {
	readonly #environment: Environment;
	readonly #answers = new Map<string, unknown>();
	readonly #running = signal(0);
	readonly #connected = signal(true);
	readonly #denials = signal(0);

	constructor(environment: Environment) {
		this.#environment = environment;
	}

	/** How many requests are under way. */
	get running(): ReadonlySignal<number> {
		return this.#running;
	}

	/** False from the first request that got no answer to the next that got one. */
	get connected(): ReadonlySignal<boolean> {
		return this.#connected;
	}

	/** Counts refusals for want of a session or permission; each may mean that the session has ended. */
	get denials(): ReadonlySignal<number> {
		return this.#denials;
	}

	/**
	 * Adds answers by exact request ("GET /rest/…"); each is used once. They hold for the start of a page only: the
	 * result forgets those that nobody took, so that a later request is answered with what is true then.
	 */
	remember(answers: Readonly<Record<string, unknown>>): () => void {
		const entries = Object.entries(answers);
		for (const [request, answer] of entries) {
			this.#answers.set(request, answer);
		}
		return () => {
			for (const [request, answer] of entries) {
				if (this.#answers.get(request) === answer) {
					this.#answers.delete(request);
				}
			}
		};
	}

	/** Takes the answer of a request that is known in advance; undefined when there is none. */
	take(url: string): unknown {
		const request = `GET ${url}`;
		const answer = this.#answers.get(request);
		this.#answers.delete(request);
		return answer;
	}

	async get(url: string): Promise<unknown> {
		const known = this.take(url);
		return known !== undefined ? known : this.#send("GET", url);
	}

	/** Posts a value as JSON. */
	post(url: string, body: unknown): Promise<unknown> {
		return this.#send("POST", url, JSON.stringify(body), "application/json");
	}

	/** Posts a file as it is. */
	upload(url: string, file: unknown, contentType: string): Promise<unknown> {
		return this.#send("POST", url, file, contentType);
	}

	async #send(method: "GET" | "POST", url: string, body?: unknown, contentType?: string): Promise<unknown> {
		this.#running.value++;
		try {
			const reply = await this.#environment.send({ method, url, body, contentType }).catch(() => {
				this.#connected.value = false;
				throw new ConnectionError();
			});
			this.#connected.value = true;
			const answer = parse(reply.text);
			if (reply.status >= 400) {
				if (reply.status === 401 || reply.status === 402) {
					this.#denials.value++;
				}
				throw new RefusedError(reply.status, answer);
			}
			return answer;
		} finally {
			this.#running.value--;
		}
	}
}

/** An answer that is no JSON counts as its text: error pages of a proxy must not break a page. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text === "" ? {} : text;
	}
}
