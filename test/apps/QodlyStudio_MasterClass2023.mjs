/** QodlyStudio_MasterClass2023: a car rental; tables from CSV files, a search by formula, a booking in steps. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, rest, serveApp, shot, step, textOf } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("QodlyStudio_MasterClass2023", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		const lines = (name) => {
			const [header, ...rows] = readFileSync(join(app, "Resources", `${name}.csv`), "utf8").split(/\r\n?|\n/);
			return rows.filter((row) => row.split(";").length === header.split(";").length).length;
		};
		const rows = (at) => page.locator(".fd-datatable").nth(at).locator(".row");
		const one = async (address) => (await rest(page, server, address)).body;

		await step("1: tables from files", async () => {
			expect((await post(page, server, "DataInit/generateBaseData")).status === 200, "generateBaseData failed");
			for (const name of ["Region", "Department", "Agency", "CategoryAgency"]) {
				const [found, wanted] = [await count(page, server, name), lines(name)];
				expect(found === wanted, `${name} has ${found} rows, its file ${wanted}`);
			}
			const agencies = await count(page, server, "Agency");
			expect((await count(page, server, "Employee")) === 2 * agencies, "there are not two employees an agency");
		});

		await step("generate", async () => {
			const made = await page.request.post(`${server.url}/rest/DataInit/generate`, { data: ["Tiny", false], timeout: 150_000 });
			expect(made.status() === 200, `generate answers ${made.status()}: ${await made.text()}`);
			expect((await count(page, server, "Car")) === 200, "there are not 200 cars");
			expect((await count(page, server, "Reservation")) > 0, "there are no reservations");
		});

		await step("2: agencies", async () => {
			await page.goto(server.url);
			await page.getByText("Agencies list", { exact: true }).first().waitFor();
			await eventually(async () => (await rows(0).count()) > 5, "the agencies are not listed");
			await page.locator("input[placeholder='Enter an agency name']").fill("par");
			const found = await one(`Agency?$filter="name = '@par@'"&$top=100&$expand=manager`);
			await eventually(async () => (await textOf(rows(0).first())) === found.__ENTITIES[0].name, "the search does not hold");
			for (const row of await rows(0).all()) expect(/par/i.test(await textOf(row)), `found ${await textOf(row)}`);
			const [first] = found.__ENTITIES;
			const manager = await one(`Employee(${first.manager.__KEY})`);
			for (const text of [manager.fullname, manager.mail, first.address]) {
				await page.locator(".fd-text", { hasText: text }).first().waitFor();
			}
			// An agency with reservations, for the matrix that a query by formula orders.
			const popular = (await one("Agency?$top=600&$attributes=name,mostPopularCars")).__ENTITIES;
			const busy = popular.find((it) => (it.mostPopularCars?.__COUNT ?? it.mostPopularCars?.length ?? 0) > 0);
			if (busy) {
				await page.locator("input[placeholder='Enter an agency name']").fill(busy.name);
				await page.locator(".fd-matrix .innerScrollContainer > div").first().waitFor();
			}
			await shot(page, "rental-agencies");
		});

		await step("3: book a car", async () => {
			await page.getByText("Book a car", { exact: true }).first().click();
			await page.locator("input[placeholder='Enter a customer name']").waitFor();
			await eventually(async () => (await rows(0).count()) > 5, "the customers are not listed");
			const name = await textOf(rows(0).nth(1));
			await rows(0).nth(1).click();
			await eventually(
				async () => (await page.locator(".fd-text", { hasText: name }).count()) > 0,
				"the summary does not name the customer",
			);
			await page.getByText("Next", { exact: true }).click();
			await page.locator("input[placeholder='Search for a departure agency']").waitFor();
			const cars = (await one("Car?$top=200&$expand=agency")).__ENTITIES;
			// Most cars are booked: an agency that has a free one today.
			const days = [0, 1].map((n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10));
			let free;
			for (const { agency } of cars) {
				const wanted = { departureDate: days[0], arrivalDate: days[1], departureAgency: { __KEY: agency.__KEY } };
				const booking = { __DATACLASS: "Reservation", __ENTITY: true, ...wanted };
				const { body } = await post(page, server, "Car/searchAvailableCars", [booking, "All"]);
				if (body.__COUNT > 0) {
					free = agency.__KEY;
					break;
				}
			}
			const agency = (await one(`Agency(${free})`)).name;
			await page.locator("input[placeholder='Search for a departure agency']").fill(agency);
			await eventually(async () => (await rows(0).count()) < 10, "the search for an agency does not hold");
			await rows(0).getByText(agency, { exact: true }).first().click();
			await rows(1).first().click();
			await shot(page, "rental-agencies-chosen");
			await page.getByText("Next", { exact: true }).click();
			const found = page.locator(".fd-text", { hasText: "found cars" });
			await found.waitFor();
			const search = page.waitForResponse((it) => it.url().includes("/rest/Car/searchAvailableCars"));
			await page.getByText("Search", { exact: true }).last().click();
			const answer = await (await search).json();
			await eventually(
				async () => (await textOf(found)) === `${answer.__COUNT} found cars`,
				`the page does not say ${answer.__COUNT} found cars`,
			);
			expect(answer.__COUNT > 0, "no car is available");
			await shot(page, "rental-search");
		});

		await step("4: list and mosaic", async () => {
			const matrix = (at) => page.locator(".fd-matrix").nth(at);
			await matrix(0).waitFor();
			await matrix(1).waitFor({ state: "hidden" }).catch(() => {});
			const before = [await matrix(0).isVisible(), await matrix(1).isVisible()];
			expect(before[0] !== before[1], `both or none of the forms are visible: ${before}`);
			await page.locator(before[0] ? ".fd-icon.fa-list" : ".fd-icon.fa-table").last().click();
			await eventually(async () => (await matrix(0).isVisible()) !== before[0], "the form of the list does not change");
		});

		await step("3: book", async () => {
			const before = await count(page, server, "Reservation");
			await page.locator(".fd-matrix:visible .innerScrollContainer > div").first().click();
			await page.getByText("Book", { exact: true }).click();
			await page.getByText("Congratulations your booking is confirmed!").waitFor();
			expect((await count(page, server, "Reservation")) === before + 1, "there is no further reservation");
			const [made] = (await one('Reservation?$orderby="ID desc"&$top=1')).__ENTITIES;
			await page.locator(".fd-text", { hasText: new RegExp(`^# ?${made.ID}$`) }).waitFor();
			const car = await one(`Car(${made.car.__KEY ?? made.car.__deferred.__KEY})?$expand=model`);
			const price = made.dayCount * car.model.dailyRentalPrice;
			expect(made.bookingEstimate === price && made.price === price, `the price is ${made.price}, not ${price}`);
			await shot(page, "rental-booked");
		});
		expectNoProblems(page);
	});
}
