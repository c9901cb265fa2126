/** Every screen of ours, light and dark, in front of axe. */
import { expectAccessible, openPage, story } from "./harness.mjs";
import { signIn, startSample } from "./sample.mjs";

async function enter(page, server, room) {
	await page.goto(`${server.admin}/${room}/`);
	await page.getByLabel("Access key").waitFor();
	await expectAccessible(page, `the sign-in of ${room}`);
	await page.getByLabel("Access key").fill(server.key);
	await page.getByRole("button", { name: "Sign in" }).click();
}

export async function stories(browser) {
	for (const dark of [false, true]) {
		const light = dark ? "dark" : "light";
		await story(`access: the sample application, ${light}`, async (t) => {
			const server = await startSample(t);
			const page = await openPage(browser, { dark });
			t.cleanup(() => page.context().close());
			await page.goto(server.url);
			await page.getByRole("button", { name: "Sign in" }).waitFor();
			await expectAccessible(page, "the sign-in page");
			await signIn(page, server.url, "manager");
			await page.locator(".row").first().waitFor();
			await expectAccessible(page, "the dashboard page");
			await page.getByText("Orders", { exact: true }).first().click();
			await page.locator(".row", { hasText: "SY-1119" }).click();
			await page.getByLabel("Remarks").waitFor();
			await expectAccessible(page, "the orders page");
			await page.getByText("Products", { exact: true }).first().click();
			await page.getByText("Sesame grey slab").click();
			await page.getByLabel("Description").waitFor();
			await expectAccessible(page, "the products page");
		});
		await story(`access: Dashboard, ${light}`, async (t) => {
			const server = await startSample(t);
			const page = await openPage(browser, { dark });
			t.cleanup(() => page.context().close());
			await enter(page, server, "console");
			for (const room of ["Overview", "Sessions", "Log", "Data"]) {
				await page.getByRole("tab", { name: room }).click();
				await page.locator(".d-card").first().waitFor();
				await expectAccessible(page, room);
			}
		});
		await story(`access: Studio, ${light}`, async (t) => {
			const server = await startSample(t, { command: "dev" });
			const page = await openPage(browser, { dark });
			t.cleanup(() => page.context().close());
			await enter(page, server, "studio");
			await page.frameLocator(".s-canvas iframe").getByText("Orders, stock and customers").click();
			await expectAccessible(page, "the page editor");
			await page.getByRole("button", { name: "DataStore", exact: true }).click();
			await page.locator(".cm-content").waitFor();
			await expectAccessible(page, "the code editor");
			await page.keyboard.press("Control+k");
			await page.getByRole("dialog").waitFor();
			// The list follows the arrow keys of its field, which keeps the focus.
			await expectAccessible(page, "the palette", ["scrollable-region-focusable"]);
		});
	}
}
