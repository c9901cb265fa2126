/** HDI_ORDA_constructor: no page at all, and the constructor of entities over REST. */
import { expect, story } from "../browser/harness.mjs";
import { expectNoProblems, post, rest, serveApp, shot, step, textOf } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("HDI_ORDA_constructor", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });

		await step("1: the start page is missing", async () => {
			const answer = await page.goto(server.url);
			expect(answer.status() === 404, `the start page answers ${answer.status()}`);
			const text = await textOf(page.locator("body"));
			expect(text.includes("Products"), `the answer does not name the missing page: ${text}`);
			await shot(page, "constructor-missing");
			expect((await rest(page, server, "$catalog")).status === 200, "REST does not answer any more");
		});

		await step("2: products by a function", async () => {
			// The roles force a login (orda_rest.md 5.2), which the application's own authentify grants to anybody.
			expect((await post(page, server, "Products/initProducts")).status === 401, "a guest may call functions");
			expect((await post(page, server, "$catalog/authentify")).status === 200, "authentify is refused");
			const made = await post(page, server, "Products/initProducts");
			expect(made.status === 200, JSON.stringify(made));
			const { body } = await rest(page, server, "Products?$orderby=ID");
			expect(body.__COUNT === 2, `there are ${body.__COUNT} products`);
			for (const product of body.__ENTITIES) {
				expect(product.comment !== "" && product.comment !== null, `no comment in ${JSON.stringify(product)}`);
				expect(product.stamp !== "" && product.stamp !== null, `no stamp in ${JSON.stringify(product)}`);
			}
		});

		await step("3: a product by REST", async () => {
			const made = await post(page, server, "Products?$method=update", { name: "Trowel" });
			expect(made.status === 200, JSON.stringify(made));
			expect(made.body.comment === "Automatic comment", `the comment is ${made.body.comment}`);
			const again = await rest(page, server, `Products(${made.body.__KEY})`);
			expect(again.body.comment === "Automatic comment", `the stored comment is ${again.body.comment}`);
		});
		expectNoProblems(page);
	});
}
