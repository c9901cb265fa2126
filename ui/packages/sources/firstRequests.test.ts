// @vitest-environment node
/** The cases that server and browser share: what a page asks before its first paint, to the character. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { PageNode, SourceDeclaration } from "../wire/page.ts";
import { readCatalog } from "../wire/readBoot.ts";
import { readPage, readSources } from "../wire/readPage.ts";
import { recordOf } from "../wire/shape.ts";
import { SourceGraph } from "./graph.ts";
import { RestClient } from "./restClient.ts";
import { FakeServer } from "./testing/fakeServer.ts";

type NodeCase = readonly [
	type: string,
	props: Readonly<Record<string, unknown>>,
	children: readonly NodeCase[],
];

interface RequestCase {
	readonly name: string;
	readonly sources?: readonly unknown[];
	readonly states?: readonly unknown[];
	readonly shared?: Readonly<Record<string, readonly unknown[]>>;
	readonly root: NodeCase;
	readonly requests: readonly string[];
}

const file = new URL("../../../app/page/testdata/requests.json", import.meta.url);
const { catalog, cases } = JSON.parse(readFileSync(file.pathname, "utf8")) as {
	readonly catalog: unknown;
	readonly cases: readonly RequestCase[];
};

function addNode(
	components: Record<string, Partial<PageNode>>,
	id: string,
	[type, all, children]: NodeCase,
): void {
	const isOverride = ([name]: [string, unknown]) => name.startsWith("states:");
	const entries = Object.entries(all);
	const nodes = children.map((_, i) => `${id}.${i}`);
	components[id] = {
		type: { resolvedName: type },
		props: Object.fromEntries(entries.filter((entry) => !isOverride(entry))),
		custom: Object.fromEntries(entries.filter(isOverride)),
		nodes,
	};
	children.forEach((child, i) => {
		addNode(components, `${id}.${i}`, child);
	});
}

describe("first requests", () => {
	test.each(cases.map((it) => [it.name, it] as const))("%s", async (_, it) => {
		const server = new FakeServer();
		const sent: string[] = [];
		server.send = async ({ url }) => {
			sent.push(url);
			return { status: 200, text: JSON.stringify({ __ENTITIES: [] }) };
		};
		const components: Record<string, Partial<PageNode>> = {};
		addNode(components, "ROOT", it.root);
		const shared = Object.entries(recordOf(it.shared)).map(
			([namespace, sources]): [string, readonly SourceDeclaration[]] => [namespace, readSources(sources)],
		);
		const graph = new SourceGraph({
			environment: server,
			rest: new RestClient(server),
			catalog: readCatalog(catalog),
			shared: Object.fromEntries(shared),
			runCards: async () => {},
		});
		graph.openPage(
			"Home",
			readPage({ metadata: { datasources: it.sources, states: it.states }, components }).value,
		);
		await graph.settled();
		expect(sent).toEqual(it.requests);
	});
});
