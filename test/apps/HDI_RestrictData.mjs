/** HDI_RestrictData: which customers a session sees depends on what its storage holds. */
import { spawnSync } from "node:child_process";
import { eventually, executable, expect, openPage, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, rest, serveApp, shot, step, textOf } from "./steps.mjs";

/** The rows that the app's own data file holds in the original: people, companies and their customers. */
function rows() {
	const password = JSON.parse(
		spawnSync(executable, ["eval", 'Generate password hash("a")', "--dialect", "4d"]).stdout.toString(),
	);
	const people = ["Ada Quill", "Bruno Tallow", "Cora Marl"].map((name) => {
		const [firstname, lastname] = name.split(" ");
		return { firstname, lastname, identifier: firstname.toLowerCase(), password };
	});
	const companies = ["Ashlar Works", "Basalt Union"].map((name) => ({ name }));
	const customers = Array.from({ length: 10 }, (_, i) => ({ firstname: `Guest${i}`, lastname: "Stone", company: (i % 2) + 1 }));
	return { SalesPersons: people, Companies: companies, Customers: customers };
}

export async function journey({ browser, app }) {
	await story("HDI_RestrictData", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		for (const [dataclass, all] of Object.entries(rows())) {
			const made = await post(page, server, `${dataclass}?$method=update`, all);
			expect(made.status === 200, `${dataclass}: ${JSON.stringify(made.body)}`);
		}
		expect((await count(page, server, "Customers")) === 10, "there are not ten customers");

		const button = (name) => page.getByRole("button", { name, exact: true });
		const table = (at) => page.locator(".fd-datatable").nth(at).locator(".row");
		const rowsAre = (at, n) => eventually(async () => (await table(at).count()) === n, `table ${at} has not ${n} rows`);
		const managed = page.locator(".fd-matrix .innerScrollContainer > div");
		const choose = async (name) => {
			await page.locator(".fd-selectbox").first().click();
			await page.locator(".fd-selectbox__menu").getByText(name).first().click();
		};

		await step("1: who manages what", async () => {
			await page.goto(server.url);
			await rowsAre(0, 3);
			await table(0).filter({ hasText: "Ada" }).click();
			await choose("Ashlar Works");
			await page.getByText("+", { exact: true }).click();
			await eventually(async () => (await managed.count()) === 1, "the company is not listed");
			expect((await textOf(managed.first())).startsWith("Ashlar Works"), await textOf(managed.first()));
			await rowsAre(1, 5);
			await page.getByText("+", { exact: true }).click();
			await page.waitForTimeout(300);
			expect((await count(page, server, "Working")) === 1, "the company is managed twice");
			await shot(page, "restrict-managed");
			await page.getByText("-", { exact: true }).click();
			await eventually(async () => (await managed.count()) === 0, "the company was not removed");
			await rowsAre(1, 0);
			await page.getByText("+", { exact: true }).click();
			await rowsAre(1, 5);
		});

		await step("2: authenticate", async () => {
			await button("Next").click();
			await rowsAre(0, 3);
			await table(0).filter({ hasText: "Ada" }).click();
			await button("Authenticate").click();
			await page.getByText("Ada Quill", { exact: true }).first().waitFor();
		});

		await step("3: restricted by the session", async () => {
			const other = await openPage(browser);
			cleanup(() => other.context().close());
			const seen = async (n) => {
				await button("Get all customers").click();
				await rowsAre(1, n);
				expect((await count(page, server, "Customers")) === n, `REST does not show ${n} customers`);
				expect((await count(other, server, "Customers")) === 10, "another session is restricted");
			};
			// The page hides the button until the list of companies was touched; the session has no company yet.
			expect((await count(page, server, "Customers")) === 10, "restricted without a company");
			await choose("Ashlar Works");
			await eventually(async () => (await count(page, server, "Customers")) === 5, "the company does not restrict");
			await seen(5);
			await shot(page, "restrict-company");
			await choose("Basalt Union");
			await eventually(async () => (await count(page, server, "Customers")) === 0, "customers of a company not managed");
			await seen(0);
			await button("Clear session").click();
			await page.getByText("No salesperson / company in the session").waitFor();
			await eventually(async () => (await count(page, server, "Customers")) === 10, "still restricted");
			expect((await rest(page, server, "Customers?$top=1")).status === 200, "customers cannot be read");
		});
		expectNoProblems(page);
	});
}
