/** CRUD-application: sign in, a list in two forms side by side with an edit form, people fetched from a service. */
import { eventually, expect, story } from "../browser/harness.mjs";
import { startOutside } from "./outside.mjs";
import { count, expectNoProblems, rest, serveApp, shot, step, textOf, toast } from "./steps.mjs";

const names = [
	["Ada", "Quill"], ["Bruno", "Tallow"], ["Cora", "Marl"], ["Dov", "Ashlar"], ["Edda", "Quarry"], ["Finn", "Lintel"],
	["Greta", "Mortar"], ["Hugo", "Plinth"], ["Ines", "Cornice"], ["Jon", "Gable"], ["Kaya", "Ridge"], ["Lars", "Eaves"],
];
const people = names.map(([first, last], index) => ({
	first_name: first,
	last_name: last,
	email: `${first}.${last}@stone.example`.toLowerCase(),
	phone: `555-01${String(index).padStart(2, "0")}`,
	birthdate: `${index + 1}/${(index % 12) + 1}/${1970 + index}`,
	address: [
		{
			street: `${index + 1} Hill`,
			street_name: "Quarry Road",
			city: "Stonebridge",
			state: "Granite",
			country: "Utopia",
			postal_code: `${1000 + index}`,
		},
	],
	avatar: `https://avatars.example/${index}.png`,
}));
const dot = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
	"base64",
);

/** What the app asks of the internet. */
const services = {
	"myfakeapi.com": (path) =>
		path === "/api/users/" ? { type: "application/json", body: JSON.stringify({ Users: people }) } : undefined,
	"avatars.example": () => ({ type: "image/png", body: dot }),
};

export async function journey({ browser, app }) {
	await story("CRUD-application", async ({ cleanup }) => {
		const outside = await startOutside(services);
		cleanup(() => outside.stop());
		const { server, page } = await serveApp({ browser, app, cleanup, env: outside.env });
		const icon = (name) => page.locator(`.fd-icon.${name}`).first();
		const field = (label) => page.locator(".fd-textinput", { hasText: label }).locator("input");
		const total = page.getByText(/^users?\s*:/);
		const totalIs = (n) =>
			eventually(async () => (await textOf(total)) === `users : ${n}`, `the header does not say ${n} users`);
		const rows = page.locator(".fd-datatable .row");
		const cards = page.locator(".fd-matrix .innerScrollContainer > div");

		await step("1: generate data", async () => {
			await page.goto(server.url);
			await page.getByText("Generate data", { exact: true }).waitFor();
			await eventually(
				async () => (await page.locator(".fd-text", { hasText: "CRUD Operations" }).count()) === 1,
				"the name of the application is not shown",
			);
			await shot(page, "crud-home");
			await page.getByText("Generate data", { exact: true }).click();
			await toast(page, "message", "Data generated!");
			expect(outside.requests[0] === "GET https://myfakeapi.com/api/users/", `asked ${outside.requests[0]}`);
			expect((await count(page, server, "User")) === 12, "User does not have 12 rows");
			expect((await count(page, server, "Address")) === 12, "Address does not have 12 rows");
		});

		await step("2: sign in", async () => {
			await page.getByRole("button", { name: "Go to demo" }).click();
			const login = page.getByRole("button", { name: "Log in" });
			await login.waitFor();
			await shot(page, "crud-login");
			const [email, password] = [page.locator("input").nth(0), page.locator("input").nth(1)];
			await email.fill(people[0].email);
			await password.fill("wrong");
			await login.click();
			await toast(page, "error", "Authentication failed");
			expect(await login.isVisible(), "a wrong password left the login page");
			await password.fill("1234");
			await login.click();
			await totalIs(12);
			await eventually(async () => (await cards.count()) === 12, "the list does not show 12 people");
			await shot(page, "crud-main");
		});

		const search = page.locator("input[placeholder='Search ...']");
		await step("3: search", async () => {
			await search.fill("quar");
			await icon("fa-search").click();
			await totalIs(1);
			expect((await textOf(cards.first())).includes("Edda Quarry"), "the search found somebody else");
			await search.fill("qu");
			await icon("fa-search").click();
			await totalIs(2);
			await icon("fa-align-justify").click();
			await totalIs(12);
			await icon("fa-remove").click();
			await totalIs(0);
			await icon("fa-align-justify").click();
			await totalIs(12);
		});

		await step("4: matrix and table", async () => {
			await page.getByRole("button", { name: "switch to DataTable" }).click();
			await rows.first().waitFor();
			expect((await cards.count()) === 0, "the matrix is still there");
			await page.getByRole("button", { name: "switch to Matrix" }).click();
			await cards.first().waitFor();
			expect((await rows.count()) === 0, "the table is still there");
			await page.getByRole("button", { name: "switch to DataTable" }).click();
			await eventually(async () => (await rows.count()) === 12, "the table does not show 12 people");
			await shot(page, "crud-table");
		});

		await step("5: move and edit", async () => {
			await rows.nth(3).click();
			const first = field("First Name");
			const isAt = (name) => eventually(async () => (await first.inputValue()) === name, `the form is not at ${name}`);
			await isAt("Dov");
			expect((await field("Birth Date").inputValue()) !== "", "no date of birth");
			expect((await field("Address").inputValue()).includes("Quarry Road, Stonebridge"), "no computed address");
			await icon("fa-angle-right").click();
			await isAt("Edda");
			await icon("fa-angle-left").click();
			await isAt("Dov");
			await icon("fa-angle-double-right").click();
			await isAt("Lars");
			await icon("fa-angle-double-left").click();
			await isAt("Ada");
			await eventually(
				async () => (await rows.first().getAttribute("class")).includes("selected"),
				"the row of the first person is not selected",
			);

			const before = (await rest(page, server, "User(1)")).body;
			await field("Phone").fill("555-0199");
			await page.getByRole("button", { name: "Save" }).click();
			await toast(page, "message", "Save Successful");
			await eventually(async () => (await textOf(rows.first())).includes("555-0199"), "the table shows the old phone");
			const after = (await rest(page, server, "User(1)")).body;
			expect(after.phone === "555-0199", `REST says ${after.phone}`);
			expect(after.__STAMP === before.__STAMP + 1, `stamp ${before.__STAMP}, then ${after.__STAMP}`);
			await shot(page, "crud-edited");
		});

		await step("6: create, delete, sign out", async () => {
			await page.getByRole("button", { name: "New" }).click();
			await field("First Name").fill("Mina");
			// The function asks for "". A field that nobody touched is null, which is not "" (language.md 2.3); one that
			// was typed into and emptied is.
			await field("Last Name").fill("K");
			await field("Last Name").press("Tab");
			await field("Last Name").fill("");
			await page.getByRole("button", { name: "Save" }).click();
			await toast(page, "warning", "Required Field");
			await field("Last Name").fill("Keystone");
			await field("Email").fill("mina@stone.example");
			await page.getByRole("button", { name: "Save" }).click();
			// The roles let only guestPromoted create a User: whoever signed in holds connected instead.
			await page.locator(".q-toast-error").first().waitFor();
			await shot(page, "crud-refused");
			expect((await count(page, server, "User")) === 12, "a refused row was added");

			await rows.nth(1).click();
			await eventually(async () => (await field("First Name").inputValue()) === "Bruno", "the form is not at Bruno");
			await page.getByRole("button", { name: "Delete" }).click();
			await totalIs(11);
			await eventually(async () => (await rows.count()) === 11, "the dropped row is still in the table");
			expect((await count(page, server, "User")) === 11, "the row was not dropped");

			await page.getByRole("button", { name: "Logout" }).click();
			await page.getByRole("button", { name: "Log in" }).waitFor();
			await shot(page, "crud-logout");
			const stranger = await fetch(`${server.url}/rest/User`);
			expect(stranger.status === 401, `REST User without a session answered ${stranger.status}`);
		});
		expectNoProblems(page, { throwing: ["authentify"] });
	});
}
