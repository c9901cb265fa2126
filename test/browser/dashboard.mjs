/** Stories of the Dashboard. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { eventually, expect, openPage, story } from "./harness.mjs";
import { signIn, startSample } from "./sample.mjs";

async function open(browser, t, server) {
	const page = await openPage(browser);
	t.cleanup(() => page.context().close());
	await page.goto(`${server.admin}/console/`);
	await page.getByLabel("Access key").fill(server.key);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("tab", { name: "Overview" }).waitFor();
	return page;
}

export async function stories(browser) {
	await story("dashboard: a wrong key opens nothing", async (t) => {
		const server = await startSample(t);
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		await page.goto(`${server.admin}/console/`);
		await page.getByLabel("Access key").fill("wrong");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByText("This is not the access key of this server.").waitFor();
		const answer = await fetch(`${server.admin}/console/api/overview`);
		expect(answer.status === 401, `the overview answers ${answer.status} without a key`);
	});

	await story("dashboard: ending a session signs its person out", async (t) => {
		const server = await startSample(t);
		const person = await openPage(browser);
		t.cleanup(() => person.context().close());
		await signIn(person, server.url, "manager");
		const page = await open(browser, t, server);
		await page.getByRole("tab", { name: "Sessions" }).click();
		await page.getByRole("button", { name: "End the session of manager@stoneyard.example" }).click();
		await page.getByRole("button", { name: "End session" }).click();
		await page.getByText("The session of manager@stoneyard.example has ended.").waitFor();
		const status = await person.evaluate(async () => (await fetch("/rest/Order")).status);
		expect(status === 401, `the ended session still reads orders: ${status}`);
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("dashboard: back up and verify, while the log tells", async (t) => {
		const server = await startSample(t);
		const page = await open(browser, t, server);
		await page.getByRole("tab", { name: "Data" }).click();
		await page.getByText("No backup yet").waitFor();
		await page.getByRole("button", { name: "Back up now" }).click();
		await page.getByText(/was made and read back/).first().waitFor();
		const folder = join(server.folder, "Data/Backups");
		expect(existsSync(folder) && readdirSync(folder).filter((f) => f.endsWith(".qbackup")).length === 1, "there is no backup file");
		await page.getByRole("button", { name: "Verify" }).click();
		await page.getByText(/The data is sound: \d+ records, no problems\./).first().waitFor();
		await page.getByRole("tab", { name: "Log" }).click();
		await page.getByRole("log").getByText("backed up").waitFor();
		await page.getByRole("tab", { name: "Overview" }).click();
		await eventually(async () => /backed up/.test(await page.locator(".d-figures").innerText()), "the overview does not tell of the backup");
		expect(page.problems.length === 0, page.problems.join("\n"));
	});
}
