/** The server plans a page's first requests by the same rules (doc/pages.md); both sides are held to one file of cases. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCatalog } from "../wire/readBoot.ts";
import { readPage, readSources } from "../wire/readPage.ts";
import { SourceGraph } from "./graph.ts";
import { RestClient } from "./restClient.ts";

type NodeCase = readonly [type: string, props: Record<string, unknown>, children: readonly NodeCase[]];

interface RequestCase {
	readonly name: string;
	readonly sources?: readonly unknown[];
	readonly states?: readonly unknown[];
	readonly shared?: Readonly<Record<string, unknown>>;
	readonly root: NodeCase;
	readonly requests: readonly string[];
}

const file = JSON.parse(
	readFileSync(`${import.meta.dirname}/../../../app/page/testdata/requests.json`, "utf8"),
) as { readonly catalog: unknown; readonly cases: readonly RequestCase[] };

const catalog = readCatalog(file.catalog);

/** Turns [type, properties, children] into nodes; properties that begin with "states:" are overrides. */
function build(components: Record<string, unknown>, id: string, [type, props, children]: NodeCase): void {
	const isOverride = ([name]: [string, unknown]) => name.startsWith("states:");
	const entries = Object.entries(props);
	components[id] = {
		type: { resolvedName: type },
		props: Object.fromEntries(entries.filter((entry) => !isOverride(entry))),
		custom: Object.fromEntries(entries.filter(isOverride)),
		nodes: children.map((_, i) => `${id}.${i}`),
	};
	children.forEach((child, i) => {
		build(components, `${id}.${i}`, child);
	});
}

async function requestsOf(item: RequestCase): Promise<readonly string[]> {
	const components: Record<string, unknown> = {};
	build(components, "ROOT", item.root);
	const page = readPage({ metadata: { datasources: item.sources, states: item.states }, components }).value;
	const sent: string[] = [];
	const environment = {
		send: async ({ url }: { readonly url: string }) => {
			sent.push(url);
			return { status: 200, text: '{"__ENTITYSET":"/rest/X/$entityset/1","__COUNT":0,"__ENTITIES":[]}' };
		},
		now: () => new Date(0),
		after: () => () => {},
		log: () => {},
	};
	const shared = Object.entries(item.shared ?? {}).map(([name, list]) => [name, readSources(list)] as const);
	const graph = new SourceGraph({
		environment,
		rest: new RestClient(environment),
		catalog,
		shared: Object.fromEntries(shared),
		runCards: async () => {},
	});
	graph.openPage("page", page);
	await graph.settled();
	// The server does not plan requests for classes that the browser does not know: they are refused anyway.
	return sent.filter((url) => catalog.some(({ name }) => url.startsWith(`/rest/${name}?`)));
}

describe("the first requests of a page", () => {
	test.each(file.cases)("$name", async (item) => {
		expect([...(await requestsOf(item))].sort()).toEqual([...item.requests].sort());
	});
});
