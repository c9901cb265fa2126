/** HDI_ORDA_Events_Save_Drop: the events of entities around saving and dropping, seen from a page. */
import { join } from "node:path";
import { eventually, existsSync, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, rest, serveApp, shot, step, textOf } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("HDI_ORDA_Events_Save_Drop", async ({ cleanup }) => {
		const { server, page, folder } = await serveApp({ browser, app, cleanup });
		const rows = page.locator(".fd-matrix .innerScrollContainer > div");
		const field = (label) => page.locator(".fd-textinput", { hasText: label }).locator("input");
		const button = (name) => page.getByRole("button", { name, exact: true });
		const status = page.locator(".fd-text", { hasText: '"success"' });
		const says = (...texts) =>
			eventually(async () => {
				const shown = await textOf(status);
				for (const text of texts) expect(shown.includes(text), `it is ${shown}`);
				return true;
			}, `the status does not say ${texts}`);
		const rowsAre = (n) => eventually(async () => (await rows.count()) === n, `the list does not have ${n} rows`);
		const manual = (name) => join(folder, "Resources/Files", `userManual_${name}`);

		await step("1: four products", async () => {
			await page.goto(server.url);
			await rowsAre(4);
			const products = (await rest(page, server, "Products?$orderby=ID")).body.__ENTITIES;
			const margins = products.map((it) => it.margin).join();
			expect(margins === "100,80,50,60", `the margins are ${margins}`);
			for (const { name } of products) expect(existsSync(manual(name)), `there is no user manual of ${name}`);
			await shot(page, "events-list");
		});

		await step("2: a new product", async () => {
			await button("New product").click();
			await eventually(async () => (await field("Name").inputValue()) === "New product", "the name is not filled in");
			expect((await field("Cost").inputValue()) === "100", "the cost is not filled in");
			expect((await field("Retail").inputValue()) === "110", "the price is not filled in");
			await field("Name").fill("Chisel");
			await field("Name").blur();
			await eventually(
				async () => (await field("manual").inputValue()).endsWith("userManual_Chisel"),
				"the path of the user manual does not follow the name",
			);
		});

		await step("3: validation", async () => {
			await button("Save").click();
			await says('"success":false', "The validation of this product failed", "lower than 50%");
			await page.locator(".q-toast-warning", { hasText: "lower than 50%" }).waitFor();
			await rowsAre(4);
			await shot(page, "events-refused");
			await field("Retail").fill("200");
			await button("Save").click();
			await says('"success":true');
			await rowsAre(5);
			expect(existsSync(manual("Chisel")), "there is no user manual of Chisel");
		});

		await step("4: an error while saving", async () => {
			await button("New product").click();
			await eventually(async () => (await field("Name").inputValue()) === "New product", "no further product");
			await field("Name").fill("Mallet");
			await field("Name").blur();
			await eventually(async () => (await field("manual").inputValue()).endsWith("userManual_Mallet"), "no path");
			await field("Retail").fill("200");
			await page.locator(".fd-checkbox input").check();
			await button("Save").click();
			await says('"success":false', "Error during the save action for this product");
			await shot(page, "events-no-space");
			await eventually(async () => (await field("Status").inputValue()) === "KO", "afterSave did not mark it");
			expect((await field("manual").inputValue()) === "", "the path of the user manual is still there");
			await rowsAre(5);
			expect((await count(page, server, "Products", "name = Mallet")) === 0, "it was saved all the same");
			expect(!existsSync(manual("Mallet")), "the user manual was written all the same");
		});

		await step("5: dropping", async () => {
			await page.getByRole("button", { name: "2- Drop events" }).click();
			await button("Drop").waitFor();
			await rowsAre(4);
			await rows.nth(1).click();
			const { name } = (await rest(page, server, "Products?$orderby=ID")).body.__ENTITIES[1];
			await button("Drop").click();
			await says('"success":false', "You can't drop this product");
			await rowsAre(4);
			await button("Mark as to delete").click();
			await page.locator(".q-toast-message", { hasText: "You can now drop" }).waitFor();
			await button("Drop").click();
			await says('"success":true');
			await rowsAre(3);
			expect(!existsSync(manual(name)), `the user manual of ${name} is still there`);
			await rows.nth(1).click();
			await button("Mark as to delete").click();
			await eventually(async () => (await textOf(rows.nth(1))).includes("TO DELETE"), "the row is not marked");
			await page.locator(".fd-checkbox input").check();
			await button("Drop").click();
			await says('"success":false', "Drop failed");
			await rowsAre(3);
			await shot(page, "events-drop-failed");
		});
		expectNoProblems(page);
	});
}
