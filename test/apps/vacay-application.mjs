/** vacay-application: requests for leave, seen by an administrator, a manager and an employee. */
import { eventually, expect, openPage, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

const people = {
	admin: ["john.smith@example.com", "a1b2c3", "John Smith"],
	manager: ["alice.johnson@example.com", "d4e5f6", "Alice Johnson"],
	employee: ["robert.brown@example.com", "g7h8i9", "Robert Brown"],
};
const day = 24 * 60 * 60 * 1000;

/** The first Monday at least a fortnight from now, and the day after it, as the language writes days. */
function twoDays() {
	const monday = new Date(Date.now() + 14 * day);
	while (monday.getUTCDay() !== 1) monday.setTime(monday.getTime() + day);
	return [0, 1].map((n) => new Date(monday.getTime() + n * day).toISOString().slice(0, 10));
}

export async function journey({ browser, app }) {
	await story("vacay-application", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const pages = [page];
		const items = (at, n) => at.locator(".fd-matrix").nth(n).locator(".innerScrollContainer > div");
		const button = (at, name) => at.getByRole("button", { name, exact: true }).first();

		await step("1: generate data", async () => {
			await page.goto(server.url);
			await page.getByText("Generate data", { exact: true }).click();
			await toast(page, "message", "Data generated!");
			await shot(page, "vacay-home");
		});

		const signIn = async (who) => {
			const [email, password, name] = people[who];
			const at = await openPage(browser);
			cleanup(() => at.context().close());
			pages.push(at);
			await at.goto(`${server.url}/$lib/renderer/?w=startPage`);
			await at.locator("input").nth(0).fill(email);
			await at.locator("input").nth(1).fill(password);
			await button(at, "Login").click();
			await at.locator(".fd-text", { hasText: name }).first().waitFor();
			return at;
		};
		let admin;
		let employee;
		await step("2: three roles", async () => {
			const stranger = await openPage(browser);
			cleanup(() => stranger.context().close());
			pages.push(stranger);
			await stranger.goto(`${server.url}/$lib/renderer/?w=startPage`);
			await stranger.locator("input").nth(0).fill(people.admin[0]);
			await stranger.locator("input").nth(1).fill("wrong");
			await button(stranger, "Login").click();
			await toast(stranger, "error", "Authentication failed");

			admin = await signIn("admin");
			await button(admin, "Employees").waitFor();
			await shot(admin, "vacay-admin");
			const manager = await signIn("manager");
			await button(manager, "Requests").waitFor();
			employee = await signIn("employee");
			await button(employee, "Requests").waitFor();
			expect((await button(employee, "Employees").count()) === 0, "an employee sees the list of employees");
			const rows = { Employee: 20, LeaveType: 9, Holiday: 10, Team: 7, LeaveBalance: 180, Leave: 20 };
			for (const [dataclass, n] of Object.entries(rows)) {
				const found = await count(admin, server, dataclass);
				expect(found === n, `${dataclass} has ${found} rows, not ${n}`);
			}
		});

		await step("3: dashboard", async () => {
			await eventually(async () => (await items(admin, 0).count()) === 9, "the dashboard does not show nine balances");
			for (const item of await items(admin, 0).all()) {
				expect(/\d+(\.\d+)? days$/.test(await textOf(item)), `a card says ${await textOf(item)}`);
			}
		});

		const [first, last] = twoDays();
		let leave;
		let before;
		const balance = async () => {
			const asked = `LeaveBalance?$filter="employee.email = '${people.employee[0]}'"&$orderby=ID&$expand=leaveType`;
			const { body } = await rest(employee, server, asked);
			return body.__ENTITIES.find((it) => (before ? it.__KEY === before.__KEY : it.balance >= 5));
		};
		await step("4: a new request", async () => {
			await employee.getByRole("button", { name: "Add a new request" }).click();
			await employee.locator(".fd-selectbox").first().click();
			const choices = employee.locator(".fd-selectbox__menu");
			await eventually(async () => (await textOf(choices)).includes("days)"), "there are no kinds of leave to choose");
			await employee.keyboard.press("Escape");
			await shot(employee, "vacay-request");
			await button(employee, "Cancel").click();
			// The days are chosen in a component of the app's own; the request is made as its button makes it.
			before = await balance();
			const range = await post(employee, server, "Leave/getRangeLength", [[first, last]]);
			expect(range.status === 200 && range.body.result >= 0, JSON.stringify(range));
			const length = range.body.result;
			const me = (await post(employee, server, "Employee/getCurrentUser")).body;
			const entity = (dataclass, key, more = {}) => ({ __DATACLASS: dataclass, __ENTITY: true, __KEY: key, ...more });
			const made = await post(employee, server, "Leave/add", [
				entity("Employee", me.__KEY),
				entity("LeaveBalance", before.__KEY),
				[first, last],
				{ __DATACLASS: "Leave", __ENTITY: true, rangeLength: length },
				length,
			]);
			expect(JSON.stringify(made.body).includes("successfully created"), JSON.stringify(made));
			leave = made.body.__KEY;
			const total = await count(admin, server, "Leave");
			expect(total === 21, `there are ${total} requests`);
			expect((await balance()).balance === before.balance, "the balance has changed before the approval");
		});

		await step("5: approve and reject", async () => {
			await button(admin, "Requests").click();
			const own = items(admin, 0).filter({ hasText: "Robert Brown" });
			const matrix = admin.locator(".fd-matrix").first();
			await eventually(async () => (await items(admin, 0).count()) > 3, "the requests are not listed");
			await matrix.evaluate((element) => element.scrollTo(0, element.scrollHeight));
			await matrix.locator(".innerScrollContainer").evaluate((element) => {
				for (let at = element; at; at = at.parentElement) at.scrollTop = at.scrollHeight;
			});
			const mine = own.filter({ hasText: "to be approved" }).last();
			await mine.waitFor();
			await shot(admin, "vacay-requests");
			await mine.locator(".fa-check").click();
			await toast(admin, "message", "successfully updated");
			const after = (await rest(admin, server, `Leave(${leave})`)).body;
			expect(after.status === "approved", `the request is ${after.status}`);
			const used = before.balance - (await balance()).balance;
			expect(used === after.rangeLength, `the balance decreased by ${used}, not by ${after.rangeLength}`);

			const waiting = items(admin, 0).filter({ hasText: "to be approved" });
			if ((await waiting.count()) > 0) {
				const rejected = await count(admin, server, "Leave", "status = 'rejected'");
				await waiting.first().locator(".fa-xmark").click();
				await eventually(
					async () => (await count(admin, server, "Leave", "status = 'rejected'")) === rejected + 1,
					"no request was rejected",
				);
			}
		});

		await step("6: an employee's own requests", async () => {
			await button(employee, "Requests").click();
			const own = await count(employee, server, "Leave", `employee.email = '${people.employee[0]}'`);
			await eventually(async () => (await items(employee, 0).count()) === own, `the list does not show ${own} requests`);
			for (const item of await items(employee, 0).all()) {
				expect(/robert brown/i.test(await textOf(item)), `the list shows ${await textOf(item)}`);
			}
			await employee.locator("select").first().selectOption({ label: "Approved" });
			const approved = await count(employee, server, "Leave", `employee.email = '${people.employee[0]}' and status = 'approved'`);
			await eventually(async () => (await items(employee, 0).count()) === approved, "the filter by status does not hold");
			await shot(employee, "vacay-own");
		});

		await step("7: holidays", async () => {
			await button(admin, "Settings").click();
			const rows = admin.locator(".fd-datatable .row");
			await eventually(async () => (await rows.count()) === 10, "ten holidays are not listed");
			await admin.locator("input[placeholder=Search]").fill("day");
			const found = await count(admin, server, "Holiday", "name = '@day@'");
			await eventually(async () => (await rows.count()) === found, "the search does not narrow the list");
			await shot(admin, "vacay-holidays");
			await admin.locator("input[placeholder=Search]").fill("");
			await eventually(async () => (await rows.count()) === 10, "the holidays do not come back");
			await rows.first().click();
			const name = await textOf(rows.first().locator(".cell").first());
			await button(admin, "Delete").click();
			await admin.getByText(`delete the ${name} day?`).waitFor();
			await button(admin, "No").click();
			expect((await count(admin, server, "Holiday")) === 10, "a holiday was deleted without a yes");
			await button(admin, "Delete").click();
			await button(admin, "Yes").click();
			await eventually(async () => (await rows.count()) === 9, "the holiday is still there");
			expect((await count(admin, server, "Holiday")) === 9, "the holiday is still in the data");
		});

		for (const at of pages) expectNoProblems(at);
	});
}
