/** qodly-timesheet-demo: a roles file that is not JSON, lists with an edit form beside them, times of day. */
import { eventually, expect, removeScratch, scratchCopy, startQuoin, story } from "../browser/harness.mjs";
import { count, expectNoProblems, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("qodly-timesheet-demo, its roles", async ({ cleanup }) => {
		const folder = scratchCopy(app);
		cleanup(() => removeScratch(folder));
		const server = await startQuoin(folder, { expectFailure: true });
		const { code } = await server.exited;
		expect(code === 1, `serve ended with ${code}`);
		expect(/roles\.json:\d+:\d+/.test(server.log()), `the place of the error is not named:\n${server.log()}`);
		expect(!server.out().includes("ready"), "serve said that it was ready");
	});

	await story("qodly-timesheet-demo", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup, args: ["--ignore-roles"] });
		const button = (name) => page.getByRole("button", { name, exact: true });
		const field = (label) => page.locator(".fd-textinput", { hasText: label }).locator("input");
		const cards = page.locator(".fd-matrix .innerScrollContainer > div");
		const cardsAre = (texts) =>
			eventually(
				async () => JSON.stringify(await cards.allInnerTexts()).replace(/\\n|\s+/g, " ") === JSON.stringify(texts),
				`the list does not hold ${JSON.stringify(texts)}`,
			);

		await step("1: --ignore-roles starts and warns", async () => {
			expect(/ignore-roles|roles/i.test(server.log()), `no warning:\n${server.log()}`);
			await page.goto(server.url);
			await button("Clients").waitFor();
			await shot(page, "timesheet-home");
		});

		await step("2: clients", async () => {
			await button("Clients").click();
			for (const [name, abbreviation] of [
				["Granite Works", "GRA"],
				["Marble Hall", "MAR"],
			]) {
				await button("Add").click();
				await field("Name").fill(name);
				await field("Abbreviation").fill(abbreviation);
				await button("Save").click();
				await eventually(
					async () => (await cards.filter({ hasText: name }).count()) === 1,
					`${name} is not in the list`,
				);
			}
			await shot(page, "timesheet-clients");
			expect((await count(page, server, "Client")) === 2, "Client does not have 2 rows");
			await cards.filter({ hasText: "Marble" }).click();
			await eventually(async () => (await field("Name").inputValue()) === "Marble Hall", "the form shows another");
			await button("Delete").click();
			await eventually(async () => (await cards.count()) === 1, "the dropped client is still in the list");
			expect((await count(page, server, "Client")) === 1, "the client was not dropped");
		});

		await step("3: staff", async () => {
			await button("Staff").click();
			for (const first of ["Ida", "Olaf"]) {
				await button("Add").click();
				await field("First name").fill(first);
				await field("Surname").fill("Mason");
				await button("Save").click();
				await eventually(
					async () => (await cards.filter({ hasText: first }).count()) === 1,
					`${first} is not in the list`,
				);
			}
			await cards.filter({ hasText: "Olaf" }).click();
			await eventually(async () => (await field("First name").inputValue()) === "Olaf", "the form shows another");
			await button("Delete").click();
			await eventually(async () => (await cards.count()) === 1, "the dropped person is still in the list");
			expect((await count(page, server, "Staff")) === 1, "the person was not dropped");
		});

		await step("4: a time sheet", async () => {
			await button("Timesheets").click();
			const choose = async (index, text) => {
				const box = page.locator(".fd-selectbox").nth(index);
				await box.click();
				await page.locator(".fd-selectbox__menu", { hasText: text }).getByText(text).first().click();
				await eventually(async () => (await textOf(box)).includes(text), `${text} is not chosen`);
			};
			await button("Create").click();
			await choose(0, "Ida");
			await choose(1, "Granite Works");
			await field("Date").fill("20/11/2026");
			await field("Start Time").fill("09:00");
			await field("End Time").fill("10:30");
			await field("Ref").fill("Q-1");
			await shot(page, "timesheet-entry");
			await button("Save").click();
			await eventually(async () => (await count(page, server, "Timesheet")) === 1, "the time sheet was not saved");
			const sheet = (await rest(page, server, "Timesheet?$expand=Staff,Client")).body.__ENTITIES[0];
			expect(sheet.StartTime === 9 * 3600_000, `StartTime is ${sheet.StartTime}`);
			expect(sheet.EndTime === 10.5 * 3600_000, `EndTime is ${sheet.EndTime}`);
			expect(sheet.Date.startsWith("2026-11-20"), `Date is ${sheet.Date}`);
			expect(sheet.Staff.FirstName === "Ida" && sheet.Client.Abrev === "GRA", "staff or client is another");

			// Shared sources live as long as the browser page (studio_pages.md 4.1), so coming back is a full load.
			await page.goto("about:blank");
			await page.goto(server.url);
			await button("Timesheets").click();
			const row = page.locator(".fd-datatable .row").first();
			await eventually(async () => (await textOf(row)).includes("20/11/2026"), "the time sheet is not in the list");
			expect((await textOf(row)).includes("GRA"), "the row does not show the client");
			await shot(page, "timesheet-list");
		});
		expectNoProblems(page);
	});
}
