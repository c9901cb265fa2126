/** HDI_Singletons_with_sessions: a shared singleton lists the session singletons of everybody who is there. */
import { eventually, expect, openPage, startQuoin, story } from "../browser/harness.mjs";
import { expectNoProblems, serveApp, shot, step, textOf } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("HDI_Singletons_with_sessions", async ({ cleanup }) => {
		const { server, page: first, folder } = await serveApp({ browser, app, cleanup });
		const visitor = async () => {
			const page = await openPage(browser);
			cleanup(() => page.context().close());
			return page;
		};
		const rows = (page) => page.locator(".fd-datatable .row");
		const cells = async (page, id) => {
			const row = rows(page).filter({ has: page.locator(".cell").first().getByText(String(id), { exact: true }) });
			return Promise.all((await row.first().locator(".cell").all()).map(textOf));
		};
		const rowsAre = (page, n) => eventually(async () => (await rows(page).count()) === n, `not ${n} rows`);
		const refresh = (page) => page.getByRole("button", { name: "Refresh" }).click();
		const input = (page, label) => page.locator(".fd-textinput", { hasText: label }).locator("input");

		const second = await visitor();
		await step("1: two visitors", async () => {
			await first.goto(server.url);
			await rowsAre(first, 1);
			expect((await cells(first, 1))[0] === "1", "the first visitor is not number 1");
			await second.goto(server.url);
			await rowsAre(second, 2);
			expect((await cells(second, 2))[4] === "Unauthenticated", `the second is ${await cells(second, 2)}`);
			await refresh(first);
			await rowsAre(first, 2);
		});

		await step("2: name and activity", async () => {
			await input(first, "Enter your name").fill("Ada");
			await input(first, "Enter your name").press("Enter");
			await input(first, "Enter your activity").fill("measuring");
			await input(first, "Enter your activity").press("Enter");
			await eventually(async () => (await cells(first, 1)).join().includes("Ada,measuring"), "Ada does not see herself");
			await refresh(second);
			await eventually(
				async () => (await cells(second, 1)).join() === "1,Ada,measuring,-,Connected",
				`the second visitor sees ${await cells(second, 1)}`,
			);
			await shot(second, "singletons");
		});

		await step("3: disconnect", async () => {
			await first.getByRole("button", { name: "Disconnect" }).click();
			await refresh(second);
			await eventually(async () => {
				await refresh(second);
				const shown = await cells(second, 1);
				return shown[4] === "Disconnected" && /^\d\d:\d\d:\d\d$/.test(shown[3]);
			}, "Ada is still there");
		});

		await step("4: after a restart", async () => {
			await server.stop();
			const again = await startQuoin(folder);
			cleanup(() => again.stop());
			const third = await visitor();
			await third.goto(again.url);
			await rowsAre(third, 1);
			expect((await cells(third, 1))[0] === "1", "the numbers go on");
			expectNoProblems(third);
		});
		expectNoProblems(first);
		expectNoProblems(second);
	});
}
