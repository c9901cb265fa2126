/** Stories of the Studio. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, expect, openPage, root, story } from "./harness.mjs";
import { signIn, startSample } from "./sample.mjs";

async function open(browser, t, server) {
	const page = await openPage(browser);
	t.cleanup(() => page.context().close());
	await page.goto(`${server.admin}/studio/`);
	await page.getByLabel("Access key").fill(server.key);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("navigation", { name: "Project" }).waitFor();
	return page;
}

/** The lines in which two texts differ, as [before, after]; they have as many lines. */
function changedLines(before, after) {
	const a = before.split("\n");
	const b = after.split("\n");
	if (a.length !== b.length) return [[`${a.length} lines`, `${b.length} lines`]];
	return a.flatMap((line, i) => (line === b[i] ? [] : [[line, b[i]]]));
}

const home = "Project/Sources/WebForms/Home.WebForm";
const datastore = "Project/Sources/Classes/DataStore.4qs";

export async function stories(browser) {
	await story("studio: closed gates answer 403 and say which gate", async (t) => {
		const closed = await startSample(t);
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		const application = await page.goto(`${closed.admin}/studio/`);
		expect(application.status() === 403, `the application's closed gate answers ${application.status()}`);
		await page.getByText("closed by the application").waitFor();

		const second = await startSample(t, { command: "dev" });
		const settings = join(second.folder, "Project/Sources/settings.4DSettings");
		writeFileSync(settings, readFileSync(settings, "utf8").replace('enabled="true"', 'enabled="false"'));
		await eventually(async () => (await page.goto(`${second.admin}/studio/`)).status() === 403, "the project's closed gate lets people in");
		await page.getByText("closed by the project").waitFor();
		const api = await fetch(`${second.admin}/studio/api/project`);
		expect(api.status === 403, `the API behind the closed gate answers ${api.status}`);
	});

	await story("studio: change a label and a function; the running app shows both; undo restores the files", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const original = (path) => readFileSync(join(root, "examples/stoneyard", path), "utf8");
		const now = (path) => readFileSync(join(server.folder, path), "utf8");
		const page = await open(browser, t, server);

		const canvas = page.frameLocator(".s-canvas iframe");
		await canvas.getByText("Orders, stock and customers of a stone merchant.").click();
		const text = page.getByRole("complementary", { name: "Properties" }).getByLabel("Text", { exact: true });
		await text.fill("Everything about stone.");
		await text.press("Enter");
		await canvas.getByText("Everything about stone.").waitFor();

		await page.getByRole("button", { name: "DataStore", exact: true }).click();
		await page.locator(".cm-content").waitFor();
		await page.getByText('"Welcome, "').first().click();
		await page.keyboard.press("Control+f");
		await page.locator(".cm-search input[name=search]").fill("Welcome, ");
		await page.locator(".cm-search input[name=replace]").fill("Good day, ");
		await page.locator(".cm-search button[name=replaceAll]").click();
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Save", exact: true }).click();
		await page.getByText("Saved", { exact: true }).waitFor();

		const person = await openPage(browser);
		t.cleanup(() => person.context().close());
		await person.goto(server.url);
		await person.getByText("Everything about stone.").waitFor();
		await person.getByLabel("E-mail").fill("manager@stoneyard.example");
		await person.getByLabel("Password").fill("stoneyard");
		await person.getByRole("button", { name: "Sign in" }).click();
		await person.getByText("Good day, Max Feldman.").waitFor();

		const label = changedLines(original(home), now(home));
		expect(label.length === 1 && label[0][1].trim() === '"text": "Everything about stone."', `the page changed in ${JSON.stringify(label)}`);
		const code = changedLines(original(datastore), now(datastore));
		expect(code.length === 1 && code[0][1].includes('"Good day, "'), `the class changed in ${JSON.stringify(code)}`);

		const undo = page.getByRole("button", { name: /^Undo the last change/ });
		await undo.click();
		await eventually(() => now(datastore) === original(datastore), "undo did not restore the class");
		await undo.click();
		await eventually(() => now(home) === original(home), "undo did not restore the page");
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("studio: a broken class is shown where it is broken, and the rest still works", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const page = await open(browser, t, server);
		await page.getByRole("button", { name: "Chart", exact: true }).click();
		await page.locator(".cm-content").click();
		await page.keyboard.press("Control+End");
		await page.keyboard.type("\nfunction broken(\n\tif (\n");
		await page.locator(".cm-lint-marker-error").first().waitFor();
		await page.getByRole("button", { name: "Save", exact: true }).click();
		const problems = page.getByRole("region", { name: "Problems" });
		await problems.getByText(/[1-9]\d* errors?/).waitFor();
		await problems.getByRole("button").first().click();
		await problems.getByText(/Chart\.4qs:\d+/).first().waitFor();

		const person = await openPage(browser);
		t.cleanup(() => person.context().close());
		await signIn(person, server.url, "manager");
		await person.getByText("Orders", { exact: true }).first().click();
		await person.locator(".row", { hasText: "SY-1120" }).waitFor();
	});

	await story("studio: the code editor proposes members, fills in a statement and explains a name", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const page = await open(browser, t, server);
		await page.getByRole("button", { name: "Chart", exact: true }).click();
		const content = page.locator(".cm-content");
		await content.click();
		await page.keyboard.press("Control+End");
		await page.keyboard.type("\nfunction orders()\n\tds.Order.");
		const list = page.locator(".cm-tooltip-autocomplete");
		// The editor takes Enter for a line end while the list is younger than a
		// person could have seen it.
		const take = async (name) => {
			await list.locator("li[aria-selected]").getByText(name, { exact: true }).waitFor();
			await page.waitForTimeout(500);
			await page.keyboard.press("Enter");
		};
		await list.getByText("getCount", { exact: true }).waitFor();
		await page.keyboard.type("getC");
		await take("getCount");
		await eventually(async () => (await content.innerText()).includes("ds.Order.getCount()"), "the function was not filled in");
		await page.keyboard.press("End");
		await page.keyboard.type("\nforE");
		await take("forEach");
		await page.keyboard.type("line");
		await eventually(async () => (await content.innerText()).includes("forEach (line, collection)"), "the statement was not filled in");
		await page.keyboard.press("Escape");
		// A word that is written whole: Enter ends the line.
		await page.keyboard.press("Control+End");
		await page.keyboard.type("\nfunction whole() : string");
		await list.locator("li[aria-selected]").getByText("string", { exact: true }).waitFor();
		await page.waitForTimeout(500);
		await page.keyboard.press("Enter");
		await page.keyboard.type("return 1");
		await eventually(async () => /: string\n\s*return 1/.test(await content.innerText()), "Enter did not end the line");
		await content.getByText("getCount").last().hover();
		await page.locator(".cm-tooltip-hover .q-code-doc").getByText("4D.DataClass.getCount").waitFor();
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story(
		"studio: the code editor says what a call takes, and counts what is wrong in the text being written",
		async (t) => {
			const server = await startSample(t, { command: "dev" });
			const page = await open(browser, t, server);
			await page.getByRole("button", { name: "Chart", exact: true }).click();
			await page.locator(".cm-content").click();
			await page.keyboard.press("Control+End");
			await page.locator(".cm-announced").evaluate((element) => {
				globalThis.announced = []; // what a screen reader hears stands there for a moment
				new MutationObserver(() => globalThis.announced.push(element.textContent)).observe(element, { childList: true });
			});
			await page.keyboard.type("\nfunction third() : string\n\treturn substring(");
			const help = page.locator(".q-code-signatures");
			await help.locator("b", { hasText: "source : string" }).waitFor();
			await page.keyboard.type('"abc", ');
			await help.locator("b", { hasText: "first : integer" }).waitFor();
			await eventually(
				() => page.evaluate(() => globalThis.announced.some((text) => text.startsWith("first : integer"))),
				"nobody says which argument it is",
			);
			await page.waitForTimeout(300); // Escape is for what completion is about to show, if it is
			await page.keyboard.press("Escape");
			await help.waitFor({ state: "detached" });
			await page.keyboard.press("Control+Shift+Space");
			await help.waitFor();
			await page.keyboard.press("End");
			await help.waitFor({ state: "detached" });

			const problems = page.getByRole("region", { name: "Problems" });
			await page.keyboard.type("+");
			await problems.getByText(/[1-9]\d* errors?/).waitFor();
			await page.keyboard.type('"x"');
			await problems.getByText("0 errors").waitFor();
			await page.getByText("Not saved").waitFor();
			expect(page.problems.length === 0, page.problems.join("\n"));
		},
	);

	await story(
		"studio: from a name to its definition in another file and back, its uses, the parts of the file",
		async (t) => {
			const server = await startSample(t, { command: "dev" });
			const page = await open(browser, t, server);
			await page.getByRole("button", { name: "OrderEntity", exact: true }).click();
			const content = page.locator(".cm-content");
			await content.waitFor();
			await page.keyboard.press("Control+End");
			await page.keyboard.type("\nfunction picture() : string\n\treturn cs.Chart.new().address(this.number)");
			await page.keyboard.press("Escape");
			await content
				.getByText("address", { exact: false })
				.last()
				.click({ modifiers: ["Control"] });
			await page.getByRole("button", { name: "Chart.4qs", exact: true }).waitFor();
			await eventually(
				async () => (await page.locator(".cm-activeLine").innerText()).startsWith("function address(body"),
				"the cursor is elsewhere",
			);

			await page.keyboard.press("Shift+F12");
			const uses = page.getByRole("dialog", { name: /references of address/ });
			await uses.getByRole("option", { name: /OrderEntity\.4qs:\d+/ }).waitFor();
			expect((await uses.getByRole("option").count()) === 3, "the text that is not saved counts too");
			await page.keyboard.press("Escape");
			await uses.waitFor({ state: "detached" });
			await page.keyboard.press("Alt+ArrowLeft");
			await eventually(
				async () => (await page.locator(".cm-activeLine").innerText()).includes("cs.Chart.new().address"),
				"the way back leads elsewhere",
			);

			await page.getByRole("button", { name: "Chart.4qs", exact: true }).click();
			await content.click();
			await page.keyboard.press("Control+Shift+O");
			const parts = page.getByRole("dialog", { name: "Go to a part of this file" });
			await parts.getByRole("combobox").fill("sho");
			await parts.getByRole("option", { name: /short/ }).waitFor();
			await page.keyboard.press("Enter");
			await eventually(
				async () => (await page.locator(".cm-activeLine").innerText()).startsWith("function short("),
				"the cursor is elsewhere",
			);
			expect(page.problems.length === 0, page.problems.join("\n"));
		},
	);

	await story("studio: rename everywhere, put a finding right, format, fold", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const now = (name) => readFileSync(join(server.folder, "Project/Sources/Classes", name), "utf8");
		const page = await open(browser, t, server);
		await page.getByRole("button", { name: "Chart", exact: true }).click();
		const content = page.locator(".cm-content");
		const line = page.locator(".cm-activeLine");
		await content.click();
		await page.keyboard.press("Control+Shift+O");
		await page.getByRole("combobox", { name: "Go to a part of this file" }).fill("bars");
		await page.keyboard.press("Enter");
		await page.keyboard.press("F2");
		const name = page.getByLabel("New name of bars");
		await name.fill("not a name");
		await name.press("Enter");
		await page.getByRole("dialog", { name: "Rename bars" }).getByRole("alert").waitFor();
		await name.fill("columns");
		await name.press("Enter");
		await page
			.getByText(/bars is columns now, in \d+ places of \d+ files\./)
			.first()
			.waitFor();
		await eventually(() => now("Chart.4qs").includes("function columns("), "the class is not saved");
		await eventually(
			() => now("DataStore.4qs").includes(".columns("),
			"who calls it does not know the new name",
		);
		await page.getByText("Saved", { exact: true }).waitFor();

		await page.keyboard.press("Control+End");
		await page.keyboard.type("\nfunction once() : string\n\treturn replaceStrin(");
		await page.keyboard.press("Escape");
		await page.keyboard.press("Control+.");
		const fixes = page.getByRole("dialog", { name: "Quick fixes" });
		await fixes.getByRole("option", { name: /replaceString/ }).click();
		await eventually(async () => (await line.innerText()).includes("replaceString("), "the fix was not made");

		await page.keyboard.press("Control+End");
		await page.keyboard.type('\nfunction  loose( ):string\nreturn   "a"');
		await page.keyboard.press("Shift+Alt+F");
		await eventually(
			async () => /function loose\(\) : string/.test(await content.innerText()),
			"the text was not formatted",
		);
		const fold = page.locator(".cm-foldGutter span[title='Fold line']");
		await fold.last().waitFor({ state: "attached" });
		await page.keyboard.press("Control+Alt+[");
		await page.locator(".cm-foldPlaceholder").first().waitFor();
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("studio: a class is renamed with its file, in one step; a method that is missing is made", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const classes = join(server.folder, "Project/Sources/Classes");
		const has = (name, text) => existsSync(join(classes, name)) && readFileSync(join(classes, name), "utf8").includes(text);
		const page = await open(browser, t, server);
		await page.getByRole("button", { name: "DataStore", exact: true }).click();
		const content = page.locator(".cm-content");
		await content.waitFor();
		await page.keyboard.press("Control+f");
		await page.keyboard.type("cs.Chart");
		await page.keyboard.press("Enter");
		await page.keyboard.press("Escape");
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("F2");
		const name = page.getByLabel("New name of Chart");
		await name.fill("Graph");
		await name.press("Enter");
		await page.getByRole("button", { name: "Graph", exact: true }).waitFor();
		await eventually(() => has("Graph.4qs", "function bars") && !existsSync(join(classes, "Chart.4qs")), "the file has not moved");
		expect(has("DataStore.4qs", "cs.Graph.new()"), "who uses the class does not know its new name");
		await page.getByText("Saved", { exact: true }).waitFor();
		await page.getByRole("button", { name: /^Undo the last change/ }).click();
		await page.getByRole("button", { name: "Chart", exact: true }).waitFor();
		expect(has("Chart.4qs", "function bars") && has("DataStore.4qs", "cs.Chart.new()"), "undo did not take all of it back");

		await content.click();
		await page.keyboard.press("Control+End");
		await page.keyboard.type("\nfunction later()\n\tsomethingNew(1)");
		await page.keyboard.press("Escape");
		await page.keyboard.press("Control+.");
		await page.getByRole("option", { name: "Create the method somethingNew" }).click();
		await page.getByRole("button", { name: "somethingNew.4qs", exact: true }).waitFor();
		await eventually(() => existsSync(join(classes, "../Methods/somethingNew.4qs")), "the method was not made");
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("studio: a finding leads to its explanation", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const page = await open(browser, t, server);
		await page.getByRole("button", { name: "Chart", exact: true }).click();
		await page.locator(".cm-content").click();
		await page.keyboard.press("Control+End");
		await page.keyboard.type("\nfunction broken()\n\tnobodyKnows(1)");
		const problems = page.getByRole("region", { name: "Problems" });
		await problems.getByText("1 warning").waitFor();
		await problems.getByRole("button").first().click();
		const opened = page.context().waitForEvent("page");
		await problems.getByRole("link", { name: "name.unknown-call" }).click();
		const explanation = await opened;
		await explanation.getByRole("heading", { name: "name.unknown-call" }).waitFor();
		await explanation.getByRole("link", { name: "All diagnostics" }).click();
		await explanation.getByRole("link", { name: "page.unknown-page" }).click();
		await explanation.getByRole("heading", { name: "page.unknown-page" }).waitFor();
		expect(page.problems.length === 0, page.problems.join("\n"));
	});
}
