/** Real components on the real runtime; and, where QUOIN_APPS names a folder of public projects, all their pages. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { components, missingComponent } from "../../packages/components/index.ts";
import { Application, type Browser } from "../../packages/runtime/index.ts";
import { attribute, FakeServer, settle } from "../../packages/sources/testing/fakeServer.ts";
import { readBoot } from "../../packages/wire/index.ts";

async function open(pageDocument: unknown, server: FakeServer, datasources: unknown = {}) {
	const browser: Browser = {
		document,
		environment: server,
		history: { state: null, pushState: () => {}, replaceState: () => {} },
		location: { pathname: "/", search: "", hash: "" },
		goTo: () => {},
		openTab: () => {},
		openAnswer: async () => {},
		reload: () => {},
		painted: (fn) => fn(),
		onHistory: () => () => {},
	};
	const boot = readBoot({
		page: { name: "Home", document: pageDocument, answers: {} },
		shared: { datasources },
		catalog: { dataClasses: server.catalog },
	}).value;
	const sheets = { show: () => {} };
	const application = new Application({ browser, boot, components, missing: missingComponent, sheets });
	const page = await application.start(document.body.appendChild(document.createElement("div")));
	await settle();
	return { application, page };
}

afterEach(() => {
	document.body.replaceChildren();
});

const type = (resolvedName: string) => ({ resolvedName });

describe("a page of real components", () => {
	const server = () =>
		new FakeServer().add(
			"Person",
			[attribute("name", "string"), attribute("born", "date")],
			[
				{ ID: 1, name: "Ada", born: "1990-05-01T00:00:00.000Z" },
				{ ID: 2, name: "Ben", born: null },
			],
		);
	const span = (datasource: string) => ({ type: "datasource", datasource, children: [{ text: "" }] });
	const page = {
		metadata: {
			datasources: [
				{ id: "all", type: "entitysel", dataclass: "Person", initialValue: "all" },
				{ id: "one", type: "entity", dataclass: "Person", from: "all", initialValue: "first" },
			],
		},
		components: {
			ROOT: { type: type("Container"), nodes: ["matrix", "edit", "save", "count"] },
			matrix: {
				type: type("Matrix"),
				props: { datasource: "all", currentElement: "one" },
				linkedNodes: { container: "row" },
			},
			row: { type: type("StyleBox"), nodes: ["name"] },
			name: { type: type("Text"), props: { doc: [{ type: "paragraph", children: [span("$This.name")] }] } },
			edit: { type: type("TextInput"), linkedNodes: { input: "input" } },
			input: { type: type("Input"), props: { type: "text", datasource: "one.name" } },
			save: {
				type: type("Button"),
				props: {
					text: "Save",
					events: [
						{ type: "simple-action", action: "save", events: ["onclick"], datasource: { name: "one" } },
					],
				},
			},
			count: {
				type: type("Text"),
				props: { doc: [{ type: "paragraph", children: [span("all.length"), { text: " people" }] }] },
			},
		},
	};
	const names = () =>
		[...document.querySelectorAll(".FdVirtualGrid .q-datasource")].map((it) => it.textContent);

	test("lists, selects, edits and saves", async () => {
		const people = server();
		await open(page, people);
		expect(names()).toEqual(["Ada", "Ben"]);
		expect(document.body.textContent).toContain("2 people");
		const input = document.querySelector("input");
		expect(input?.value).toBe("Ada");
		document.querySelectorAll<HTMLElement>(".q-matrix__item")[1]?.click();
		await settle();
		expect(input?.value).toBe("Ben");
		expect(document.querySelectorAll(".selected")).toHaveLength(1);
		if (input) {
			input.value = "Benno";
			input.dispatchEvent(new Event("input", { bubbles: true }));
		}
		document.querySelector<HTMLElement>(".fd-button")?.click();
		await settle();
		expect(people.rows("Person")[1]).toMatchObject({ name: "Benno", __STAMP: 2 });
		expect(names()).toEqual(["Ada", "Benno"]);
		expect(people.logged).toEqual([]);
	});
});

const apps = process.env.QUOIN_APPS ?? "";
const files =
	apps === ""
		? []
		: readdirSync(apps, { recursive: true, encoding: "utf8" })
				.filter((file) => file.endsWith(".WebForm"))
				.map((file) => join(apps, file));

describe.skipIf(files.length === 0)("public pages", () => {
	test.each(files.map((file): [string, string] => [file.slice(apps.length), file]))("%s", async (_, file) => {
		const server = new FakeServer();
		for (const other of files.filter((it) => it.startsWith(file.slice(0, -basename(file).length)))) {
			server.pages.set(basename(other, ".WebForm"), JSON.parse(readFileSync(other, "utf8")));
		}
		const { page } = await open(JSON.parse(readFileSync(file, "utf8")), server);
		expect(document.querySelector(".fd-page")).not.toBeNull();
		const broken = server.logged.filter((line) => /could not be built|an update failed/.test(line));
		expect(broken).toEqual([]);
		page.close();
	});
});
