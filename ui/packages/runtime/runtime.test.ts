import { describe, expect, test } from "vitest";
import { attribute, refuse } from "../sources/testing/fakeServer.ts";
import { fileName } from "./browser.ts";
import { card, FakeServer, openPage, pageFile, settle } from "./testing/harness.ts";

const scalar = (id: string, dataType: string, initialValue: unknown, rest: object = {}) => ({
	id,
	type: "scalar",
	dataType,
	initialValue,
	...rest,
});
const set = (name: string, value: string, type = "string", namespace = "") =>
	card("simple-action", "onclick", { action: "set", datasource: { name, namespace, set: { value, type } } });
const state = (action: string, ...states: string[]) =>
	card("simple-action", "onclick", { action: "", actionType: "state", state: { action, states } });

describe("first paint", () => {
	test("a page shows texts, values and translations", async () => {
		const { text, page } = await openPage({
			nodes: {
				ROOT: { type: "Container", nodes: ["a", "b", "c"] },
				a: { type: "Text", text: "Hello" },
				b: { type: "Text", datasource: "n" },
				c: { type: "Text", text: { key: "k", default: "base", __t: "i18n" } },
			},
			metadata: { datasources: [scalar("n", "number", "4")], title: "A page" },
			boot: { shared: { datasources: {}, i18n: { keys: { k: { default: "d", en: "translated" } } } } },
		});
		expect(text("a")).toBe("Hello");
		expect(text("b")).toBe("4");
		expect(text("c")).toBe("translated");
		expect(document.title).toBe(page.title);
		expect(document.title).toBe("A page");
	});

	test("oninit comes before the first paint, onload after it, once", async () => {
		const order: string[] = [];
		const server = new FakeServer();
		server.on("ds.init", () => {
			order.push(`init ${document.querySelector("[data-node=ROOT]") !== null}`);
			return { result: "from init" };
		});
		server.on("ds.load", () => {
			order.push(`load ${document.querySelector("[data-node=ROOT]") !== null}`);
			return { result: null };
		});
		const { text, click } = await openPage({
			server,
			nodes: {
				ROOT: {
					type: "Container",
					nodes: ["a", "go"],
					events: [
						card("method", "oninit", { method: "ds.init", returns: { datasource: "n" } }),
						card("method", "onload", { method: "ds.load" }),
					],
				},
				a: { type: "Text", datasource: "n", custom: { "states:S": { style: { color: "red" } } } },
				go: { type: "Button", events: [state("add", "S")] },
			},
			metadata: { datasources: [scalar("n", "string", "")], states: [{ id: "S", label: "S" }] },
		});
		expect(text("a")).toBe("from init");
		await click("go");
		expect(order).toEqual(["init false", "load true"]);
	});

	test("a slow first page shows a skeleton and then itself", async () => {
		const server = new FakeServer();
		let answer: (value: unknown) => void = () => {};
		const send = server.send.bind(server);
		server.send = async (request) => {
			if (request.url.includes("$catalog/slow")) {
				await new Promise((resolve) => {
					answer = resolve;
				});
			}
			return send(request);
		};
		server.on("ds.slow", () => ({ result: null }));
		const opened = openPage({
			server,
			nodes: { ROOT: { type: "Container", events: [card("method", "oninit", { method: "ds.slow" })] } },
		});
		await settle();
		server.pass(200);
		expect(document.querySelector(".q-skeleton")).not.toBeNull();
		answer(undefined);
		await opened;
		expect(document.querySelector(".q-skeleton")).toBeNull();
	});

	test("what cannot be built or is unknown does not take the page along", async () => {
		const { text, server } = await openPage({
			nodes: {
				ROOT: { type: "Container", nodes: ["x", "y", "z"] },
				x: { type: "Broken" },
				y: { type: "FromTheFuture", nodes: ["inner"] },
				inner: { type: "Text", text: "inside" },
				z: { type: "Text", text: "after" },
			},
		});
		expect(text("inner")).toBe("inside");
		expect(text("z")).toBe("after");
		expect(server.logged.join("\n")).toMatch(/Broken x could not be built: .*no luck/);
		expect(server.logged.join("\n")).toContain("component FromTheFuture (node y) is not installed");
	});
});

describe("states", () => {
	const nodes = {
		ROOT: { type: "Container", nodes: ["in", "box", "go", "back", "both"] },
		in: { type: "Input", datasource: "n" },
		box: {
			type: "StyleBox",
			style: { color: "blue", display: "flex", width: "10px" },
			custom: {
				"states:A": { style: { display: "none" } },
				"states:B": { style: { display: "grid", width: "" }, disabled: true },
				"states:C": { style: { color: "red" }, datasource: "" },
				"states:deleted": { style: { color: "gold" } },
			},
		},
		go: { type: "Button", events: [state("add", "A")] },
		back: { type: "Button", events: [state("delete", "A"), state("add", "C")] },
		both: { type: "Button", events: [state("add", "A"), state("add", "B")] },
	};
	const metadata = {
		datasources: [scalar("n", "string", "")],
		states: [
			{ id: "root", label: "Base" },
			{ id: "A", label: "a" },
			{ id: "B", label: "b" },
			{
				id: "C",
				label: "c",
				conditions: { type: "datasource", path: "n", op: "eq", value: "red", dataType: "string" },
			},
		],
		defaultStates: ["deleted"],
	};

	test("overrides are patched in; nothing is built again and the focus stays", async () => {
		const { node, click, built } = await openPage({ nodes, metadata });
		node("in").focus();
		await click("go");
		expect(node("box").style.display).toBe("none");
		expect(node("box").style.color).toBe("blue");
		expect(document.activeElement).toBe(node("in"));
		await click("back");
		expect(node("box").style.display).toBe("flex");
		expect([...built.values()].every((times) => times === 1)).toBe(true);
	});

	test("the state enabled last wins; an empty style value takes the key away", async () => {
		const { node, click } = await openPage({ nodes, metadata });
		await click("both");
		expect(node("box").style.display).toBe("grid");
		expect(node("box").style.width).toBe("");
		expect(node("box").classList.contains("disabled")).toBe(true);
	});

	test("a conditional state follows its condition and no card; deleted states do nothing", async () => {
		const { node, click, page } = await openPage({ nodes, metadata });
		expect(node("box").style.color).toBe("blue");
		await click("back"); // tries to add C
		expect(node("box").style.color).toBe("blue");
		page.scope.bind("n").set("red");
		expect(node("box").style.color).toBe("red");
		page.scope.bind("n").set("");
		expect(node("box").style.color).toBe("blue");
	});

	const hold = (conditions: unknown, sources: unknown[], boot: object = {}) =>
		openPage({
			nodes: { ROOT: { type: "Container" } },
			metadata: { datasources: sources, states: [{ id: "S", label: "s", conditions }] },
			boot: { privileges: ["staff"], ...boot },
		}).then(({ page }) => page.states.labels.includes("s"));
	const source = (op: string, value?: unknown, dataType = "", rest = {}) => ({
		type: "datasource",
		path: "v",
		op,
		value,
		dataType,
		...rest,
	});
	test.each([
		["string", "", source("eq", "", "string"), true],
		["string", "", source("isnull"), false],
		["string", "abc", source("sw", "ab", "string"), true],
		["string", "abc", source("regex", "^a.c$"), true],
		["string", "abc", source("regex", "("), false],
		["string", "b", source("in", "a, b"), true],
		["string", "b", source("nin", ["a", "b"]), false],
		["number", "5", source("gt", "4", "number"), true],
		["number", "5", source("eq", "5", "number"), true],
		["number", "5", source("between", "1", "number", { compareValue: "5" }), true],
		["number", "", source("isnull"), true],
		["number", "", source("lt", "4", "number"), false],
		["bool", true, source("istrue"), true],
		["bool", false, source("eq", "false", "bool"), true],
		["date", "01/02/2024", source("gte", "2024-02-01", "date"), true],
		["object", "{}", source("isempty"), true],
		["array", "[1]", source("notnull"), true],
		["array", "[1]", source("eq", "[1]", "array"), true],
	])("a %s that is %j: %j is %s", async (dataType, initial, condition, expected) => {
		expect(await hold(condition, [scalar("v", dataType, initial)])).toBe(expected);
	});

	const privilege = (op: string, value: string) => ({ type: "privilege", op, value, path: "leftover" });
	test.each([
		[privilege("eq", "staff"), true],
		[privilege("neq", "staff"), false],
		[privilege("haspriv", "whatever"), true],
		[privilege("hasnopriv", "whatever"), false],
		[privilege("eq", "guest"), false],
		[{ type: "reference", ref: "saved" }, true],
		[{ type: "reference", ref: "ring" }, false],
		[{ type: "combination", op: "or", conditions: [privilege("eq", "x"), privilege("eq", "staff")] }, true],
		[{ type: "combination", op: "and", conditions: [privilege("eq", "x"), privilege("eq", "staff")] }, false],
		[{ type: "", id: "empty" }, false],
		[{ type: "currentState", op: "eq", value: "Base" }, true],
		[{ type: "parentState", op: "eq", value: "Base" }, true],
	])("%j is %s", async (condition, expected) => {
		const conditions = [
			{ ...privilege("eq", "staff"), id: "saved" },
			{ type: "reference", ref: "ring", id: "ring" },
		];
		expect(await hold(condition, [], { shared: { datasources: {}, conditions } })).toBe(expected);
	});
});

describe("cards", () => {
	const button = (...events: unknown[]) => ({
		ROOT: { type: "Container", nodes: ["go", "log", "in"] },
		go: { type: "Button", serverSideRef: "theButton", events },
		log: { type: "Text", datasource: "log" },
		in: { type: "Input", datasource: "typed" },
	});
	const metadata = { datasources: [scalar("log", "string", ""), scalar("typed", "string", "")] };
	const call = (method: string, rest: object = {}) => card("method", "onClick", { method, ...rest });

	test("run in order, each after the one before; the event tells who and what", async () => {
		const server = new FakeServer();
		const events: unknown[] = [];
		server.on("ds.slow", ({ event }) => {
			events.push(event);
			return { result: "slow" };
		});
		const { click, text } = await openPage({
			server,
			nodes: button(call("ds.slow", { returns: { datasource: "log" } }), {
				...card("simple-action", "onclick", { action: "copy", datasource: { name: "log", target: "typed" } }),
			}),
			metadata,
		});
		await click("go");
		expect(text("log")).toBe("slow");
		expect(events).toEqual([{ caller: "theButton", eventType: "onclick", data: {} }]);
	});

	test("what is still being typed is written before they run", async () => {
		const server = new FakeServer();
		const args: unknown[] = [];
		server.on("ds.take", (it) => {
			args.push(it.args);
			return { result: null };
		});
		const { click, node } = await openPage({
			server,
			nodes: button(call("ds.take", { params: [{ datasource: "typed" }] })),
			metadata,
		});
		(node("in") as HTMLInputElement).value = "half a word";
		await click("go");
		expect(args).toEqual([["half a word"]]);
	});

	test("a refused call stops the chain; the toast comes only when the card asks", async () => {
		const server = new FakeServer();
		server.on("ds.no", () => refuse(500, "Authentication failed"));
		const loud = await openPage({
			server,
			nodes: button(call("ds.no", { feedback: true }), set("log", "went on")),
			metadata,
		});
		await loud.click("go");
		expect(loud.text("log")).toBe("");
		expect(loud.toasts()).toEqual(["error: Authentication failed"]);
		const quiet = await openPage({ server, nodes: button(call("ds.no")), metadata });
		await quiet.click("go");
		expect(quiet.toasts()).toEqual([]);
		expect(server.logged.join()).toContain("error: Authentication failed");
	});

	test("disabled cards and disabled nodes run nothing; a card of no type is named", async () => {
		const nodes = button({ ...set("log", "never"), disabled: true }, card("hologram", "onclick"));
		const { click, text, server } = await openPage({ nodes, metadata });
		await click("go");
		expect(text("log")).toBe("");
		expect(server.logged.join()).toContain('a card of type "hologram"');
		const off = await openPage({ nodes: { ...nodes, go: { ...nodes.go, disabled: true } }, metadata });
		await off.click("go");
		expect(off.server.logged).toEqual([]);
	});

	test("clicks while the cards still run wait for their turn", async () => {
		const server = new FakeServer();
		let running = 0;
		let most = 0;
		const send = server.send.bind(server);
		server.send = async (request) => {
			most = Math.max(most, ++running);
			const reply = await send(request);
			running--;
			return reply;
		};
		server.on("ds.one", () => ({ result: null }));
		const { node } = await openPage({ server, nodes: button(call("ds.one")), metadata });
		node("go").click();
		node("go").click();
		node("go").click();
		await settle();
		await settle();
		expect(server.requests).toHaveLength(3);
		expect(most).toBe(1);
	});

	test("debounced cards run once, when it is quiet; throttled ones at once and then at the end", async () => {
		const delayed = (type: string) => ({ ...set("log", type), extra: { delayType: type, delayTime: 300 } });
		const { click, text, server, page } = await openPage({ nodes: button(delayed("debounce")), metadata });
		await click("go");
		server.pass(200);
		await click("go");
		server.pass(200);
		await settle();
		expect(text("log")).toBe("");
		server.pass(100);
		await settle();
		expect(text("log")).toBe("debounce");
		expect(page.closed).toBe(false);
		const other = await openPage({ nodes: button(delayed("throttle")), metadata });
		await other.click("go");
		expect(other.text("log")).toBe("throttle");
	});

	test("shortcuts", async () => {
		const save = {
			...card("simple-action", "onkeydown", set("log", "saved")),
			events: ["onkeydown"],
			extra: { shortcuts: { onkeydown: ["Ctrl+S"] } },
		};
		const nodes = { ...button(), ROOT: { type: "Container", nodes: ["log", "go", "in"], events: [save] } };
		const { text } = await openPage({ nodes, metadata });
		const press = async (key: string, ctrlKey: boolean) => {
			const event = new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true });
			document.body.dispatchEvent(event);
			await settle();
			return event.defaultPrevented;
		};
		expect(await press("s", false)).toBe(false);
		expect(text("log")).toBe("");
		expect(await press("s", true)).toBe(true);
		expect(text("log")).toBe("saved");
	});

	test("a save reports as the card says, and a failed one stops the chain", async () => {
		const server = new FakeServer().add("Person", [attribute("name", "string")], [{ ID: 1, name: "Ada" }]);
		const sources = [
			{ id: "p", type: "entity", dataclass: "Person", initialValue: "first" },
			...metadata.datasources,
		];
		const save = card("simple-action", "onclick", {
			action: "save",
			datasource: { name: "p" },
			feedback: { enabled: true },
		});
		const nodes = { ...button(save, set("log", "went on")), in: { type: "Input", datasource: "p.name" } };
		const { click, node, text, toasts } = await openPage({
			server,
			nodes,
			metadata: { datasources: sources },
		});
		(node("in") as HTMLInputElement).value = "Adele";
		await click("go");
		expect(toasts()).toEqual(["message: Saved"]);
		expect(text("log")).toBe("went on");
		server.pass(5000);
		Object.assign(server.rows("Person")[0] ?? {}, { __STAMP: 9 });
		(node("in") as HTMLInputElement).value = "Anna";
		await click("go");
		expect(toasts()).toEqual(["error: Stamp has changed"]);
	});

	test("logout ends the session and loads the page again", async () => {
		const { click, went, server } = await openPage({
			nodes: button(card("qodly-pro-action", "onclick", { actionType: "auth", action: "logout" })),
			metadata,
		});
		await click("go");
		expect(server.requests).toEqual(["POST /rest/$directory/logout"]);
		expect(went).toEqual(["reload"]);
	});
});

describe("answers of the server", () => {
	const open = async (effects: unknown, rest: object = {}) => {
		const server = new FakeServer();
		server.on("ds.go", () => ({ result: null, __WEBFORM: effects }));
		server.privileges = { privileges: [{ privilege: "boss" }] };
		const harness = await openPage({
			server,
			nodes: {
				ROOT: {
					type: "Container",
					nodes: ["a", "b", "dlg", "go"],
					events: [
						card("simple-action", "onprivilegechange", {
							action: "set",
							datasource: { name: "heard", set: { value: "yes" } },
						}),
					],
				},
				a: { type: "StyleBox", serverSideRef: "box", classNames: ["plain"] },
				b: {
					type: "StyleBox",
					serverSideRef: "box",
					style: { display: "none" },
					custom: { "states:S": { style: { color: "red" } } },
				},
				dlg: {
					type: "Dialog",
					serverSideRef: "dlg",
					events: [
						card("simple-action", "oninit", {
							action: "set",
							datasource: { name: "heard", set: { value: "opened" } },
						}),
					],
				},
				go: { type: "Button", events: [card("method", "onclick", { method: "ds.go", ...rest })] },
			},
			metadata: {
				datasources: [scalar("heard", "string", "")],
				states: [{ id: "S", label: "special" }],
				styles: [
					{ id: "1", name: "plain", content: "self{color:black}" },
					{ id: "2", name: "hot", content: "self{color:red}" },
				],
			},
		});
		await harness.click("go");
		return harness;
	};

	test("show and hide reach every node of a reference", async () => {
		const { node } = await open({ box: { show: { stamp: 3 } } });
		expect(node("a").style.display).toBe("");
		expect(node("b").style.display).toBe("");
		const other = await open({ box: { hide: { stamp: 4 }, show: { stamp: 3 } } });
		expect(other.node("a").style.display).toBe("none");
	});

	test("classes are added and removed with their generated names", async () => {
		const { node, sheets } = await open({
			box: { addCSSClass: { stamp: 1, value: "hot" }, removeCSSClass: { stamp: 2, value: "plain" } },
		});
		const [, generated = ""] = /\.(hot-\w+)/.exec(sheets.join()) ?? [];
		expect(node("a").className.split(" ")).toEqual(["hot", generated]);
	});

	test("states, privileges, dialogs", async () => {
		const { node, application, page } = await open({
			__STATES: { special: "add", unknown: "add" },
			__PRIVILEGES: { stamp: 2 },
		});
		expect(node("b").style.color).toBe("red");
		expect([...application.privileges.value]).toEqual(["boss"]);
		expect(page.scope.bind("heard").value.value).toBe("yes");
		const dialog = await open({ dlg: { show: { stamp: 1 } } });
		expect(dialog.node("dlg").hidden).toBe(false);
		expect(dialog.page.scope.bind("heard").value.value).toBe("opened");
	});

	test("a dialog that the server opens before the page is built opens with it", async () => {
		const server = new FakeServer();
		server.on("ds.init", () => ({ result: null, __WEBFORM: { dlg: { show: { stamp: 1 } } } }));
		const { node } = await openPage({
			server,
			nodes: {
				ROOT: {
					type: "Container",
					nodes: ["dlg"],
					events: [card("method", "oninit", { method: "ds.init" })],
				},
				dlg: { type: "Dialog", serverSideRef: "dlg" },
			},
		});
		expect(node("dlg").hidden).toBe(false);
	});

	test.each([
		["when the session has other privileges", { privileges: ["staff"] }],
		["when a guest has signed in without privileges", { privileges: [], guest: false }],
	])("a list that was refused is asked for again %s", async (_, privileges) => {
		const server = new FakeServer().add("Person", [attribute("name", "string")], [{ ID: 1, name: "Ada" }]);
		const send = server.send.bind(server);
		let allowed = false;
		server.send = async (request) =>
			request.url.startsWith("/rest/Person") && !allowed
				? { status: 401, text: JSON.stringify({ __ERROR: [{ message: "No permission to read" }] }) }
				: send(request);
		server.on("ds.login", () => {
			allowed = true;
			server.privileges = privileges;
			return { result: null, __WEBFORM: { __PRIVILEGES: { stamp: 4 } } };
		});
		const { text, click } = await openPage({
			server,
			nodes: {
				ROOT: { type: "Container", nodes: ["n", "go"] },
				n: { type: "Text", datasource: "all.length" },
				go: { type: "Button", events: [card("method", "onclick", { method: "ds.login" })] },
			},
			metadata: { datasources: [{ id: "all", type: "entitysel", dataclass: "Person", initialValue: "all" }] },
		});
		expect(text("n")).toBe("0");
		await click("go");
		expect(text("n")).toBe("1");
	});

	test("a notification shows only with feedback, in its colour, for five seconds; an unknown reference only logs", async () => {
		const effects = {
			__NOTIFICATION: { message: "Data generated!", type: "warning" },
			ghost: { hide: { stamp: 1 } },
		};
		expect((await open(effects)).toasts()).toEqual([]);
		const loud = await open(effects, { feedback: true });
		expect(loud.toasts()).toEqual(["warning: Data generated!"]);
		expect(loud.server.logged.join()).toContain("the server addressed ghost");
		loud.server.pass(5000);
		expect(loud.toasts()).toEqual([]);
	});
});

describe("page loaders", () => {
	const go = (parent: string, target: string, loader = "") =>
		card("navigation", "onclick", { parent, target, loader, externalLink: false });
	const pages = {
		One: pageFile({
			ROOT: { type: "Container", nodes: ["one", "self", "inner", "open"] },
			one: { type: "Text", text: "page one" },
			self: { type: "Button", events: [go("webform-loader-self", "Two")] },
			inner: { type: "WebformLoader", webform: "Deep" },
			open: {
				type: "Button",
				events: [card("dialog", "onclick", { actionType: "open", targetDialog: "shellDialog" })],
			},
		}),
		Two: pageFile(
			{
				ROOT: { type: "Container", nodes: ["two", "menu"] },
				two: { type: "Text", datasource: "n" },
				menu: { type: "Button", events: [go("webform-loader", "One", "main")] },
			},
			{ datasources: [scalar("n", "string", "page two")] },
		),
		Deep: pageFile({
			ROOT: { type: "Container", nodes: ["deep"] },
			deep: { type: "Text", text: "deep", serverSideRef: "deepText" },
		}),
		Loop: pageFile({
			ROOT: { type: "Container", nodes: ["again"] },
			again: { type: "WebformLoader", webform: "Loop" },
		}),
	};
	const nodes = {
		ROOT: {
			type: "Container",
			nodes: ["main", "toTwo", "toGone", "hideDeep", "shellDialog", "same", "tab", "link"],
		},
		main: { type: "WebformLoader", webform: "One" },
		toTwo: { type: "Button", events: [go("webform-loader", "Two", "main")] },
		toGone: { type: "Button", events: [go("webform-loader", "Gone", "main")] },
		hideDeep: { type: "Button", events: [card("method", "onclick", { method: "ds.hide" })] },
		shellDialog: { type: "Dialog", serverSideRef: "shellDialog" },
		same: { type: "Button", events: [go("", "Two"), go("webform-loader", "Two", "nowhere")] },
		tab: { type: "Button", events: [go("new-tab", "Two")] },
		link: {
			type: "Button",
			events: [
				{ ...go("same-tab", "javascript:alert(1)"), externalLink: true },
				{ ...go("same-tab", "/$shared/a.pdf"), externalLink: true },
			],
		},
	};

	test("show pages inside pages, each with its own sources", async () => {
		const { text, node, click } = await openPage({ nodes, pages });
		expect(text("one")).toBe("page one");
		expect(text("deep")).toBe("deep");
		expect(node("main").className).toBe("loaded");
		await click("toTwo");
		expect(text("two")).toBe("page two");
		expect(document.querySelector("[data-node=one]")).toBeNull();
	});

	test("a card inside finds its own loader, and one further out by its node", async () => {
		const { text, click } = await openPage({ nodes, pages });
		await click("self");
		expect(text("two")).toBe("page two");
		await click("menu");
		expect(text("one")).toBe("page one");
	});

	test("back and forward move the loader and keep the shell; a reload finds the place again", async () => {
		const { text, click, history, built } = await openPage({ nodes, pages });
		await click("toTwo");
		expect(text("two")).toBe("page two");
		await history.go(-1);
		expect(text("one")).toBe("page one");
		await history.go(1);
		expect(text("two")).toBe("page two");
		expect(built.get("toTwo")).toBe(1);
		const reloaded = await openPage({ nodes, pages, history });
		expect(reloaded.text("two")).toBe("page two");
		// Another declared page, after signing out say, is stronger than what the history remembers.
		const other = await openPage({
			nodes: { ...nodes, main: { type: "WebformLoader", webform: "Deep" } },
			pages,
			history,
		});
		expect(other.text("deep")).toBe("deep");
	});

	test("a page that is missing or contains itself says so and nothing breaks", async () => {
		const { node, click, text, server } = await openPage({ nodes, pages });
		await click("toGone");
		expect(node("main").className).toBe("failed");
		expect(text("main")).toContain("“Gone” could not be loaded");
		await click("toTwo");
		expect(text("two")).toBe("page two");
		const loop = await openPage({
			nodes: { ...nodes, main: { type: "WebformLoader", webform: "Loop" } },
			pages,
		});
		expect(loop.text("again")).toContain("could not be loaded");
		expect(server.logged.join()).toContain("the page Gone could not be loaded");
	});

	test("follow a source with a page name, and states that override the page", async () => {
		const { text, page, node } = await openPage({
			nodes: {
				ROOT: { type: "Container", nodes: ["main"] },
				main: { type: "WebformLoader", datasource: "which", custom: { "states:S": { webform: "One" } } },
			},
			metadata: { datasources: [scalar("which", "string", "Two")], states: [{ id: "S", label: "s" }] },
			pages,
		});
		expect(text("two")).toBe("page two");
		page.scope.bind("which").set("Deep");
		await settle();
		expect(text("deep")).toBe("deep");
		page.scope.bind("which").set("");
		await settle();
		expect(node("main").className).toBe("empty");
		page.states.add(["S"]);
		await settle();
		expect(text("one")).toBe("page one");
	});

	test("references and dialogs are found through the chain of pages, outwards and inwards", async () => {
		const server = new FakeServer();
		server.on("ds.hide", () => ({ result: null, __WEBFORM: { deepText: { hide: { stamp: 1 } } } }));
		const { node, click } = await openPage({ server, nodes, pages });
		await click("hideDeep");
		expect(node("deep").style.display).toBe("none");
		await click("open");
		expect(node("shellDialog").hidden).toBe(false);
	});

	test("navigation out of the page; scripts are no addresses; an unknown loader is ignored", async () => {
		const { click, went, server } = await openPage({ nodes, pages });
		await click("same");
		await click("tab");
		await click("link");
		expect(went).toEqual([
			"goTo /$lib/renderer/?w=Two",
			"openTab /$lib/renderer/?w=Two",
			"goTo /$shared/a.pdf",
		]);
		expect(server.logged.join()).toContain("javascript:alert(1)");
		expect(server.logged.join()).toContain("there is no page loader nowhere");
	});

	test("functions for GET open in a new tab, or show or save what they answer", async () => {
		const file = (openIn: string, more: object = {}) =>
			card("method", "onclick", { method: "ds.file", openIn, ...more });
		const { click, went, server } = await openPage({
			nodes: {
				ROOT: { type: "Container", nodes: ["here", "there", "call"] },
				here: { type: "Button", events: [file("same-tab")] },
				there: { type: "Button", events: [file("new-tab", { allowedOnHTTPGET: true })] },
				call: { type: "Button", events: [file("same-tab", { allowedOnHTTPGET: false })] },
			},
		});
		server.on("ds.file", () => ({ result: null }));
		await click("here");
		await click("there");
		expect(went).toEqual(["openAnswer /rest/$catalog/file", "openTab /rest/$catalog/file"]);
		await click("call");
		expect(server.requests.at(-1)).toBe("POST /rest/$catalog/file");
		expect(fileName("/rest/Book/cover?$params='[1]'", "image/jpeg", "")).toBe("cover.jpeg");
		expect(fileName("/rest/Book/list", "text/plain; charset=utf-8", "")).toBe("list.txt");
		expect(fileName("/rest/Book/list", "application/vnd.ms-excel", "")).toBe("list");
		expect(fileName("/rest/Book/list", "text/csv", 'attachment; filename="all 100%.csv"')).toBe(
			"all 100%.csv",
		);
	});

	test("shared sources live on when the page in a loader changes, local ones do not", async () => {
		const shared = { app: [scalar("kept", "string", "", { namespace: "app" })] };
		const { application, click, text, page } = await openPage({ nodes, pages, shared });
		page.scope.bind("app:kept").set("still here");
		await click("toTwo");
		application.pages().at(-1)?.scope.bind("n").set("edited");
		expect(text("two")).toBe("edited");
		await click("menu");
		await click("toTwo");
		expect(text("two")).toBe("page two");
		expect(page.scope.bind("app:kept").value.value).toBe("still here");
	});
});

describe("lists", () => {
	test("a row's cards act on its own element; nested lists use the outer one", async () => {
		const server = new FakeServer().add(
			"Person",
			[attribute("name", "string")],
			[
				{ ID: 1, name: "Ada" },
				{ ID: 2, name: "Ben" },
			],
		);
		const { click } = await openPage({
			server,
			nodes: {
				ROOT: { type: "Container", nodes: ["list"] },
				list: { type: "Matrix", datasource: "all", linkedNodes: { container: "row" } },
				row: { type: "StyleBox", nodes: ["name", "drop"] },
				name: { type: "Text", datasource: "all:$This.name" },
				drop: {
					type: "Button",
					events: [card("simple-action", "onclick", { action: "remove", datasource: { name: "$This" } })],
				},
			},
			metadata: { datasources: [{ id: "all", type: "entitysel", dataclass: "Person", initialValue: "all" }] },
		});
		const names = () => [...document.querySelectorAll("[data-node=name]")].map((it) => it.textContent);
		expect(names()).toEqual(["Ada", "Ben"]);
		await click("drop");
		expect(server.rows("Person").map((row) => row.name)).toEqual(["Ben"]);
		expect(names()).toEqual(["", "Ben"]);
	});
});

describe("surroundings", () => {
	test("title, address and language are sources", async () => {
		const { page, application } = await openPage({
			nodes: { ROOT: { type: "Container" } },
			boot: {
				shared: {
					datasources: { Qodly: [scalar("Title", "string", "ignored")] },
					i18n: { userLang: { supported: [{ isocode: "fr" }] } },
				},
			},
		});
		expect(document.title).toBe("Home");
		page.scope.bind("Qodly:Title").set("Mine");
		expect(document.title).toBe("Mine");
		expect(page.scope.bind("Qodly:Location.urlPath.id").value.value).toBe("7");
		expect(page.scope.bind("Qodly:Location.urlQuery").value.value).toEqual(["app", "one"]);
		page.scope.bind("Qodly:UserLanguage.selected").set({ isocode: "fr" });
		expect(application.locale.value).toBe("fr");
		expect(document.documentElement.lang).toBe("fr");
	});

	test("a lost connection is told, tried again, and told when it is back", async () => {
		const server = new FakeServer();
		server.on("ds.go", () => ({ result: null }));
		const { click } = await openPage({
			server,
			nodes: {
				ROOT: { type: "Container", nodes: ["go"] },
				go: { type: "Button", events: [card("method", "onclick", { method: "ds.go", feedback: true })] },
			},
		});
		const banner = document.querySelector<HTMLElement>(".q-banner");
		server.down = true;
		await click("go");
		expect(banner?.textContent).toContain("Connection lost");
		expect(document.querySelector(".q-toast")).toBeNull();
		server.down = false;
		server.pass(3000);
		await settle();
		expect(banner?.textContent).toBe("Connection restored");
		server.pass(3000);
		expect(banner?.hidden).toBe(true);
	});

	test("a refusal after the session ended is told as such", async () => {
		const server = new FakeServer();
		server.on("ds.go", () => refuse(401, "No permission"));
		const { click, went } = await openPage({
			server,
			boot: { privileges: ["staff"] },
			nodes: {
				ROOT: { type: "Container", nodes: ["go"] },
				go: { type: "Button", events: [card("method", "onclick", { method: "ds.go" })] },
			},
		});
		await click("go");
		const banner = document.querySelector<HTMLElement>(".q-banner");
		expect(banner?.textContent).toContain("Your session has ended.");
		banner?.querySelector("button")?.click();
		expect(went).toEqual(["reload"]);
	});

	test("the progress bar shows only for work that takes a while", async () => {
		const { server, application } = await openPage({ nodes: { ROOT: { type: "Container" } } });
		const bar = document.querySelector<HTMLElement>(".qodly-progress");
		const work = application.rest.get("/rest/$info/privileges");
		expect(bar?.hidden).toBe(true);
		server.pass(200);
		expect(bar?.hidden).toBe(false);
		await work;
		expect(bar?.hidden).toBe(true);
	});
});
