/**
 * vacay-qodly-4d: an older port of the Vacay application. Its generator was converted by half and calls dataclasses
 * that do not exist, and its roles let no guest call what its first page calls: roles are ignored, people come over REST.
 */
import { spawnSync } from "node:child_process";
import { eventually, executable, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, serveApp, shot, step, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("vacay-qodly-4d", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup, args: ["--ignore-roles"] });
		const button = (name) => page.getByRole("button", { name, exact: true }).first();

		await step("1: the generator fails and says so", async () => {
			await page.goto(server.url);
			await page.getByText("Generate data", { exact: true }).click();
			await page.locator(".q-toast-error").first().waitFor();
			const failed = page.problems.filter((it) => it.includes("/generateData"));
			expect(failed.length === 1 && page.problems.length === 1, `${page.problems}`);
			page.problems = [];
			await shot(page, "vacay-old-home");
			expect((await count(page, server, "Employee")) === 0, "there are people");
		});

		await step("2: people over REST", async () => {
			const hash = spawnSync(executable, ["eval", 'Generate password hash("a1b2c3")', "--dialect", "4d"]);
			const password = JSON.parse(hash.stdout.toString());
			const person = (firstName, lastName, role) => ({
				firstName,
				lastName,
				role,
				password,
				email: `${firstName}.${lastName}@example.com`.toLowerCase(),
			});
			const people = [person("Ada", "Quill", "Admin"), person("Bruno", "Tallow", "Employee")];
			const made = await post(page, server, "Employee?$method=update", people);
			expect(made.status === 200, JSON.stringify(made));
			const types = ["Annual paid leave", "Recovery"].map((name) => ({ name }));
			expect((await post(page, server, "LeaveType?$method=update", types)).status === 200, "no kinds of leave");
			expect((await post(page, server, "Holiday?$method=update", [{ name: "Labour day" }])).status === 200, "no holiday");
		});

		await step("3: sign in", async () => {
			await page.goto(`${server.url}/$lib/renderer/?w=login`);
			const [email, password] = [page.locator("input").nth(0), page.locator("input").nth(1)];
			await email.fill("ada.quill@example.com");
			await password.fill("wrong");
			await button("Login").click();
			await toast(page, "error", "Authentication failed");
			await password.fill("a1b2c3");
			await button("Login").click();
			await button("log out").waitFor(); // a state of a privilege shows it, and hides the form
			await button("Login").waitFor({ state: "hidden" });
		});

		await step("4: the administrator's pages", async () => {
			await page.goto(`${server.url}/$lib/renderer/?w=HomePage`);
			await button("Requests").waitFor();
			await page.locator(".fd-text", { hasText: /ada quill/i }).first().waitFor();
			for (const [name, shows] of [
				["Requests", "Leave requests"],
				["Settings", "Public holidays"],
				["Dashboard", "My balance"],
			]) {
				await button(name).click();
				await page.getByText(shows).first().waitFor();
			}
			await button("Settings").click();
			await eventually(async () => (await page.locator(".fd-datatable .row").count()) === 1, "the holiday is not listed");
			await shot(page, "vacay-old-settings");
		});
		expectNoProblems(page);
	});
}
