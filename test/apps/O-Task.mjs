/**
 * O-Task: boards, lists and tasks; what a person sees depends on privileges. The text editor and the tags of this
 * app are custom components, which are not run yet, and a new incident is mailed: what needs these is left out
 * (steps 6 and 8, a part of 7).
 */
import { eventually, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("O-Task", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const button = (name) => page.getByRole("button", { name, exact: true });
		const withIcon = (name) => page.locator(`.fd-button:has(.${name}):visible`).first();
		const cards = page.locator(".fd-matrix .innerScrollContainer > div:visible");
		const dialog = page.locator(".fd-dialog:visible");
		const signIn = async (email, password) => {
			await page.locator("input").nth(0).fill(email);
			await page.locator("input").nth(1).fill(password);
			await page.getByRole("button", { name: "Log In" }).click();
		};
		let admin;

		await step("1: generate", async () => {
			await page.goto(server.url);
			await button("Generate data").click();
			await toast(page, "message", "Data Generated Successfully!");
			for (const [dataclass, rows] of [["User", 14], ["Board", 6], ["List", 24]]) {
				expect((await count(page, server, dataclass)) === rows, `${dataclass} does not have ${rows} rows`);
			}
			// Roles are dealt at random.
			const { body } = await rest(page, server, "User?$filter=\"role = 'Admin'\"");
			admin = body.__ENTITIES[0]?.email;
			await shot(page, "otask-home");
		});

		await step("2: sign in", async () => {
			await button("Go to demo").click();
			await button("Go to app").click();
			await page.getByRole("button", { name: "Log In" }).waitFor();
			await signIn("john.smith@4d.com", "wrong");
			await toast(page, "error", "Connection Failed!");
			expect(await page.getByRole("button", { name: "Log In" }).isVisible(), "a wrong password left the page");
			const address = page.url();
			await signIn("john.smith@4d.com", "123456");
			await page.getByText("John SMITH").first().waitFor();
			expect(page.url() === address, "signing in went to another page");
			await shot(page, "otask-dashboard");
		});

		await step("3: dashboard", async () => {
			for (const title of ["tasks Assigned to me", "my tasks priorities", "Tasks deadline today", "late tasks", "Closed tasks"]) {
				const box = page.getByRole("button").filter({ hasText: new RegExp(title, "i") }).first();
				let wanted;
				await eventually(async () => {
					wanted = Number(/\((\d+)\)/.exec(await textOf(box))?.[1] ?? Number.NaN);
					return wanted >= 0;
				}, `«${title}» says no number`);
				await box.click();
				// The app draws how many tasks there are; a long list has only those in the document that are near the window.
				await eventually(async () => {
					const shown = await cards.count();
					return shown === wanted || (wanted > 15 && shown > 10 && shown < wanted);
				}, `«${title}» says ${wanted}, rows are others`);
			}
		});

		await step("4: boards", async () => {
			if (admin && admin !== "john.smith@4d.com") {
				await button("Log out").click();
				await page.getByRole("button", { name: "Log In" }).waitFor();
				await signIn(admin, "123456");
				await button("Dashboard").waitFor();
			}
			await page.locator(".fd-icon.fa-angle-right:visible").last().click();
			await withIcon("fa-bars-progress").click();
			await eventually(async () => (await cards.count()) === 6, "there are not 6 boards");
			await shot(page, "otask-boards");
			const search = page.getByPlaceholder(/search board/i);
			await search.fill("rest");
			await eventually(async () => (await cards.count()) === 1, "the search does not find one board");
			expect((await textOf(cards.first())).includes("Restaurant Manager"), "the search found another board");
			await search.fill("");
			await eventually(async () => (await cards.count()) === 6, "the search was not taken back");

			const zones = (await rest(page, server, "Board?$attributes=zone")).body.__ENTITIES.map((it) => it.zone.toLowerCase());
			const zone = page.locator("select:visible");
			await zone.selectOption({ label: "Germany" });
			const german = zones.filter((it) => it === "germany").length;
			await eventually(async () => (await cards.count()) === german, `not ${german} boards of one zone`);
			await zone.selectOption({ label: "All" });
			await eventually(async () => (await cards.count()) === 6, "the zone was not taken back");

			await cards.first().locator(".fd-button:has(.fa-clipboard-list)").click();
			await dialog.getByText("Board Summary").waitFor();
			await eventually(async () => (await dialog.locator(".fd-matrix .innerScrollContainer > div").count()) > 0, "no members");
			await shot(page, "otask-summary");
			await dialog.locator(".fa-xmark").first().click();
			await eventually(async () => (await dialog.count()) === 0, "the summary stays open");

			await button("Add Board").click();
			await dialog.getByLabel("Name").fill("Quarry");
			await dialog.getByRole("button", { name: "Create" }).click();
			await eventually(async () => (await cards.count()) === 7, "there are not 7 boards");
			expect((await count(page, server, "Board")) === 7, "Board does not have 7 rows");
		});

		await step("5: lists of a board", async () => {
			await cards.filter({ hasText: "Restaurant Manager" }).getByText("Restaurant Manager").click();
			const lists = page.locator(".q-matrix__item", { has: page.getByRole("button", { name: "Add Task" }) });
			await button("Add List").waitFor();
			const before = await count(page, server, "List", "board.name = 'Restaurant Manager' and name # 'Closed'");
			await eventually(async () => (await lists.count()) === before, `there are not ${before} lists`);
			await shot(page, "otask-board");
			await button("Add List").click();
			await dialog.getByLabel("Name").fill("Review");
			await dialog.getByRole("button", { name: "Create" }).click();
			await eventually(async () => (await lists.count()) === before + 1, "the list was not added");
			await button("Add List").click();
			await dialog.getByLabel("Name").fill("Review");
			// The text that says so belongs to a state that the page no longer declares; the server's error remains.
			await toast(page, "error", "List already existed!");
			await eventually(
				async () => !(await dialog.getByRole("button", { name: "Create" }).isVisible()),
				"a list that exists could be created",
			);
			await dialog.getByLabel("Name").fill("Closed");
			await dialog.getByText("You can not create a Closed list!").waitFor();
			await dialog.getByRole("button", { name: "Cancel" }).click();
		});

		await step("7: incidents, sign out", async () => {
			await withIcon("fa-circle-exclamation").click();
			await page.getByText("All Incidents", { exact: true }).waitFor();
			const incidents = (await rest(page, server, "Incident?$attributes=title,status")).body.__ENTITIES;
			await eventually(async () => (await cards.count()) === incidents.length, `not ${incidents.length} incidents`);
			await shot(page, "otask-incidents");
			const closed = incidents.filter((it) => it.status === "closed").length;
			await page.locator("select:visible").selectOption({ label: "Closed" });
			await eventually(async () => (await cards.count()) === closed, `not ${closed} closed incidents`);
			await page.locator("select:visible").selectOption({ label: "All" });
			const { title } = incidents[0];
			await page.locator("input:visible").fill(title);
			const found = incidents.filter((it) => it.title === title).length;
			await eventually(async () => (await cards.count()) === found, `«${title}» is not found ${found} times`);
			await cards.first().click();
			await page.getByText(`All Incidents > ${title}`).waitFor();
			await shot(page, "otask-incident");
			await page.locator(".fd-icon.fa-circle-arrow-left").click();
			await page.getByText("All Incidents", { exact: true }).waitFor();
			await button("Log out").click();
			await page.getByRole("button", { name: "Log In" }).waitFor();
		});
		// Mail is not available yet; closedTasks hands the null key of a blank user to a query, which is error 1279.
		expectNoProblems(page, { throwing: ["tasksDeadlineToday", "closedTasks"] });
	});
}
