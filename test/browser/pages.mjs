/** Stories of pages at their edges: new projects, broken files, missing pages. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, expect, openPage, root, startQuoin, story } from "./harness.mjs";
import { startSample } from "./sample.mjs";

export async function stories(browser) {
	await story("new: a new project passes check, serves, and its page works", async (t) => {
		const folder = mkdtempSync(join(tmpdir(), "quoin-new-"));
		t.cleanup(() => rmSync(folder, { recursive: true, force: true }));
		const quoin = process.env.QUOIN ?? join(root, "bin/quoin");
		const made = spawnSync(quoin, ["new", "Errands", "--in", folder]);
		expect(made.status === 0, made.stderr.toString());
		const check = spawnSync(quoin, ["check", join(folder, "Errands")]);
		expect(check.status === 0 && check.stdout.toString() === "", `check says: ${check.stdout}${check.stderr}`);
		const server = await startQuoin(join(folder, "Errands"));
		t.cleanup(() => server.stop());
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		await page.goto(server.url);
		await page.getByText("Everything is done.").waitFor();
		await page.getByLabel("New task").fill("Buy chalk");
		await page.getByRole("button", { name: "Add" }).click();
		await page.getByText("Buy chalk").waitFor();
		await page.getByText("1 task is open.").waitFor();
		await page.getByRole("button", { name: "Done / open" }).click();
		await page.getByText("Everything is done.").waitFor();
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("pages: a missing page is a friendly 404, a broken page is told, and the server goes on", async (t) => {
		const server = await startSample(t, { command: "dev" });
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		const missing = await page.goto(`${server.url}/$lib/renderer/?w=Nowhere`);
		expect(missing.status() === 404, `a missing page answers ${missing.status()}`);
		await page.getByText("Nowhere").first().waitFor();
		writeFileSync(join(server.folder, "Project/Sources/WebForms/Products.WebForm"), '{"metadata": {}, "components": {\n  "ROOT": oops\n}}');
		await eventually(async () => ((await page.goto(`${server.url}/$lib/renderer/?w=Products`))?.status() ?? 0) >= 400, "a broken page is shown as if nothing were wrong");
		const home = await page.goto(server.url);
		expect(home.status() === 200, `the start page answers ${home.status()}`);
		await page.getByRole("button", { name: "Sign in" }).waitFor();
	});

	await story("pages: broken roles answer pages with the error in dev", async (t) => {
		const server = await startSample(t, { command: "dev" });
		writeFileSync(join(server.folder, "Project/Sources/roles.json"), '{"permissions": {\n  oops\n}}');
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		await eventually(async () => {
			await page.goto(server.url);
			return /roles\.json/.test(await page.locator("body").innerText());
		}, "the page does not name roles.json");
	});
}
