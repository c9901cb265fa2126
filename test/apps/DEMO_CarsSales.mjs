/** DEMO_CarsSales: every page opens, though most of the dataclasses they speak of are not in the catalog. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, openPage, story } from "../browser/harness.mjs";
import { expectNoProblems, rest, serveApp, step } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("DEMO_CarsSales", async ({ cleanup }) => {
		const { server, page: first } = await serveApp({ browser, app, cleanup });
		const names = readdirSync(join(app, "Project/Sources/WebForms"))
			.filter((file) => /\.webform$/i.test(file))
			.map((file) => file.replace(/\.webform$/i, ""));
		expect(names.length === 32, `there are ${names.length} pages`);
		for (const name of names) {
			await step(name, async () => {
				const page = await openPage(browser);
				try {
					const answer = await page.goto(`${server.url}/$lib/renderer/?w=${encodeURIComponent(name)}`);
					expect(answer.status() === 200, `it answers ${answer.status()}`);
					await page.locator(".fd-page").first().waitFor();
					await page.waitForLoadState("networkidle");
					expectNoProblems(page);
				} finally {
					await page.context().close();
				}
			});
		}
		expect((await rest(first, server, "$catalog")).status === 200, "REST does not answer any more");
		expect(!/panic|level=ERROR/.test(server.log()), `the server logged errors:\n${server.log()}`);
	});
}
