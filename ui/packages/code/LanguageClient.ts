/**
 * Asks the language server of the project what editors want to know, and hears what the checker says of every file.
 * It knows the messages of the protocol that this takes, and no editor.
 */
import {
	type Action,
	action,
	type Colour,
	colours,
	count,
	type FileEdits,
	type Finding,
	type Fold,
	field,
	fileEdits,
	finding,
	fold,
	list,
	type Outline,
	outlines,
	type Place,
	type Position,
	pathOf,
	place,
	type Range,
	range,
	type SignatureHelp,
	signatureHelp,
	type TextEdit,
	text,
	textEdit,
	uriOf,
} from "./messages.ts";

/** What carries messages, a message a frame. */
export type Channel = Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">;

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
	readonly fail: (reason: Error) => void;
}

/** How long a connection that was lost is not tried again, in milliseconds. */
const pause = 5_000;

/** A session with the language server. It connects when it is first used, and again when the connection is lost. */
export class LanguageClient {
	/** Hears that findings are other ones. */
	onFindings: (() => void) | undefined;
	readonly #connect: () => Channel;
	readonly #now: () => number;
	readonly #documents = new Map<string, { text: string; version: number }>();
	readonly #findings = new Map<string, readonly Finding[]>();
	#channel: Channel | undefined;
	#ready: Promise<boolean> | undefined;
	#connected = false;
	/** The names of what words mean, as the server numbers them. */
	#words: readonly string[] = [];
	#waiting = new Map<number, Waiting>();
	#last = 0;
	#lost = Number.NEGATIVE_INFINITY;

	constructor(connect: () => Channel, now: () => number = () => performance.now()) {
		this.#connect = connect;
		this.#now = now;
	}

	/** Whether somebody answers at the moment. */
	get connected(): boolean {
		return this.#connected;
	}

	/** What the checker says, by file, of the texts being written; a file that is missing was not spoken of. */
	get findings(): ReadonlyMap<string, readonly Finding[]> {
		return this.#findings;
	}

	/** Tells of the text of a file that is edited; again for each change of it. */
	write(path: string, text: string): void {
		const known = this.#documents.get(path);
		if (known?.text === text) return;
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
		const items = field(await this.#ask("textDocument/completion", spot(path, at)), "items");
		return Array.isArray(items) ? list(items, (item) => this.#proposal(item)) : undefined;
	}

	/** Returns what there is to say about a place as Markdown, "" for nothing. */
	async hover(path: string, at: Position): Promise<string> {
		const result = await this.#ask("textDocument/hover", spot(path, at));
		return text(field(field(result, "contents"), "value"));
	}

	/** Returns the call whose arguments a place is in. */
	async signature(path: string, at: Position): Promise<SignatureHelp | undefined> {
		return signatureHelp(await this.#ask("textDocument/signatureHelp", spot(path, at)));
	}

	/** Returns where the name at a place is defined. */
	async definition(path: string, at: Position): Promise<readonly Place[]> {
		return list(await this.#ask("textDocument/definition", spot(path, at)), place);
	}

	/** Returns where the name at a place is used and defined. */
	async references(path: string, at: Position): Promise<readonly Place[]> {
		const params = { ...spot(path, at), context: { includeDeclaration: true } };
		return list(await this.#ask("textDocument/references", params), place);
	}

	/** Returns the name at a place that could be another one. It throws the reason why it could not. */
	async renameable(
		path: string,
		at: Position,
	): Promise<{ readonly name: string; readonly range: Range } | undefined> {
		const result = await this.#demand("textDocument/prepareRename", spot(path, at));
		const found = range(field(result, "range"));
		return found && { name: text(field(result, "placeholder")), range: found };
	}

	/** Returns the changes that give a name another spelling everywhere. It throws the reason why there are none. */
	async rename(path: string, at: Position, name: string): Promise<readonly FileEdits[]> {
		return fileEdits(await this.#demand("textDocument/rename", { ...spot(path, at), newName: name }));
	}

	/** Returns the changes that format a file. It throws the reason why it cannot be. */
	async format(path: string): Promise<readonly TextEdit[]> {
		return list(await this.#demand("textDocument/formatting", file(path)), textEdit);
	}

	/** Returns the changes that a part of a file calls for. */
	async actions(path: string, range: Range): Promise<readonly Action[]> {
		const params = { ...file(path), range, context: { diagnostics: [] } };
		return list(await this.#ask("textDocument/codeAction", params), action);
	}

	/** Returns the parts of a file that have names, in their order. */
	async outline(path: string): Promise<readonly Outline[]> {
		return outlines(await this.#ask("textDocument/documentSymbol", file(path)));
	}

	/** Returns what can be folded; undefined when nobody answers. */
	async folds(path: string): Promise<readonly Fold[] | undefined> {
		const result = await this.#ask("textDocument/foldingRange", file(path));
		return Array.isArray(result) ? list(result, fold) : undefined;
	}

	/** Returns the words of a file with what they mean; undefined when nobody answers. */
	async colours(path: string): Promise<readonly Colour[] | undefined> {
		return colours(await this.#ask("textDocument/semanticTokens/full", file(path)), this.#words);
	}

	/** Ends the session. */
	end(): void {
		this.#channel?.close();
	}

	#proposal(item: unknown): Proposal | undefined {
		const at = range(field(field(item, "textEdit"), "range"));
		const label = text(field(item, "label"));
		if (!at || label === "") return undefined;
		return {
			label,
			detail: text(field(item, "detail")),
			kind: count(field(item, "kind")),
			insert: text(field(field(item, "textEdit"), "newText")),
			snippet: field(item, "insertTextFormat") === 2,
			from: at.start,
			to: at.end,
			explain: async () => {
				const resolved = await this.#ask("completionItem/resolve", item);
				return text(field(field(resolved, "documentation"), "value"));
			},
		};
	}

	/** Asks what may stay without an answer. */
	async #ask(method: string, params: unknown): Promise<unknown> {
		return this.#demand(method, params).catch(() => undefined);
	}

	/** Asks what somebody waits for: no answer is a failure that is told. */
	async #demand(method: string, params: unknown): Promise<unknown> {
		if (!(await (this.#ready ?? this.#start()))) throw new Error("The language server does not answer.");
		return this.#request(method, params);
	}

	#start(): Promise<boolean> {
		if (this.#now() - this.#lost < pause) return Promise.resolve(false);
		const channel = this.#connect();
		this.#channel = channel;
		const ready = new Promise<boolean>((done) => {
			channel.onopen = () => {
				const capabilities = {
					workspace: {
						workspaceEdit: { documentChanges: true, resourceOperations: ["create", "rename"] },
					},
					textDocument: {
						completion: { completionItem: { snippetSupport: true } },
						documentSymbol: { hierarchicalDocumentSymbolSupport: true },
					},
				};
				this.#request("initialize", { processId: null, rootUri: null, capabilities }).then(
					(answer) => {
						const provider = field(field(answer, "capabilities"), "semanticTokensProvider");
						this.#words = list(field(field(provider, "legend"), "tokenTypes"), text);
						this.#connected = true;
						this.#notify("initialized", {});
						for (const path of this.#documents.keys()) this.#open(path);
						done(true);
					},
					() => done(false),
				);
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

	/** Gives up a connection: who waits gets no answer, and what was said holds no longer. */
	#drop(): void {
		const waiting = this.#waiting;
		this.#waiting = new Map();
		this.#channel = undefined;
		this.#ready = undefined;
		this.#connected = false;
		this.#lost = this.#now();
		for (const w of waiting.values()) w.fail(new Error("The language server was lost. Try again."));
		if (this.#findings.size > 0) {
			this.#findings.clear();
			this.onFindings?.();
		}
	}

	#take(data: unknown): void {
		if (typeof data !== "string") return;
		const message: unknown = JSON.parse(data);
		const id = field(message, "id");
		const method = field(message, "method");
		if (typeof id !== "number") {
			if (method === "textDocument/publishDiagnostics") this.#hear(field(message, "params"));
			return;
		}
		if (method !== undefined) {
			this.#send({ jsonrpc: "2.0", id, result: null });
			return;
		}
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		const error = field(message, "error");
		if (error === undefined) waiting?.take(field(message, "result"));
		else waiting?.fail(new Error(text(field(error, "message"))));
	}

	/** Takes the findings of a file, unless its text has changed since. */
	#hear(params: unknown): void {
		const path = pathOf(field(params, "uri"));
		if (path === undefined) return;
		const known = this.#documents.get(path);
		const version = field(params, "version");
		if (known && typeof version === "number" && version < known.version) return;
		this.#findings.set(path, list(field(params, "diagnostics"), finding));
		this.onFindings?.();
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
		return new Promise((take, fail) => {
			this.#waiting.set(id, { take, fail });
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

function file(path: string) {
	return { textDocument: { uri: uriOf(path) } };
}

function spot(path: string, at: Position) {
	return { ...file(path), position: at };
}
