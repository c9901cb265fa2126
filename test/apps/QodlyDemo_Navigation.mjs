/** QodlyDemo_Navigation: page loaders inside page loaders, menus made of boxes, no data. */
import { eventually, expect, story } from "../browser/harness.mjs";
import { expectNoProblems, serveApp, shot, step } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("QodlyDemo_Navigation", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const button = (name) => page.getByRole("button", { name, exact: true });
		const shows = (text) => page.getByText(text, { exact: true }).waitFor();
		/** The shell is the page that was loaded first: a full load would lose the mark. */
		const markShell = () => page.evaluate(() => Object.assign(window, { shellMark: true }));
		const shellStays = async () => {
			expect(await page.evaluate(() => window.shellMark === true), "the outer page was loaded again");
			expect(await button("With CSS").isVisible(), "the menu of the outer page is gone");
		};

		await step("1: home, then the demo", async () => {
			await page.goto(server.url);
			await button("Go to demo").waitFor();
			await eventually(
				async () => (await page.locator(".fd-image").evaluateAll((all) => all.filter((it) => it.naturalWidth > 0).length)) >= 4,
				"logo, two previews and the large picture are not shown",
			);
			await shot(page, "navigation-home");
			await button("Go to demo").click();
			await shows("DASHBOARD");
			await markShell();
			await shot(page, "navigation-main");
		});

		await step("2: the menu loads pages in the inner loader", async () => {
			for (const [entry, title] of [
				["Users", "USERS"],
				["Holidays", "HOLIDAYS"],
				["Dashboard", "DASHBOARD"],
			]) {
				await button(entry).click();
				await shows(title);
				await shellStays();
			}
			expect((await page.getByText("HOLIDAYS", { exact: true }).count()) === 0, "the earlier page is still there");
		});

		await step("3: the page with CSS, and home", async () => {
			await button("With CSS").click();
			await page.getByText("MENU USING CSS").waitFor();
			await shellStays();
			const users = button("Users");
			const edge = () => users.evaluate((it) => getComputedStyle(it).borderRightColor);
			expect((await edge()) === "rgba(0, 0, 0, 0)", `without the pointer the edge is ${await edge()}`);
			await users.hover();
			await eventually(async () => (await edge()) === "rgb(122, 117, 145)", "under the pointer the edge has no colour");
			await shot(page, "navigation-css");
			await users.click();
			await shows("USERS");
			await button("Home").click();
			await button("Go to demo").waitFor();
		});

		await step("4: back and forward", async () => {
			await button("Go to demo").click();
			await shows("DASHBOARD");
			await markShell();
			await button("Users").click();
			await shows("USERS");
			await button("Holidays").click();
			await shows("HOLIDAYS");
			await page.goBack();
			await shows("USERS");
			await shellStays();
			await page.goForward();
			await shows("HOLIDAYS");
			await shellStays();
		});
		expectNoProblems(page);
	});
}
