/** Stories of the sample application. */
import { join } from "node:path";
import { eventually, expect, openPage, removeScratch, root, scratchCopy, startQuoin, story } from "./harness.mjs";

const project = join(root, "examples/stoneyard");

/** Starts the sample over a scratch copy. */
export async function startSample({ cleanup }, options) {
	const folder = scratchCopy(project);
	cleanup(() => removeScratch(folder));
	const server = await startQuoin(folder, options);
	cleanup(() => server.stop());
	return server;
}

/** Signs in to the sample. Resolves once its menu is there. */
export async function signIn(page, url, who) {
	await page.goto(url);
	await page.getByLabel("E-mail").fill(`${who}@stoneyard.example`);
	await page.getByLabel("Password").fill("stoneyard");
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByText("Welcome").waitFor();
}

const rest = (page, address, init) =>
	page.evaluate(
		async ([a, i]) => {
			const response = await fetch(a, i);
			return { status: response.status, body: await response.json().catch(() => null) };
		},
		[address, init],
	);

export async function stories(browser) {
	await story("sample: a manager signs in, finds an order, edits it and sees the figures", async (t) => {
		const server = await startSample(t);
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		await page.goto(server.url);
		expect((await page.getByLabel("Password").getAttribute("type")) === "password", "the password is readable on the screen");
		await page.getByLabel("E-mail").fill("manager@stoneyard.example");
		await page.getByLabel("Password").fill("wrong");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByText("We do not know this e-mail and password.").waitFor();
		await signIn(page, server.url, "manager");

		const chart = page.getByAltText("Turnover of the last twelve months");
		await eventually(async () => (await chart.evaluate((img) => img.naturalWidth)) > 0, "the chart is not drawn");
		await eventually(async () => /Open orders\s+\d+\s+worth [\d,]+ €/.test(await page.locator("body").innerText()), "the number of open orders is not shown");

		await page.getByText("Orders", { exact: true }).first().click();
		await page.getByPlaceholder("Number or customer").fill("SY-1007");
		const row = page.locator(".row", { hasText: "SY-1007" });
		await row.waitFor();
		await eventually(async () => (await page.locator(".row").count()) === 1, "the search shows other orders too");
		await row.click();
		const remarks = page.getByLabel("Remarks");
		await remarks.fill("Deliver at the back gate.");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("Order SY-1007 is saved.").waitFor();
		const saved = await rest(page, `/rest/Order?$filter="number=='SY-1007'"`);
		expect(saved.body.__ENTITIES[0].remarks === "Deliver at the back gate.", `the remark is ${saved.body.__ENTITIES[0].remarks}`);
		expect(saved.body.__ENTITIES[0].__STAMP === 2, `the stamp is ${saved.body.__ENTITIES[0].__STAMP}, want 2`);
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("sample: a customer sees their own orders and is refused by REST, page and function", async (t) => {
		const server = await startSample(t);
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		await signIn(page, server.url, "customer");
		await page.locator(".row").first().waitFor();
		const orders = await rest(page, "/rest/Order?$attributes=customerName&$top=500");
		const names = new Set(orders.body.__ENTITIES.map((e) => e.customerName));
		expect(names.size === 1 && names.has("Alder Gardens"), `orders of ${[...names].join(", ")} are visible`);
		expect((await page.getByText("Dashboard", { exact: true }).count()) === 0 || !(await page.getByText("Dashboard", { exact: true }).first().isVisible()), "the menu offers the dashboard");

		const other = await rest(page, `/rest/Product(1)?$method=update`, { method: "POST", body: "{}" });
		const write = await rest(page, "/rest/Product?$method=update", { method: "POST", body: JSON.stringify({ __KEY: "1", __STAMP: 1, price: 1 }) });
		expect(write.status === 401 || write.body?.__STATUS?.success === false, `a customer changed a price: ${write.status} ${JSON.stringify(write.body)}`);
		const price = await rest(page, "/rest/Product(1)?$attributes=price");
		expect(price.body.price === 84, `the price is ${price.body.price}`);
		expect(other.status >= 400 || other.body?.__STATUS?.success === false, "an empty update was accepted");
		const accounts = await rest(page, "/rest/Account");
		expect(accounts.status === 401, `accounts answer ${accounts.status}`);
		const close = await rest(page, "/rest/Order/closeMonth", { method: "POST", body: "[]" });
		expect(close.status === 401, `closeMonth answers ${close.status}`);
		const figures = await rest(page, "/rest/$catalog/figures", { method: "POST", body: "[]" });
		expect(figures.status === 401, `figures answers ${figures.status}`);
		expect(page.problems.length === 0, page.problems.join("\n"));
	});

	await story("sample: signing out leads back to the sign-in, and a guest reads nothing", async (t) => {
		const server = await startSample(t);
		const page = await openPage(browser);
		t.cleanup(() => page.context().close());
		await signIn(page, server.url, "admin");
		await page.locator(".fa-right-from-bracket").first().click();
		await page.getByRole("button", { name: "Sign in" }).waitFor();
		const orders = await rest(page, "/rest/Order");
		expect(orders.status === 401, `a guest's list answers ${orders.status}`);
	});

	await story("sample: a phone shows the same work without sideways scrolling", async (t) => {
		const server = await startSample(t);
		const page = await openPage(browser, { size: "phone" });
		t.cleanup(() => page.context().close());
		await signIn(page, server.url, "manager");
		await page.getByAltText("Turnover of the last twelve months").waitFor();
		for (const [menu, subtitle, list] of [
			["Dashboard", "How the yard is doing", ".fd-datatable"],
			["Orders", "Newest first", ".fd-datatable"],
			["Products", "What is in the yard", ".product-card"],
			["Customers", "Who buys", ".fd-datatable"],
		]) {
			await page.getByText(menu, { exact: true }).first().click();
			await page.getByText(subtitle).waitFor();
			await page.locator(list).first().waitFor();
			const width = (await page.locator(list).first().boundingBox())?.width ?? 0;
			expect(width > 140, `the list of ${menu} is only ${width} px wide`);
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
			expect(wide <= 0, `${menu} is ${wide} px wider than the screen`);
		}
	});
}
