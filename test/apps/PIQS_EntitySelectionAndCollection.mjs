/** PIQS_EntitySelectionAndCollection: a shopping cart in memory, once as a collection, once as an entity selection. */
import { eventually, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("PIQS_EntitySelectionAndCollection", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const items = (at) => page.locator(".fd-matrix").nth(at).locator(".innerScrollContainer > div");
		const product = (name) => items(0).filter({ hasText: name }).first();
		const add = async (name) => {
			await product(name).click();
			const detail = page.locator(".fd-stylebox", { hasText: "PRODUCT DETAILS" }).last();
			await detail.waitFor();
			await page.getByRole("button", { name: "ADD TO ITEM LIST" }).click();
		};
		const shows = (text) => page.getByText(text).first().waitFor();

		await step("1: generate data", async () => {
			await page.goto(server.url);
			await page.getByText("Generate Data", { exact: true }).click();
			await toast(page, "message", "Data created successfully");
			expect((await count(page, server, "product")) === 8, "product does not have 8 rows");
			const { body } = await rest(page, server, "product(1)");
			const picture = await page.request.get(`${server.url}${body.picture.__deferred.uri}`);
			expect(picture.status() === 200, `the picture answers ${picture.status()}`);
			expect(picture.headers()["content-type"].startsWith("image/"), picture.headers()["content-type"]);
			await shot(page, "cart-home");
		});

		await step("2: cart as a collection", async () => {
			await page.getByText("Go to demo", { exact: true }).click();
			await page.getByText("Cart with Collections", { exact: true }).click();
			await eventually(async () => (await items(0).count()) > 3, "the furniture is not listed");
			await add("Yellow");
			await shows("ITEM LIST ($100)");
			await add("Pink");
			await shows("ITEM LIST ($220)");
			expect((await items(1).count()) === 2, "the cart does not show two products");
			await shot(page, "cart-collection");
			await items(1).filter({ hasText: "Yellow" }).getByRole("button", { name: "Delete" }).click();
			await shows("ITEM LIST ($120)");
			expect((await count(page, server, "order")) === 0, "an order was written");
			expect((await count(page, server, "orderedProduct")) === 0, "a product was ordered");
		});

		const order = page.getByRole("button", { name: "CREATE ORDER" });
		await step("3: cart as an entity selection", async () => {
			await page.getByText("Cart with Entity selections", { exact: true }).click();
			await shows("Entity selections");
			await eventually(async () => (await items(0).count()) > 3, "the furniture is not listed");
			expect(!(await order.isVisible()), "an empty cart can be ordered");
			await add("Yellow");
			await shows("ITEM LIST ($100)");
			await order.waitFor();
			await add("Pink");
			await shows("ITEM LIST ($220)");
			await shot(page, "cart-selection");
			await order.click();
			await toast(page, "message", "Thanks for your order");
			await eventually(async () => (await items(1).count()) === 0, "the cart is not empty");
			await order.waitFor({ state: "hidden" });
			expect((await count(page, server, "order")) === 1, "there is not one order");
			expect((await count(page, server, "orderedProduct")) === 2, "not two products were ordered");
		});

		await step("4: an empty cart cannot be ordered", async () => {
			const set = await rest(page, server, 'product?$filter="ID < 0"&$method=entityset');
			const id = set.body.__ENTITYSET.split("?")[0].split("/").at(-1);
			const answer = await post(page, server, `product/createOrderFromCart/$entityset/${id}`);
			expect(JSON.stringify(answer.body).includes("Your cart is empty!"), JSON.stringify(answer));
			expect((await count(page, server, "order")) === 1, "an empty order was written");
		});

		await step("5: orders", async () => {
			await page.getByText("View Orders", { exact: true }).click();
			await eventually(async () => /^1 Pending order$/.test(await textOf(page.locator(".fd-text", { hasText: "Pending" }))), "not one order");
			await shows("ORDER N°1 - $220");
			await eventually(async () => (await items(1).count()) === 2, "the order does not list its two products");
			expect((await textOf(items(1).first())).includes("Pack"), "the products have no name");
			await shot(page, "cart-orders");
		});
		expectNoProblems(page);
	});
}
