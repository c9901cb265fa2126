/** PIQS_States: states switched by actions, by the value of a source, by privileges and by code on the server. */
import { eventually, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("PIQS_States", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const items = (at) => page.locator(".fd-matrix").nth(at).locator(".innerScrollContainer > div");
		const product = (name) => items(0).filter({ hasText: name }).first();
		const open = async (text, heading) => {
			await page.locator(".fd-stylebox", { hasText: text }).last().click();
			await page.getByText(heading, { exact: true }).first().waitFor();
		};

		await page.goto(server.url);
		await page.getByText("Generate Data", { exact: true }).click();
		await toast(page, "message", "Data created successfully");
		expect((await count(page, server, "product")) === 8, "product does not have 8 rows");
		await page.getByText("Go to demo", { exact: true }).click();

		await step("1: states by actions", async () => {
			const [hello, world] = ["Hello", "World"].map((name) => page.getByRole("button", { name }));
			await hello.waitFor();
			expect(!(await world.isVisible()), "World is visible at first");
			await hello.click();
			await world.waitFor();
			await shot(page, "states-world");
			await world.click();
			await world.waitFor({ state: "hidden" });
			await hello.click();
			await world.waitFor();
		});

		await step("2: states by a source", async () => {
			await open("(Qodly Source)", "Conditional states (Qodly sources)");
			const name = page.locator(".fd-textinput input");
			const save = page.getByRole("button", { name: "Save" });
			await product("Pink Pack").click();
			await eventually(async () => (await name.inputValue()) === "Pink Pack", "the form does not show Pink Pack");
			await eventually(() => name.isDisabled(), "Pink Pack can be edited");
			expect(!(await save.isVisible()), "Pink Pack can be saved");
			await shot(page, "states-readonly");
			await product("Yellow Pack").click();
			await eventually(() => name.isEnabled(), "Yellow Pack cannot be edited");
			await name.fill("Yellow Set");
			await save.click();
			await eventually(
				async () => (await count(page, server, "product", "name = 'Yellow Set'")) === 1,
				"the new name was not saved",
			);
			await product("Yellow Set").waitFor();
		});

		await step("3: states by privileges", async () => {
			await page.evaluate(() => {
				window.stillHere = true;
			});
			await open("(privileges)", "Conditional states (privileges)");
			const shows = async (role, privilege, prices, photos) => {
				const held = page.locator(".fd-text").getByText(privilege, { exact: true });
				await eventually(async () => (await held.count()) === 1, `${role} does not hold ${privilege}`);
				const seen = (locator) => locator.first().isVisible();
				await eventually(async () => (await seen(items(0).locator("img"))) === photos, `${role}: photos`);
				const price = items(0).locator(".fd-text", { hasText: "$" });
				await eventually(async () => (await seen(price)) === prices, `${role}: prices`);
			};
			await shows("Employee", "simple", false, false);
			await page.getByText("With the Marketing role").click();
			await shows("Marketing", "medium", false, true);
			await page.getByText("With the Manager role").click();
			await shows("Manager", "high", true, true);
			await shot(page, "states-manager");
			await page.getByText("With the Employee role").click();
			await shows("Employee", "simple", false, false);
			expect(await page.evaluate(() => window.stillHere), "the page was loaded again");
		});

		await step("4: states by the server", async () => {
			await open("from the back-end", "Enable states from the back-end");
			const total = page.locator(".fd-text", { hasText: /^Total price/ });
			const limit = page.getByText("You reached the limit of 300 $");
			const totalIs = (n) => eventually(async () => (await textOf(total)) === `Total price: ${n}`, `the total is not ${n}`);
			await totalIs(0);
			await product("Yellow Set").click();
			await totalIs(100);
			await product("Pink Pack").click();
			await totalIs(220);
			expect(!(await limit.isVisible()), "the limit shows too early");
			await product("Green Pack").click();
			await totalIs(300);
			await limit.waitFor();
			await eventually(async () => (await items(1).count()) === 3, "three products are not listed");
			await shot(page, "states-limit");
			await page.getByRole("button", { name: "Clear chosen products" }).click();
			await totalIs(0);
			await limit.waitFor({ state: "hidden" });
			await eventually(async () => (await items(1).count()) === 0, "chosen products are still listed");
			expect((await rest(page, server, "product?$top=1")).body.__COUNT === 8, "products were lost");
		});
		expectNoProblems(page);
	});
}
