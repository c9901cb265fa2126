import { afterEach, describe, expect, test, vi } from "vitest";
import { template } from "./assist.ts";
import { type Channel, LanguageClient } from "./LanguageClient.ts";
import { markdown } from "./markdown.ts";

interface Sent {
	readonly id?: number;
	readonly method: string;
	readonly params: { readonly [name: string]: unknown };
}

/** A server that answers what it is told to. */
class Server implements Channel {
	readonly sent: Sent[] = [];
	readonly answers: Record<string, unknown> = { initialize: { capabilities: {} } };
	onopen: Channel["onopen"] = null;
	onmessage: Channel["onmessage"] = null;
	onclose: Channel["onclose"] = null;

	send(message: string): void {
		const m = JSON.parse(message) as Sent;
		this.sent.push(m);
		if (m.id !== undefined && m.method in this.answers)
			this.say({ id: m.id, result: this.answers[m.method] });
	}

	say(message: unknown): void {
		this.onmessage?.call(
			this as unknown as WebSocket,
			new MessageEvent("message", { data: JSON.stringify(message) }),
		);
	}

	open(): void {
		this.onopen?.call(this as unknown as WebSocket, new Event("open"));
	}

	close(): void {
		this.onclose?.call(this as unknown as WebSocket, new Event("close") as CloseEvent);
	}

	get methods(): string[] {
		return this.sent.map((m) => m.method);
	}
}

afterEach(() => vi.useRealTimers());

describe("the client", () => {
	const path = "Project/Sources/Methods/do it.4dm";
	const at = { line: 0, character: 2 };

	test("opens what is edited, and tells of each change", async () => {
		const server = new Server();
		const client = new LanguageClient(() => server);
		client.write(path, "a");
		client.write(path, "ab");
		server.open();
		await vi.waitFor(() => expect(server.methods).toContain("textDocument/didOpen"));
		client.write(path, "abc");
		client.close(path);
		await vi.waitFor(() => expect(server.methods.at(-1)).toBe("textDocument/didClose"));
		const uri = "quoin:///Project/Sources/Methods/do%20it.4dm";
		const changes = server.sent.filter((m) => m.method === "textDocument/didChange");
		expect(changes.at(-1)?.params).toEqual({
			textDocument: { uri, version: 3 },
			contentChanges: [{ text: "abc" }],
		});
		expect(server.sent.find((m) => m.method === "textDocument/didOpen")?.params.textDocument).toMatchObject({
			uri,
			languageId: "4d",
			text: "ab",
		});
	});

	test("proposes, and explains when asked", async () => {
		const server = new Server();
		const range = { start: { line: 0, character: 0 }, end: at };
		server.answers["textDocument/completion"] = {
			items: [
				{ label: "Length", kind: 3, textEdit: { range, newText: "Length($0)" }, insertTextFormat: 2 },
				{ label: "broken" },
			],
		};
		server.answers["completionItem/resolve"] = { documentation: { value: "How *long*." } };
		const client = new LanguageClient(() => server);
		client.write(path, "Le");
		server.open();
		const found = await client.complete(path, at);
		expect(found).toMatchObject([
			{ label: "Length", insert: "Length($0)", snippet: true, from: range.start },
		]);
		expect(await found?.[0]?.explain()).toBe("How *long*.");
	});

	test("answers nothing while nobody is there, and tries again later", async () => {
		let now = 0;
		const servers: Server[] = [];
		const client = new LanguageClient(
			() => {
				const server = new Server();
				servers.push(server);
				return server;
			},
			() => now,
		);
		client.write(path, "a");
		const waiting = client.hover(path, at);
		servers[0]?.close();
		expect(await waiting).toBe("");
		expect(await client.complete(path, at)).toBeUndefined();
		expect(servers).toHaveLength(1);
		now = 10_000;
		const later = client.hover(path, at);
		const second = servers[1];
		if (!second) throw new Error("no second try");
		second.answers["textDocument/hover"] = { contents: { value: "x" } };
		second.open();
		expect(await later).toBe("x");
		expect(second.methods).toContain("textDocument/didOpen");
	});

	test("answers what the server asks", async () => {
		const server = new Server();
		const client = new LanguageClient(() => server);
		client.write(path, "a");
		server.open();
		server.say({ id: 7, method: "client/registerCapability", params: {} });
		expect(server.sent.at(-1)).toEqual({ jsonrpc: "2.0", id: 7, result: null });
	});
});

test.each([
	["Length($0)", `Length(\${})`],
	[`For (\\$\${1:i}; \${2:1})\n\t$0\nEnd for`, `For ($\${1:i}; \${2:1})\n\t\${}\nEnd for`],
	["a\\}b\\\\", "a\\}b\\"],
	[`f($1, \${2})`, `f(\${1}, \${2})`],
])("snippet %s", (from, to) => expect(template(from)).toBe(to));

test("documentation is drawn as text", () => {
	const root = markdown("```4d\nf(<b>)\n```\n\nReturns *x* and `y`.\nMore <i>.\n\n```4d\n1+1\n```");
	expect(root.innerHTML).toBe(
		"<pre>f(&lt;b&gt;)</pre><p>Returns <em>x</em> and <code>y</code>. More &lt;i&gt;.</p><pre>1+1</pre>",
	);
});
