import { afterEach, describe, expect, test, vi } from "vitest";
import { template } from "./assist.ts";
import { CodeView } from "./CodeView.ts";
import { codeCommands, shortcutOf } from "./commands.ts";
import { drawCode } from "./drawCode.ts";
import { type Channel, LanguageClient } from "./LanguageClient.ts";
import { markdown } from "./markdown.ts";
import { applyEdits, colours, fileEdits, outlines, signatureHelp } from "./messages.ts";

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

	test("hears what is wrong, and forgets it with the connection", async () => {
		const server = new Server();
		const client = new LanguageClient(() => server);
		let told = 0;
		client.onFindings = () => told++;
		client.write(path, "a");
		client.write(path, "ab");
		server.open();
		await vi.waitFor(() => expect(client.connected).toBe(true));
		const say = (version: number, messages: readonly string[]) =>
			server.say({
				method: "textDocument/publishDiagnostics",
				params: {
					uri: "quoin:///Project/Sources/Methods/do%20it.4dm",
					version,
					diagnostics: messages.map((message) => ({
						range: { start: at, end: at },
						severity: 2,
						code: "name.unknown",
						message,
					})),
				},
			});
		say(2, ["new"]);
		say(1, ["of an older text"]);
		expect(client.findings.get(path)).toEqual([
			{ range: { start: at, end: at }, severity: "warning", code: "name.unknown", message: "new" },
		]);
		say(2, []);
		expect(client.findings.get(path)).toEqual([]);
		server.close();
		expect(client.findings.size).toBe(0);
		expect(told).toBe(3);
	});

	test("tells why something cannot be renamed", async () => {
		const server = new Server();
		const client = new LanguageClient(() => server);
		client.write(path, "a");
		server.open();
		const renamed = client.rename(path, at, "1");
		await vi.waitFor(() => expect(server.methods.at(-1)).toBe("textDocument/rename"));
		server.say({ id: server.sent.at(-1)?.id, error: { code: -32803, message: "1 is no name." } });
		await expect(renamed).rejects.toThrow("1 is no name.");
		const definition = client.definition(path, at);
		await vi.waitFor(() => expect(server.methods.at(-1)).toBe("textDocument/definition"));
		server.say({ id: server.sent.at(-1)?.id, error: { code: -32603, message: "It failed." } });
		expect(await definition).toEqual([]);
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

test("code in documentation has the colours of the editor, and its text", () => {
	const code = '// a <b>\nreturn f("x"; 1)\n';
	const root = markdown(`\`\`\`4d\n${code}\`\`\``, drawCode);
	expect(root.textContent).toBe(code.trimEnd());
	expect(root.querySelectorAll("span").length).toBeGreaterThan(3);
});

test("edits of a file are applied from its end, and a byte order mark counts for nothing", () => {
	const edit = (line: number, from: number, to: number, text: string) => ({
		range: { start: { line, character: from }, end: { line, character: to } },
		text,
	});
	const edits = [edit(0, 0, 1, "xyz"), edit(1, 1, 2, ""), edit(9, 9, 9, "!")];
	expect(applyEdits("\ufeffab\r\ncd", edits)).toBe("\ufeffxyzb\r\nc!");
	expect(applyEdits("ab\rcd", edits)).toBe("xyzb\rc!");
});

test("edits of files that are made and that move", () => {
	const at = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
	const uri = (name: string) => `quoin:///${name}`;
	const edit = {
		documentChanges: [
			{ textDocument: { uri: uri("a.4dm") }, edits: [{ range: at, newText: "x" }] },
			{ kind: "rename", oldUri: uri("a.4dm"), newUri: uri("b%20c.4dm") },
			{ kind: "rename", oldUri: uri("d.4dm"), newUri: uri("e.4dm") },
			{ kind: "create", uri: uri("f.4dm") },
			{ textDocument: { uri: uri("f.4dm") }, edits: [{ range: at, newText: "y" }] },
			{ kind: "create", uri: "file:///elsewhere" },
		],
	};
	expect(fileEdits(edit)).toEqual([
		{ path: "a.4dm", edits: [{ range: at, text: "x" }], to: "b c.4dm" },
		{ path: "d.4dm", edits: [], to: "e.4dm" },
		{ path: "f.4dm", edits: [{ range: at, text: "y" }], made: true },
	]);
});

test("words count from the one before", () => {
	const data = [1, 4, 3, 0, 0, 0, 5, 2, 1, 0, 2, 1, 1, 9, 0, 7];
	expect(colours({ data }, ["class", "type"])).toEqual([
		{ line: 1, character: 4, length: 3, type: "class" },
		{ line: 1, character: 9, length: 2, type: "type" },
		{ line: 3, character: 1, length: 1, type: "" },
	]);
	expect(colours(null, [])).toBeUndefined();
});

test("messages are read with care", () => {
	const at = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
	const tree = [{ name: "A", selectionRange: at, children: [{ name: "b", selectionRange: at }, {}] }, null];
	expect(outlines(tree)).toMatchObject([
		{ name: "A", depth: 0 },
		{ name: "b", depth: 1 },
	]);
	expect(signatureHelp(null)).toBeUndefined();
	const help = { signatures: [{ label: "f(a; b)", parameters: [{ label: [2, 3] }] }], activeSignature: 7 };
	expect(signatureHelp(help)).toEqual({
		signatures: [{ label: "f(a; b)", parameters: [[2, 3]], doc: "" }],
		active: 0,
		parameter: 0,
	});
});

describe("the editor", () => {
	const mount = (text: string) => {
		const host = document.createElement("div");
		const said: string[] = [];
		const view = new CodeView(host, {
			path: "a.4dm",
			text,
			onChange: (changed) => said.push(changed),
			onSave: () => {},
		});
		return { view, said };
	};

	test.each(["a\r\nb\r\n", "a\rb\r", "a\nb\n", "a\r\nb\n"])("leaves %j as it is", (text) => {
		const { view, said } = mount(text);
		view.replace(text);
		expect(said).toEqual([]);
		view.destroy();
	});

	test("keeps the file's ends of lines, and the cursor where the text is the same", () => {
		const { view, said } = mount("one\r\ntwo\r\nthree");
		view.goTo(3, 3);
		view.replace("one\r\n2\r\nthree");
		expect(view.cursor).toEqual({ line: 3, column: 3 });
		expect(said).toEqual(["one\r\n2\r\nthree"]);
		view.destroy();
	});
});

test("commands have keys of their own, as people read them", () => {
	const shortcuts = codeCommands.map((c) => shortcutOf(c.key));
	expect(new Set(shortcuts).size).toBe(codeCommands.length);
	expect(shortcuts).toContain("Ctrl+Shift+O");
	expect(shortcuts).toContain("Alt+Shift+F");
	expect(shortcuts).toContain("Alt+←");
});
