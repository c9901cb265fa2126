/**
 * Asks the language server of the project: completion and hover of the code editor. It knows the few messages of the
 * protocol that this takes, and no editor.
 */

/** What carries messages, a message a frame. */
export type Channel = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

/** A place in a text; both count from 0, characters in UTF-16 units. */
export interface Position {
	readonly line: number;
	readonly character: number;
}

/** Something that may stand at the cursor. */
export interface Proposal {
	readonly label: string;
	readonly detail: string;
	/** The kind, as the protocol numbers them. */
	readonly kind: number;
	/** What to insert, a snippet of the protocol if so said, in place of what stands between the two positions. */
	readonly insert: string;
	readonly snippet: boolean;
	readonly from: Position;
	readonly to: Position;
	/** Gives the documentation as Markdown, "" if there is none. */
	readonly explain: () => Promise<string>;
}

interface Waiting {
	readonly take: (result: unknown) => void;
}

/** How long a connection that was lost is not tried again, in milliseconds. */
const pause = 5_000;

/** A session with the language server. It connects when it is first used, and again when the connection is lost. */
export class LanguageClient {
	readonly #connect: () => Channel;
	readonly #now: () => number;
	readonly #documents = new Map<string, { text: string; version: number }>();
	#channel: Channel | undefined;
	#ready: Promise<boolean> | undefined;
	#waiting = new Map<number, Waiting>();
	#last = 0;
	#lost = Number.NEGATIVE_INFINITY;

	constructor(connect: () => Channel, now: () => number = () => performance.now()) {
		this.#connect = connect;
		this.#now = now;
	}

	/** Tells of the text of a file that is edited; again for each change of it. */
	write(path: string, text: string): void {
		const known = this.#documents.get(path);
		const version = (known?.version ?? 0) + 1;
		this.#documents.set(path, { text, version });
		if (!this.#ready) {
			void this.#start(); // which tells of every document
			return;
		}
		void this.#ready.then((ready) => {
			if (!ready) return;
			if (known) {
				this.#notify("textDocument/didChange", {
					textDocument: { uri: uriOf(path), version },
					contentChanges: [{ text }],
				});
			} else {
				this.#open(path);
			}
		});
	}

	/** Forgets a file that is no longer edited. */
	close(path: string): void {
		if (!this.#documents.delete(path)) return;
		void this.#ready?.then((ready) => {
			if (ready) this.#notify("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
		});
	}

	/** Returns what may stand at a place, best first; undefined when nobody answers. */
	async complete(path: string, at: Position): Promise<readonly Proposal[] | undefined> {
		const result = await this.#ask("textDocument/completion", place(path, at));
		const items = field(result, "items");
		if (!Array.isArray(items)) return undefined;
		return items.flatMap((item: unknown) => this.#proposal(item) ?? []);
	}

	/** Returns what there is to say about a place as Markdown, "" for nothing. */
	async hover(path: string, at: Position): Promise<string> {
		const result = await this.#ask("textDocument/hover", place(path, at));
		return text(field(field(result, "contents"), "value"));
	}

	/** Ends the session. */
	end(): void {
		this.#channel?.close();
	}

	#proposal(item: unknown): Proposal | undefined {
		const range = field(field(item, "textEdit"), "range");
		const from = position(field(range, "start"));
		const to = position(field(range, "end"));
		const label = text(field(item, "label"));
		if (!from || !to || label === "") return undefined;
		const kind = field(item, "kind");
		return {
			label,
			detail: text(field(item, "detail")),
			kind: typeof kind === "number" ? kind : 0,
			insert: text(field(field(item, "textEdit"), "newText")),
			snippet: field(item, "insertTextFormat") === 2,
			from,
			to,
			explain: async () => {
				const resolved = await this.#ask("completionItem/resolve", item);
				return text(field(field(resolved, "documentation"), "value"));
			},
		};
	}

	async #ask(method: string, params: unknown): Promise<unknown> {
		if (!(await (this.#ready ?? this.#start()))) return undefined;
		return this.#request(method, params);
	}

	#start(): Promise<boolean> {
		if (this.#now() - this.#lost < pause) return Promise.resolve(false);
		const channel = this.#connect();
		this.#channel = channel;
		const ready = new Promise<boolean>((done) => {
			channel.onopen = () => {
				const capabilities = {
					textDocument: { completion: { completionItem: { snippetSupport: true } } },
				};
				void this.#request("initialize", { processId: null, rootUri: null, capabilities }).then((answer) => {
					if (answer === undefined) {
						done(false);
						return;
					}
					this.#notify("initialized", {});
					for (const path of this.#documents.keys()) this.#open(path);
					done(true);
				});
			};
			channel.onclose = () => {
				done(false);
				this.#drop();
			};
		});
		channel.onmessage = (event) => this.#take(event.data);
		this.#ready = ready;
		return ready;
	}

	/** Gives up a connection: who waits gets no answer. */
	#drop(): void {
		const waiting = this.#waiting;
		this.#waiting = new Map();
		this.#channel = undefined;
		this.#ready = undefined;
		this.#lost = this.#now();
		for (const w of waiting.values()) w.take(undefined);
	}

	#take(data: unknown): void {
		if (typeof data !== "string") return;
		const message: unknown = JSON.parse(data);
		const id = field(message, "id");
		if (typeof id !== "number") return; // a notification: findings come by another way
		if (field(message, "method") !== undefined) {
			this.#send({ jsonrpc: "2.0", id, result: null });
			return;
		}
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		waiting?.take(field(message, "result"));
	}

	#open(path: string): void {
		const document = this.#documents.get(path);
		if (!document) return;
		const languageId = path.endsWith(".4qs") ? "qodly" : "4d";
		this.#notify("textDocument/didOpen", { textDocument: { uri: uriOf(path), languageId, ...document } });
	}

	#request(method: string, params: unknown): Promise<unknown> {
		this.#last++;
		const id = this.#last;
		return new Promise((take) => {
			this.#waiting.set(id, { take });
			this.#send({ jsonrpc: "2.0", id, method, params });
		});
	}

	#notify(method: string, params: unknown): void {
		this.#send({ jsonrpc: "2.0", method, params });
	}

	#send(message: unknown): void {
		this.#channel?.send(JSON.stringify(message));
	}
}

/** The identifier of a file of the project, as the server names them. */
function uriOf(path: string): string {
	return `quoin:///${path.split("/").map(encodeURIComponent).join("/")}`;
}

function place(path: string, at: Position): unknown {
	return { textDocument: { uri: uriOf(path) }, position: at };
}

function field(value: unknown, name: string): unknown {
	if (typeof value !== "object" || value === null || !(name in value)) return undefined;
	return (value as Record<string, unknown>)[name];
}

function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}

function position(value: unknown): Position | undefined {
	const line = field(value, "line");
	const character = field(value, "character");
	return typeof line === "number" && typeof character === "number" ? { line, character } : undefined;
}
