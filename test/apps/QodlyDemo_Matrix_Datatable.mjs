/** QodlyDemo_Matrix_Datatable: a thousand rows in a matrix and a table, styles and formats by data. */
import { eventually, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("QodlyDemo_Matrix_Datatable", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const button = (name) => page.getByRole("button", { name, exact: true });
		const field = (label) => page.locator(".fd-textinput", { hasText: label }).locator("input");
		const cards = page.locator(".fd-matrix .innerScrollContainer > div");
		const card = (text) => cards.filter({ hasText: text });
		const formIsAt = (name) =>
			eventually(async () => (await field("Name").inputValue()) === name, `the form is not at «${name}»`);
		const skips = [];
		page.on("request", (request) => {
			const skip = new URL(request.url()).searchParams.get("$skip");
			if (skip) skips.push(Number(skip));
		});
		const first = "Flour - All Purpose";

		await step("1: no demo without data", async () => {
			await page.goto(server.url);
			await button("Go to demo").click();
			await toast(page, "error", "Please generate data");
			expect(await button("Generate data").isVisible(), "the page was left");
		});

		await step("2: generate", async () => {
			await button("Generate data").click();
			await toast(page, "message", "generated");
			await page.getByText(/currently has\s+1,?000\s+items/).waitFor();
			await shot(page, "matrix-home");
			expect((await count(page, server, "item")) === 1000, "item does not have 1000 rows");
		});

		await step("3: matrix", async () => {
			await button("Go to demo").click();
			await page.getByText(/showing\s+1,?000\s+records/).waitFor();
			await card(first).waitFor();
			const text = await textOf(cards.first());
			for (const part of [first, "913-PONE-2531", "49.27"]) expect(text.includes(part), `the first card says ${text}`);
			await formIsAt(first);
			expect((await cards.first().getAttribute("class")).includes("selected"), "the first card is not selected");
			await shot(page, "matrix");
			const low = card(first).getByText("969", { exact: false }).first();
			expect(await low.evaluate((it) => it.style.color.includes("red")), "a low stock is not red");
			const label = card(first).getByText("CAT-5").locator("xpath=ancestor::div[contains(@class,'fd-stylebox')][1]");
			expect(
				(await label.evaluate((it) => getComputedStyle(it).backgroundColor)) === "rgb(255, 0, 0)",
				"the label of CAT-5 is not red",
			);
			const scroller = page.locator(".fd-matrix .FdVirtualGrid");
			for (const share of [0.3, 0.7, 1]) {
				await scroller.evaluate((it, at) => it.scrollTo(0, it.scrollHeight * at), share);
				await eventually(async () => (await cards.first().getAttribute("data-state")) === "shown", "no cards after scrolling");
			}
			await card("Momiji Oroshi Chili Sauce").waitFor();
			expect(skips.length >= 3 && skips.at(-1) === 900, `pages asked for: ${skips}`);
		});

		await step("4: hover", async () => {
			await button("Matrix with hover").click();
			await card("Tea - Apple Green Tea").hover();
			await formIsAt("Tea - Apple Green Tea");
			await card(first).hover();
			await formIsAt(first);
			await card(first).getByRole("button", { name: "+1" }).click();
			await eventually(async () => (await field("Stock").inputValue()).includes("970"), "the form shows the old stock");
			await eventually(async () => (await textOf(card(first))).includes("970"), "the card shows the old stock");
			expect((await rest(page, server, "item(1)")).body.stock === 970, "the stock was not saved");
			await page.mouse.move(5, 5);
			await formIsAt("");
		});

		await step("5: data table", async () => {
			await button("Datatable").click();
			const rows = page.locator(".fd-datatable .row");
			const prices = async () => (await rows.locator(".col-price").allInnerTexts()).slice(0, 3);
			const header = page.locator(".fd-datatable .header-price");
			await rows.first().waitFor();
			await shot(page, "datatable");
			await header.click();
			await eventually(async () => (await prices())[0] === "1.29 €", "not sorted by price");
			await header.click();
			await eventually(async () => (await prices())[0] === "99.91 €", "not sorted by price, the highest first");

			const table = page.locator(".fd-datatable");
			const headerColour = () => page.locator(".header-cell").first().evaluate((it) => getComputedStyle(it).backgroundColor);
			await page.getByRole("radio", { name: "Style 1", exact: true }).check();
			await eventually(async () => (await headerColour()) === "rgb(75, 75, 165)", "Style 1 does not show");
			await shot(page, "datatable-style1");
			await page.getByRole("radio", { name: "Style 3", exact: true }).check();
			await eventually(async () => (await headerColour()) === "rgb(50, 73, 96)", "Style 3 does not show");
			expect(await table.isVisible(), "the table is gone");
			await page.getByRole("radio", { name: "Basic Look", exact: true }).check();

			await rows.nth(1).click();
			const name = (await rows.nth(1).locator(".col-name").innerText()).trim();
			await formIsAt(name);
			const key = (await rest(page, server, `item?$filter="name = '${encodeURIComponent(name)}'"`)).body.__ENTITIES[0].__KEY;
			await field("Price").fill("1234.5");
			await button("Save").click();
			await toast(page, "message", "Success");
			expect((await rest(page, server, `item(${key})`)).body.price === 1234.5, "the price was not saved");
			await eventually(async () => (await prices()).includes("1,234.50 €"), "the table shows the old price");
			await field("Name").click();
			expect((await field("Price").inputValue()) === "1,234.50 €", `the field shows ${await field("Price").inputValue()}`);
		});
		expectNoProblems(page, { throwing: ["checkData"] });
	});
}
