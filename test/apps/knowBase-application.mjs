/** knowBase-application: articles for everybody, and more for those who sign in through a dialog. */
import { eventually, expect, openPage, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("knowBase-application", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const cards = page.locator(".fd-matrix").first().locator(".innerScrollContainer > div");
		const button = (name) => page.getByRole("button", { name, exact: true }).first();

		await step("1: generate data", async () => {
			await page.goto(server.url);
			await page.getByText("Generate data", { exact: true }).click();
			const done = page.locator(".q-toast-message", { hasText: "Data generated!" });
			await done.waitFor({ timeout: 90_000 }); // the pictures of a service that is not there are given up one by one
			await shot(page, "knowbase-index");
		});

		await step("2: a visitor, then an administrator", async () => {
			await page.goto(`${server.url}/$lib/renderer/?w=home`);
			await eventually(async () => (await cards.count()) > 3, "no article is listed for a visitor");
			await shot(page, "knowbase-visitor");
			expect(!(await button("Write article").isVisible()), "a visitor may write");
			await cards.first().click();
			await page.getByText("Connect to see and add comments.").waitFor();
			expect(!(await page.locator(".fd-icon.fa-heart:visible").first().isVisible()), "a visitor may like");
			await button("Home").click();
			await button("Sign in").click();
			const [email, password] = ["Please Enter your Email", "Please Enter your Password"].map((text) =>
				page.locator(`input[placeholder='${text}']`),
			);
			await email.fill("admin@4d.com");
			await password.fill("wrong");
			await button("Submit").click();
			await toast(page, "warning", "incorrect");
			await password.fill("123456");
			await button("Submit").click();
			await password.waitFor({ state: "hidden" }); // the server hides the dialog
			await button("Sign in").waitFor({ state: "hidden" });
			await button("Write article").waitFor();
			await shot(page, "knowbase-admin");
			const found = { User: await count(page, server, "User"), Article: await count(page, server, "Article") };
			// 28 people of a list, and one that the generator makes by another function before.
			expect(found.User === 29 && found.Article === 24, `there are ${JSON.stringify(found)}`);
		});

		await step("3: filters and search", async () => {
			for (const [name, filter] of [
				["Published", "published"],
				["Draft", "draft"],
				["Archived", "archived"],
			]) {
				const asked = page.waitForResponse((it) => it.url().includes("/getByFilter"));
				await button(name).click();
				const answer = await (await asked).json();
				const wanted = (await post(page, server, "Article/getByFilter", [filter])).body.__COUNT;
				expect(answer.__COUNT === wanted, `${name} shows ${answer.__COUNT} articles, not ${wanted}`);
			}
			await button("ALL").click();
			await eventually(async () => (await cards.count()) > 3, "the articles do not come back");
			const { title } = (await rest(page, server, 'Article?$top=1&$orderby="ID desc"')).body.__ENTITIES[0];
			await page.locator("input[placeholder=Search]:visible").fill(title);
			await page.locator(".fd-icon.fa-search:visible").click();
			await eventually(async () => (await cards.count()) === 1, "the search does not narrow the list");
			expect((await textOf(cards.first())).toLowerCase().includes(title.toLowerCase()), await textOf(cards.first()));
		});

		await step("4: like and unlike", async () => {
			await cards.first().click();
			const heart = page.locator(".fd-icon.fa-heart:visible").first();
			await heart.waitFor();
			const likes = () => count(page, server, "Like");
			const before = await likes();
			await heart.click();
			await eventually(async () => (await likes()) !== before, "the like is not stored");
			const after = await likes();
			expect(Math.abs(after - before) === 1, `likes went from ${before} to ${after}`);
			await page.waitForTimeout(300);
			await page.locator(".fd-icon.fa-heart:visible").first().click();
			await eventually(async () => (await likes()) === before, "the like is not taken back");
			await shot(page, "knowbase-article");
		});

		await step("7: logout", async () => {
			expect((await post(page, server, "$catalog/logout")).status === 200, "logout is refused");
			expect((await post(page, server, "Setting?$method=update", { key: "a", value: "b" })).status === 401, "writing goes on");
			const stranger = await openPage(browser);
			cleanup(() => stranger.context().close());
			expect((await rest(stranger, server, "User")).status === 401, "a stranger reads the users");
		});
		expectNoProblems(page);
	});
}
