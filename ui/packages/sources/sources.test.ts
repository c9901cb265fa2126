// @vitest-environment node
import { effect } from "@preact/signals-core";
import { beforeEach, describe, expect, test } from "vitest";
import type { ActionCard, PageDocument, SourceDeclaration } from "../wire/page.ts";
import { readPage } from "../wire/readPage.ts";
import type { ActionContext } from "./actionContext.ts";
import { runAction } from "./actions.ts";
import { outside } from "./changes.ts";
import type { Entity } from "./entity.ts";
import { callFunction } from "./functionCall.ts";
import { SourceGraph } from "./graph.ts";
import { RestClient } from "./restClient.ts";
import type { Selection } from "./selection.ts";
import type { SourceScope } from "./sourceScope.ts";
import { attribute, FakeServer, refuse, settle } from "./testing/fakeServer.ts";

const people = () => [
	{ ID: 1, name: "Ada", city: "Rome", born: "1990-05-01T00:00:00.000Z", team: 1 },
	{ ID: 2, name: "Ben", city: "Oslo", born: "1!6!1991", team: 1 },
	{ ID: 3, name: "Cid", city: "Bern", born: null, team: 2 },
];

const shared: Record<string, readonly SourceDeclaration[]> = {
	app: [
		{ id: "people", type: "entitysel", dataclass: "Person", initialValue: "all", pageSize: 2 },
		{ id: "person", type: "entity", dataclass: "Person", from: "people", initialValue: "first" },
	],
};

interface World {
	readonly server: FakeServer;
	readonly graph: SourceGraph;
	readonly scope: SourceScope;
	readonly runs: string[];
	act(card: Partial<ActionCard>): ReturnType<typeof runAction>;
	call(card: Partial<ActionCard>): ReturnType<typeof callFunction>;
	read(path: string): unknown;
}

interface Setup {
	readonly sources?: readonly SourceDeclaration[];
	readonly shows?: readonly string[];
	readonly answers?: Record<string, unknown>;
	readonly run?: (name: string, context: ActionContext) => Promise<unknown>;
	readonly nodes?: Record<string, unknown>;
}

/** A page that shows some paths, on a server with people and teams. */
async function open(setup: Setup = {}, server = new FakeServer()): Promise<World> {
	const fields = [
		attribute("name", "string"),
		attribute("city", "string"),
		attribute("born", "date"),
		attribute("photo", "image"),
		{ name: "team", kind: "relatedEntity" as const, type: "Team" },
	];
	server.add("Person", fields, people());
	const members = { name: "members", kind: "relatedEntities" as const, type: "PersonSelection" };
	server.add(
		"Team",
		[attribute("title", "string"), members],
		[
			{ ID: 1, title: "Reds" },
			{ ID: 2, title: "Blues" },
		],
	);
	const rest = new RestClient(server);
	rest.remember(setup.answers ?? {});
	const runs: string[] = [];
	const graph: SourceGraph = new SourceGraph({
		environment: server,
		rest,
		catalog: server.catalog,
		shared,
		async runCards(source, trigger, cause) {
			runs.push(`${source.name} ${trigger}`);
			await setup.run?.(source.name, { graph, scope, cause });
		},
	});
	const shows = (setup.shows ?? []).map((path, i) => [
		`t${i}`,
		{ type: { resolvedName: "Text" }, props: { datasource: path } },
	]);
	const document: PageDocument = readPage({
		metadata: { datasources: setup.sources },
		components: {
			ROOT: {
				type: { resolvedName: "Container" },
				nodes: [...shows.map(([id]) => id), ...Object.keys(setup.nodes ?? {})],
			},
			...Object.fromEntries(shows),
			...setup.nodes,
		},
	}).value;
	const scope: SourceScope = graph.openPage("Home", document);
	await graph.settled();
	await settle();
	const context = { graph, scope, cause: outside };
	const event = { caller: "", eventType: "onclick", data: {} };
	return {
		server,
		graph,
		scope,
		runs,
		act: (card) => runAction(context, { events: [], ...card }),
		call: (card) => callFunction(context, { events: [], ...card }, event),
		read: (path) => scope.bind(path).value.value,
	};
}

const on = (name: string, namespace = "app", rest: object = {}) => ({
	datasource: { name, namespace, ...rest },
});
const onChange: readonly ActionCard[] = [{ events: ["onChange"] }];

describe("requests", () => {
	test("a selection asks for what the page shows of it and of the entity taken from it", async () => {
		const { server } = await open({
			shows: ["app:people.length", "app:person.name", "app:person.team.title"],
		});
		expect(server.requests).toEqual([
			"GET /rest/Person?$attributes=name,team.title&$limit=2&$method=entityset",
		]);
	});

	test("an answer that came with the page is used once and nothing is sent", async () => {
		const request = "GET /rest/Person?$attributes=name&$limit=2&$method=entityset";
		const entity = { __KEY: "1", __STAMP: 1, name: "Ada" };
		const answers = {
			[request]: {
				__DATACLASS: "Person",
				__ENTITYSET: "/rest/Person/$entityset/S",
				__COUNT: 9,
				__ENTITIES: [entity],
			},
		};
		const { server, read } = await open({ answers, shows: ["app:people.length", "app:person.name"] });
		expect(read("app:people.length")).toBe(9);
		expect(read("app:person.name")).toBe("Ada");
		expect(server.requests).toEqual([]);
	});

	test("a shared selection that comes on show again is read again; nobody is told of a change", async () => {
		const { server, graph, read } = await open({ shows: ["app:person.name"] });
		const list = { type: { resolvedName: "Matrix" }, props: { datasource: "app:people" } };
		const page = readPage({ components: { ROOT: list } }).value;
		graph.openPage("Home/a:List", page);
		await settle();
		expect(server.requests).toHaveLength(1);
		graph.closePage("Home/a:List");
		graph.closePage("Home");
		server.rows("Person").push({ ID: 9, name: "Eve", __STAMP: 1 });
		graph.openPage("Home/a:List", page);
		await settle();
		expect(server.requests).toHaveLength(2);
		expect(read("app:people.length")).toBe(4);
		expect(read("app:person.name")).toBe("Ada");
	});

	test("a function of an empty selection runs on nothing, not on the whole dataclass", async () => {
		const cart = { id: "cart", type: "entitysel", dataclass: "Person", initialValue: "" } as const;
		const { server, call, read } = await open({ sources: [cart], shows: ["cart.length"] });
		server.on("Person.selection.add", ({ url }) => ({ result: url }));
		expect(server.requests).toEqual([]);
		const params = [{ datasource: "cart" }];
		await call({ type: "method", method: "cart.add", dataclass: "PersonSelection", params });
		const set = "GET /rest/Person?$filter=%22ID%20%3D%20null%22&$limit=100&$method=entityset";
		expect(server.requests.map((it) => decodeURIComponent(it))).toEqual([
			decodeURIComponent(set),
			"POST /rest/Person/add/$entityset/SET1",
		]);
		expect(read("cart.length")).toBe(0);
	});

	test("a loop adds the paths of its variable to the list, also through a relation and a column", async () => {
		const list = {
			type: { resolvedName: "Matrix" },
			props: { datasource: "app:people", iterator: "$p", currentElement: "app:person" },
			linkedNodes: { container: "item" },
		};
		const table = {
			type: { resolvedName: "DataTable" },
			props: { datasource: "app:people", columns: [{ source: "city" }, { source: "nowhere" }] },
		};
		const doc = [
			{
				type: "paragraph",
				children: [{ type: "datasource", datasource: "Other:$p.team.title", children: [] }],
			},
		];
		const item = { type: { resolvedName: "Text" }, props: { doc } };
		const { server } = await open({ nodes: { list, table, item } });
		expect(server.requests).toEqual([
			"GET /rest/Person?$attributes=city,team.title&$limit=2&$method=entityset",
		]);
	});

	test("rows come by page as they are read", async () => {
		const { server, scope } = await open({ shows: ["app:person.name"] });
		const row = scope.list("app:people")?.row(2);
		expect(row?.value).toBeUndefined();
		await settle();
		expect((row?.value as Entity).get("name")).toBe("Cid");
		expect(server.requests.at(-1)).toBe("GET /rest/Person/$entityset/SET1?$attributes=name&$limit=2&$skip=2");
	});

	test("what a further page shows is read again by page, not by entity", async () => {
		const { server, graph, read } = await open({ shows: ["app:person.name"] });
		const more = readPage({
			components: { ROOT: { type: { resolvedName: "Text" }, props: { datasource: "app:person.city" } } },
		});
		graph.openPage("Home/loader:More", more.value);
		read("app:person.city");
		await settle();
		expect(read("app:person.city")).toBe("Rome");
		expect(server.requests.slice(1)).toEqual([
			"GET /rest/Person/$entityset/SET1?$attributes=city,name&$limit=2",
		]);
	});

	test("attributes that several entities miss are fetched together", async () => {
		const { server, scope } = await open({ shows: ["app:person.name"] });
		const list = scope.list("app:people");
		const cities = [0, 1].map((i) => list?.itemScope(i, "").bind("$This.city").value);
		cities.map((city) => city?.value);
		await settle();
		expect(cities.map((city) => city?.value)).toEqual(["Rome", "Oslo"]);
		expect(server.requests.slice(1)).toEqual([
			'GET /rest/Person?$attributes=city&$filter="ID in :1"&$limit=2&$params=\'[["1","2"]]\'',
		]);
	});

	test("an attribute the model does not have is nothing, and asks nothing", async () => {
		const { server, read } = await open({ shows: ["app:person.name"] });
		read("app:person.Name");
		await settle();
		expect(server.requests).toHaveLength(1);
	});
});

describe("values", () => {
	test("paths go through namespaces, relations and objects", async () => {
		const sources = [{ id: "form", type: "scalar", dataType: "object", initialValue: { a: { b: 4 } } }];
		const { read } = await open({ sources, shows: ["app:person.team.title"] });
		expect(read("form.a.b")).toBe(4);
		expect(read("form.a.missing.c")).toBeNull();
		expect(read("app:person.team.title")).toBe("Reds");
		expect(read("App:person")).toBeUndefined(); // namespaces are case-sensitive
		expect(read("https://example.org/a:b")).toBeUndefined();
	});

	test("dates are days, whatever REST spells", async () => {
		const { read, act } = await open({ shows: ["app:person.born"] });
		expect(read("app:person.born")).toBe("1990-05-01");
		await act({ action: "next", ...on("person") });
		expect(read("app:person.born")).toBe("1991-06-01");
		await act({ action: "next", ...on("person") });
		expect(read("app:person.born")).toBeNull();
	});

	test.each([
		["number", "0", 0],
		["number", "", null],
		["bool", true, true],
		["date", "12/05/2024", "2024-05-12"],
		["object", "first", {}],
		["object", "", {}],
		["array", "", []],
		["string", undefined, ""],
		["duration", "01:30", 5_400_000],
	])("initial value of a %s from %j is %j", async (dataType, initialValue, expected) => {
		const { read } = await open({ sources: [{ id: "it", type: "scalar", dataType, initialValue }] });
		expect(read("it")).toEqual(expected);
	});

	test("a type in the wrong place, and a source that follows a path", async () => {
		const sources = [
			{ id: "list", type: "array", dataType: "string", initialValue: [1, 2] },
			{ id: "hero", type: "entity", dataclass: "Person", initialValue: "first" },
			{ id: "team", type: "entity", dataclass: "Team", from: "hero.team" },
		];
		const { read } = await open({ sources, shows: ["hero.name", "team.title"] });
		expect(read("list.length")).toBe(2);
		await settle();
		expect(read("hero.name")).toBe("Ada");
		expect(read("team.title")).toBe("Reds");
	});

	test("two ways to an entity share its values and pending edits", async () => {
		const { scope, read } = await open({ shows: ["app:person.name", "app:people.length"] });
		scope.list("app:people")?.itemScope(0, "$p").bind("$p.name").set("Adele");
		expect(read("app:person.name")).toBe("Adele");
		expect((read("app:person") as Entity).dirty.value).toBe(true);
	});

	test("writing below an element of an array reaches the selected element, and the list stands for the same", async () => {
		const sources = [
			{ id: "rows", type: "scalar", dataType: "array", initialValue: [{ n: 1 }, { n: 2 }] },
			{ id: "row", type: "scalar", dataType: "object", from: "rows", initialValue: "first" },
		];
		const { scope, read } = await open({ sources, shows: ["row.n"] });
		const list = scope.list("rows");
		const version = list?.version.value;
		scope.bind("row.n").set(7);
		expect(read("rows")).toEqual([{ n: 7 }, { n: 2 }]);
		list?.itemScope(0, "$This").bind("$This.n").set(8);
		expect(read("row")).toEqual({ n: 8 });
		expect(list?.version.value).toBe(version);
		expect(list?.indexOf(read("row"))).toBe(0);
	});
});

describe("onChange", () => {
	const text: SourceDeclaration = {
		id: "a",
		type: "scalar",
		dataType: "string",
		initialValue: "x",
		events: onChange,
	};

	test("fires once for several changes of a turn, never for the initial value, never for an equal one", async () => {
		const { scope, runs } = await open({ sources: [text] });
		expect(runs).toEqual([]);
		scope.bind("a").set("x");
		await settle();
		expect(runs).toEqual([]);
		scope.bind("a").set("y");
		scope.bind("a").set("z");
		await settle();
		expect(runs).toEqual(["a onchange"]);
	});

	test("fires for an edit of the entity, not for its saving", async () => {
		const sources = [
			{ id: "p", type: "entity", dataclass: "Person", initialValue: "first", events: onChange },
		];
		const { scope, runs, act } = await open({ sources, shows: ["p.name"] });
		scope.bind("p.name").set("Adele");
		await settle();
		expect(runs).toEqual(["p onchange"]);
		await act({ action: "save", ...on("p", "") });
		await settle();
		expect(runs).toEqual(["p onchange"]);
	});

	test("a chain that never ends is stopped and named", async () => {
		const sources = [text, { ...text, id: "b" }];
		let n = 0;
		const { scope, runs, server } = await open({
			sources,
			run: async (name, context) => {
				await Promise.resolve();
				context.graph.changes.because(context.cause, () =>
					scope.bind(name === "a" ? "b" : "a").set(`${++n}`),
				);
			},
		});
		scope.bind("a").set("go");
		for (let i = 0; i < 5; i++) {
			await settle();
		}
		expect(runs.length).toBe(20);
		expect(server.logged).toEqual(["error: onChange stopped: a → b → a change one another for ever"]);
	});
});

describe("standard actions", () => {
	let world: World;
	beforeEach(async () => {
		world = await open({
			sources: [
				{ id: "text", type: "scalar", dataType: "string", initialValue: "x" },
				{ id: "other", type: "scalar", dataType: "object", initialValue: {} },
				{ id: "none", type: "entitysel", dataclass: "Person", initialValue: "" },
			],
			shows: ["app:people.length", "app:person.name", "app:person.team.title", "none.length"],
		});
	});

	test("save sends the edits with key and stamp; the row shows the stored value", async () => {
		const { scope, server, act, read } = world;
		scope.bind("app:person.name").set("Adele");
		const person = read("app:person") as Entity;
		expect(await act({ action: "save", ...on("person") })).toMatchObject({ ok: true });
		expect(server.rows("Person")[0]).toMatchObject({ name: "Adele", __STAMP: 2 });
		expect(person.dirty.value).toBe(false);
		expect(person.stamp).toBe(2);
		expect(await act({ action: "save", ...on("person") })).toEqual({ ok: true });
		expect(server.requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
	});

	test("a save that comes too late keeps the edits and tells why", async () => {
		const { scope, server, act, read } = world;
		Object.assign(server.rows("Person")[0] ?? {}, { __STAMP: 5, city: "Pisa" });
		scope.bind("app:person.name").set("Adele");
		expect(await act({ action: "save", ...on("person") })).toMatchObject({
			ok: false,
			message: "Stamp has changed",
		});
		expect(read("app:person.name")).toBe("Adele");
		expect(await act({ action: "save", ...on("person") })).toMatchObject({ ok: true });
	});

	test("create, fill, save: the new entity gets its key", async () => {
		const { scope, server, act, read } = world;
		await act({ action: "create", ...on("person") });
		expect(read("app:person.name")).toBeNull();
		scope.bind("app:person.name").set("Dora");
		scope.bind("app:person.team").set(world.graph.store.entity("Team", "2"));
		await act({ action: "save", ...on("person") });
		expect((read("app:person") as Entity).key).toBe("4");
		expect(server.rows("Person")[3]).toMatchObject({ name: "Dora", team: 2 });
	});

	test("drop leaves a hole in the list and empties the source; clean closes the hole", async () => {
		const { scope, server, act, read } = world;
		await act({ action: "remove", ...on("person") });
		expect(server.rows("Person")).toHaveLength(2);
		expect(read("app:person")).toBeNull();
		expect(scope.list("app:people")?.row(0).value).toBeNull();
		expect(read("app:people.length")).toBe(3);
		await act({ action: "clean", ...on("people") });
		expect(read("app:people.length")).toBe(2);
	});

	test("moving along the list loads further pages and stops at the ends", async () => {
		const { act, read } = world;
		const name = async (action: string) => {
			await act({ action, ...on("person") });
			return read("app:person.name");
		};
		expect(await name("previous")).toBe("Ada");
		expect(await name("next")).toBe("Ben");
		expect(await name("next")).toBe("Cid");
		expect(await name("next")).toBe("Cid");
		expect(await name("first")).toBe("Ada");
		expect(await name("last")).toBe("Cid");
	});

	test("the selected element survives sorting, and moving goes on from its new place", async () => {
		const { act, read, scope } = world;
		await act({ action: "orderBy", orderBy: [{ name: "name", order: "desc" }], ...on("people") });
		expect(read("app:person.name")).toBe("Ada");
		await act({ action: "previous", ...on("person") });
		expect(read("app:person.name")).toBe("Ben");
		expect(scope.list("app:people")?.indexOf(read("app:person"))).toBe(1);
	});

	test("query, empty, all, reset", async () => {
		const { act, read, server } = world;
		const query = {
			query: "city = :1",
			params: [{ isHardCoded: true, hardCodedValue: "Oslo", hardCodedType: "string" }],
		};
		await act({ action: "query", query, ...on("people") });
		expect(read("app:people.length")).toBe(1);
		expect(server.requests.at(-1)).toContain(
			'$filter="city = :1"&$limit=2&$method=entityset&$params=\'["Oslo"]\'',
		);
		await act({ action: "empty", ...on("people") });
		expect(read("app:people.length")).toBe(0);
		await act({ action: "all", ...on("people") });
		expect(read("app:people.length")).toBe(3);
		expect(read("app:person.name")).toBe("Ada");
		await act({ action: "reset", ...on("none", "") });
		expect(read("none.length")).toBe(0);
	});

	test("reload sees new rows and keeps the old ones until they are there", async () => {
		const { act, read, server, scope } = world;
		server.rows("Person").push({ ID: 9, name: "Eve", __STAMP: 1 });
		const lengths: unknown[] = [];
		effect(() => void lengths.push(scope.bind("app:people.length").value.value));
		await act({ action: "refresh", ...on("people") });
		expect(lengths).toEqual([3, 4]);
		expect(read("app:people.length")).toBe(4);
	});

	test("reload of an entity drops its edits", async () => {
		const { act, read, scope, server } = world;
		Object.assign(server.rows("Person")[0] ?? {}, { name: "Anna", __STAMP: 7 });
		scope.bind("app:person.name").set("typo");
		await act({ action: "refresh", ...on("person") });
		expect(read("app:person.name")).toBe("Anna");
		expect(read("app:person.team.title")).toBe("Reds");
	});

	test("copy gives plain values by value and entities by reference; another type is refused", async () => {
		const { act, read, scope, server } = world;
		await act({ action: "copy", ...on("person", "app", { target: "text" }) });
		expect(read("text")).toBe("x");
		expect(server.logged.at(-1)).toContain("cannot hold entity of Person");
		scope.bind("other.list").set([1]);
		await act({ action: "copy", ...on("other", "", { target: "other.copy" }) });
		expect(read("other")).toEqual({ list: [1], copy: { list: [1] } });
		await act({ action: "copy", ...on("person.name", "app", { target: "text" }) });
		expect(read("text")).toBe("Ada");
	});

	test("set and clear", async () => {
		const { act, read } = world;
		await act({ action: "set", ...on("other.yes", "", { set: { value: "true", type: "bool" } }) });
		expect(read("other.yes")).toBe(true);
		await act({ action: "set", ...on("person.name", "app", { set: { value: "Zoe", type: "string" } }) });
		expect(read("app:person.name")).toBe("Zoe");
		await act({ action: "clear", ...on("text", "") });
		expect(read("text")).toBe("");
		await act({ action: "clear", ...on("person") });
		expect(read("app:person")).toBeNull();
		expect((await act({ action: "save", ...on("person") })).ok).toBe(true);
	});

	test("an unknown action or source is ignored with a word", async () => {
		const { act, server } = world;
		expect(await act({ action: "explode", ...on("person") })).toEqual({ ok: true });
		expect(await act({ action: "save", ...on("ghost") })).toEqual({ ok: true });
		expect(server.logged.join()).toContain("there is no such action");
		expect(server.logged.join()).toContain("ghost");
	});
});

describe("function calls", () => {
	const constant = (hardCodedValue: string, type: string, extra = {}) => ({
		isHardCoded: true,
		hardCodedValue,
		type,
		datasource: "stale",
		...extra,
	});

	test("arguments: constants by their types, entities with pending edits, selections as sets", async () => {
		const { server, scope, call } = await open({ shows: ["app:person.name", "app:people.length"] });
		const calls: unknown[] = [];
		server.on("ds.go", ({ args, event }) => {
			calls.push(args, event);
			return { result: null };
		});
		scope.bind("app:person.born").set("2000-01-02");
		const params = [
			constant("-1", "Integer"),
			constant("True", "Boolean"),
			constant("31/12/2025", "Date"),
			constant("5", "Variant", { hardCodedType: "string" }),
			{ datasource: "app:person" },
			{ datasource: "app:people" },
			{ datasource: "app:person.name" },
		];
		await call({ method: "ds.go", params });
		expect(calls).toEqual([
			[
				-1,
				true,
				"2025-12-31",
				"5",
				{ __DATACLASS: "Person", __ENTITY: true, __KEY: "1", born: "2000-01-02T00:00:00.000Z" },
				{ __DATASET: "SET1", __DATACLASS: "Person", __ENTITIES: true },
				"Ada",
			],
			{ caller: "", eventType: "onclick", data: {} },
		]);
	});

	test("each level has its address", async () => {
		const { server, graph, scope, call } = await open({ shows: ["app:person.name", "app:people.length"] });
		const seen: string[] = [];
		for (const name of ["ds.Person.a", "Person.entity.b", "Person.selection.c", "ds.$singleton.Tools"]) {
			server.on(name, ({ url }) => {
				seen.push(url);
				return { result: 1 };
			});
		}
		await call({ method: "ds.Person.a" });
		await call({ method: "person.b", namespace: "app" });
		await call({ method: "people.c", namespace: "app" });
		await call({ method: "Tools.d", methodType: "singleton" });
		const item = scope.list("app:people")?.itemScope(1, "") as SourceScope;
		const context = { graph, scope: item, cause: outside };
		const event = { caller: "", eventType: "", data: {} };
		await callFunction(context, { method: "$This.b", namespace: "app", events: [] }, event);
		expect(seen).toEqual([
			"/rest/Person/a",
			"/rest/Person(1)/b",
			"/rest/Person/c/$entityset/SET1",
			"/rest/$singleton/Tools/d",
			"/rest/Person(2)/b",
		]);
	});

	test("results go to sources of their type; a wrong type leaves them", async () => {
		const sources = [
			{ id: "n", type: "scalar", dataType: "number", initialValue: "1" },
			{ id: "o", type: "scalar", dataType: "object", initialValue: {} },
			{ id: "day", type: "scalar", dataType: "date", initialValue: "" },
		];
		const { server, call, read } = await open({ sources, shows: ["app:people.length", "app:person.name"] });
		server.on("ds.oslo", (_, it) =>
			it.page("Person", it.rows("Person").slice(1, 2), new Map([["$method", "entityset"]])),
		);
		server.on("ds.cid", (_, it) => it.spell("Person", it.rows("Person")[2] ?? {}));
		server.on("ds.text", () => ({ result: "abc" }));
		server.on("ds.day", () => ({ result: "2024-02-29T00:00:00.000Z" }));
		server.on("ds.nothing", () => ({ result: null }));
		await call({ method: "ds.oslo", returns: { datasource: "app:people" } });
		expect(read("app:people.length")).toBe(1);
		expect(server.requests.at(-1)).toBe(
			"POST /rest/$catalog/oslo?$attributes=name&$limit=2&$method=entityset",
		);
		await call({ method: "ds.cid", returns: { datasource: "app:person" } });
		expect(read("app:person.name")).toBe("Cid");
		await call({ method: "ds.text", returns: { datasource: "n" } });
		expect(read("n")).toBe(1);
		expect(server.logged.join()).toContain("n (number ) cannot hold");
		await call({ method: "ds.text", returns: { datasource: "o.answer" } });
		expect(read("o")).toEqual({ answer: "abc" });
		await call({ method: "ds.day", returns: { datasource: "day" } });
		expect(read("day")).toBe("2024-02-29");
		await call({ method: "ds.nothing", returns: { datasource: "app:people" } });
		expect(read("app:people.length")).toBe(0);
	});

	test("a function that saves the entity it was given settles its edits", async () => {
		const { server, scope, call, read } = await open({ shows: ["app:person.name"] });
		server.on("Person.entity.store", ({ entity }, it) => {
			const row = it.rows("Person")[0] ?? {};
			Object.assign(row, { name: (entity as { name: string }).name, __STAMP: 2 });
			return it.spell("Person", row);
		});
		scope.bind("app:person.name").set("Adele");
		await call({ method: "person.store", namespace: "app", returns: { datasource: "app:person" } });
		expect((read("app:person") as Entity).dirty.value).toBe(false);
		expect(read("app:person.name")).toBe("Adele");
	});

	test("what a function changed only in memory is still to be saved", async () => {
		const { server, call, read, act } = await open({ shows: ["app:person.name", "app:person.city"] });
		server.on("ds.move", (_, it) => ({ ...it.spell("Person", it.rows("Person")[0] ?? {}), city: "Paris" }));
		server.on("ds.blank", () => ({ __DATACLASS: "Person", name: "New" }));
		const returns = { datasource: "app:person" };
		await call({ method: "ds.move", params: [{ datasource: "app:person" }], returns });
		await act({ action: "save", ...on("person") });
		expect(server.rows("Person")[0]).toMatchObject({ city: "Paris" });
		await call({ method: "ds.blank", returns });
		expect((read("app:person") as Entity).isNew).toBe(true);
		await act({ action: "save", ...on("person") });
		expect(server.rows("Person")[3]).toMatchObject({ name: "New" });
	});

	test("cards that still run when their page has been left keep its sources", async () => {
		const sources = [{ id: "n", type: "scalar", dataType: "number", initialValue: "7" }] as const;
		const { server, graph, call, scope } = await open({ sources, shows: ["n"] });
		const seen: unknown[] = [];
		server.on("ds.tell", ({ args }) => {
			seen.push(...args);
			return { result: 8 };
		});
		graph.closePage("Home");
		await call({ method: "ds.tell", params: [{ datasource: "n" }], returns: { datasource: "n" } });
		await call({ method: "ds.tell", params: [{ datasource: "n" }] });
		expect(seen).toEqual([7, 8]);
		expect(scope.inside("$i", scope.cell("n")).source("", "n")).toBe(scope.source("", "n"));
	});

	test("what has become of the entity that a function ran on is shown, saved or not", async () => {
		const { server, scope, call, read, act } = await open({ shows: ["app:person.name", "app:person.city"] });
		server.on("Person.entity.mark", ({ entity }) => ({
			result: null,
			__ENTITY: { __DATACLASS: "Person", __STAMP: 0, ...(entity as object), city: "KO" },
		}));
		server.on("Person.entity.store", ({ entity }, it) => {
			const { name } = entity as { name: string };
			it.rows("Person").push({ ID: 9, __STAMP: 1, name, city: "Oslo" });
			return { result: true, __ENTITY: it.spell("Person", it.rows("Person").at(-1) ?? {}) };
		});
		await act({ action: "create", ...on("person") });
		scope.bind("app:person.name").set("Eve");
		const marking = call({ method: "person.mark", namespace: "app" });
		scope.bind("app:person.name").set("Eva");
		await marking;
		const person = read("app:person") as Entity;
		expect([person.isNew, read("app:person.name"), read("app:person.city")]).toEqual([true, "Eva", "KO"]);
		await call({ method: "person.store", namespace: "app" });
		expect([person.key, person.dirty.value, read("app:person.city")]).toEqual(["9", false, "Oslo"]);
	});

	test("the latest edit is sent last, so that what the server derives from it holds", async () => {
		const { server, scope, call, act } = await open({ shows: ["app:person.name", "app:person.city"] });
		const sent: string[] = [];
		server.on("Person.entity.apply", ({ entity }) => {
			const given = entity as Record<string, unknown>;
			sent.push(
				Object.keys(given)
					.filter((name) => !name.startsWith("__"))
					.join(),
			);
			return { __DATACLASS: "Person", name: given.name, city: `City of ${given.name}` };
		});
		await act({ action: "create", ...on("person") });
		for (const name of ["Ada", "Ben"]) {
			scope.bind("app:person.name").set(name);
			await call({ method: "person.apply", namespace: "app", returns: { datasource: "app:person" } });
		}
		scope.bind("app:person.city").set("Rome");
		await call({ method: "person.apply", namespace: "app", returns: { datasource: "app:person" } });
		expect(sent).toEqual(["name", "city,name", "name,city"]);
	});

	test("a refusal rejects with the server's words", async () => {
		const { server, call } = await open();
		server.on("ds.no", () => refuse(500, "Authentication failed"));
		await expect(call({ method: "ds.no" })).rejects.toThrow("Authentication failed");
		await expect(call({ method: "" })).resolves.toEqual({ ok: true });
	});

	test("functions for GET that open in a tab are not called here", async () => {
		const { server, call } = await open();
		const card = {
			method: "ds.file",
			allowedOnHTTPGET: true,
			openIn: "new-tab",
			params: [constant("it's", "Text")],
		};
		expect((await call(card)).open).toEqual({
			url: "/rest/$catalog/file?$params='%5B$it%5Cu0027s$%5D'".replaceAll("$it", '"it').replace("s$", 's"'),
			newTab: true,
		});
		expect(server.requests).toEqual([]);
	});
});

describe("lists", () => {
	test("a search finds on the server and leaves the bound selection alone", async () => {
		const { server, scope, read } = await open({ shows: ["app:people.length", "app:person.name"] });
		const found = scope.list("app:people")?.search("b", ["name", "city"]);
		expect(found?.length.value).toBe(0);
		await settle();
		expect(found?.length.value).toBe(2);
		expect(read("app:people.length")).toBe(3);
		expect(server.requests.at(-1)).toContain('$filter="name = :1 or city = :1"');
	});

	test("a search in an array ignores case and accents", async () => {
		const sources = [
			{ id: "rows", type: "scalar", dataType: "array", initialValue: [{ t: "Élan" }, { t: "rope" }] },
		];
		const { scope } = await open({ sources });
		expect(scope.list("rows")?.search("ela", ["t"]).row(0).value).toEqual({ t: "Élan" });
	});

	test("a to-many relation is read as its own list when something looks at it", async () => {
		const sources = [{ id: "team", type: "entity", dataclass: "Team", initialValue: "first" }];
		const { server, scope } = await open({ sources, shows: ["team.title"] });
		const list = scope.list("team.members");
		effect(() => void list?.length.value);
		await settle();
		expect(server.requests.at(-1)).toBe(
			"GET /rest/Team(1)/members?$expand=members&$limit=100&$method=subentityset",
		);
	});

	test("sorting through a list sorts the bound selection itself", async () => {
		const { scope, read } = await open({ shows: ["app:people.length", "app:person.name"] });
		const list = scope.list("app:people");
		const version = list?.version.value;
		await list?.orderBy([{ path: "name", descending: true }]);
		expect(((read("app:people") as Selection).row(0).value as Entity).get("name")).toBe("Cid");
		expect(list?.version.value).not.toBe(version);
	});
});

describe("connection", () => {
	test("is lost and restored", async () => {
		const { graph, server, act } = await open({ shows: ["app:people.length"] });
		server.down = true;
		await expect(act({ action: "all", ...on("people") })).rejects.toThrow("cannot be reached");
		expect(graph.rest.connected.value).toBe(false);
		server.down = false;
		await act({ action: "all", ...on("people") });
		expect(graph.rest.connected.value).toBe(true);
		expect(graph.rest.running.value).toBe(0);
	});

	test("an image gets the stamp of its entity, so that a saved one is shown anew", async () => {
		const server = new FakeServer();
		const { read, scope, act } = await open({ shows: ["app:person.photo"] }, server);
		const row = server.rows("Person")[0] ?? {};
		const stored = {
			__deferred: { uri: "/rest/Person[1]/photo?$imageformat=best&$version=1&$expand=photo", image: true },
		};
		row.photo = stored;
		await act({ action: "refresh", ...on("person") });
		expect(read("app:person.photo")).toMatchObject({
			__deferred: { uri: expect.stringContaining("$version=1") },
		});
		scope.bind("app:person.photo").set({ ID: "UP1", __deferred: { uri: "blob:x", image: true } });
		const body: unknown[] = [];
		const send = server.send.bind(server);
		server.send = (request) => {
			if (typeof request.body === "string") {
				body.push(JSON.parse(request.body));
			}
			return send(request);
		};
		await act({ action: "save", ...on("person") });
		expect(body).toEqual([{ __KEY: "1", __STAMP: 1, photo: { ID: "UP1" } }]);
		row.photo = stored;
		await act({ action: "refresh", ...on("person") });
		expect(read("app:person.photo")).toMatchObject({
			__deferred: { uri: expect.stringContaining("$version=2") },
		});
	});
});
