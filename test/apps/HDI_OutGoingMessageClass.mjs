/** HDI_OutGoingMessageClass: functions that answer HTTP GET with pictures, documents and text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, expect, story } from "../browser/harness.mjs";
import { count, expectNoProblems, post, serveApp, shot, step, textOf } from "./steps.mjs";

const names = ["Yellow Pack", "Green Pack", "Blue Pack", "Pink Pack"];

export async function journey({ browser, app }) {
	await story("HDI_OutGoingMessageClass", async ({ cleanup }) => {
		const { server, page } = await serveApp({ browser, app, cleanup });
		// The rows that the original keeps in its data file, with the pictures of the app's resources.
		for (const name of names) {
			const data = readFileSync(join(app, "Resources/Images", `${name}.jpg`));
			const upload = await page.request.post(`${server.url}/rest/$upload?$rawPict=true`, {
				data,
				headers: { "Content-Type": "image/jpeg" },
			});
			const { ID } = await upload.json();
			const made = await post(page, server, "Products?$method=update", { name, manufacturer: "Quarry", photo: { ID } });
			expect(made.status === 200, JSON.stringify(made));
		}
		expect((await count(page, server, "Products")) === names.length, "the products are not there");
		const items = (at) => page.locator(".fd-matrix").nth(at).locator(".innerScrollContainer > div");
		const get = (address) => page.request.get(`${server.url}/rest/${address}`);
		const type = (answer) => answer.headers()["content-type"] ?? "";

		await step("1: a picture by GET", async () => {
			const answer = await get(`Products/getThumbnail?$params='${JSON.stringify(["Blue Pack", 200, 200])}'`);
			expect(answer.status() === 200, `answered ${answer.status()}: ${await answer.text()}`);
			expect(type(answer).startsWith("image/jpeg"), type(answer));
			const source = `data:image/jpeg;base64,${(await answer.body()).toString("base64")}`;
			await page.goto(server.url);
			const size = await page.evaluate(async (url) => {
				const image = new Image();
				image.src = url;
				await image.decode();
				return [image.width, image.height];
			}, source);
			expect(Math.max(...size) <= 200 && Math.min(...size) > 0, `the picture is ${size.join("×")}`);
		});

		await step("2: download a picture", async () => {
			await eventually(async () => (await items(0).count()) === names.length, "the products are not listed");
			await shot(page, "outgoing-products");
			const download = page.waitForEvent("download");
			await items(0).first().getByRole("button", { name: "Download picture product" }).click();
			const file = await download;
			expect(readFileSync(await file.path()).subarray(0, 2).toString("hex") === "ffd8", "the file is no JPEG");
		});

		await step("3: a document by GET", async () => {
			const entity = JSON.stringify([{ __DATACLASS: "Products", __ENTITY: true, __KEY: 1 }]);
			const answer = await get(`Products/getUserManual?$params='${encodeURIComponent(entity)}'`);
			expect(answer.status() === 200, `answered ${answer.status()}`);
			expect(type(answer).startsWith("application/pdf"), type(answer));
			expect((await answer.body()).subarray(0, 4).toString() === "%PDF", "the answer is no PDF");
			await page.getByText("Next", { exact: true }).click();
			await page.getByRole("button", { name: "Download user manual" }).first().waitFor();
			const download = page.waitForEvent("download");
			await page.getByRole("button", { name: "Download user manual" }).first().click();
			expect((await download).suggestedFilename().endsWith(".pdf"), "the file is not named as a PDF");
		});

		await step("4: a list of the cart", async () => {
			await page.getByText("Next", { exact: true }).click();
			const build = page.getByRole("button", { name: "Build shopping list" });
			await build.waitFor();
			await eventually(() => build.isDisabled(), "an empty cart can be listed");
			for (const [at, name] of ["Blue Pack", "Pink Pack"].entries()) {
				await items(0).filter({ hasText: name }).first().getByText("Add to cart").click();
				await eventually(async () => (await items(1).count()) === at + 1, `${name} is not in the cart`);
			}
			await eventually(() => build.isEnabled(), "a cart with products cannot be listed");
			await shot(page, "outgoing-cart");
			const download = page.waitForEvent("download");
			const answered = page.waitForResponse((it) => it.url().includes("/buildShoppingList"));
			await build.click();
			const answer = await answered;
			expect(type(answer).startsWith("text/plain"), type(answer));
			const text = readFileSync(await (await download).path(), "utf8");
			const lines = text.split(/[\r\n]+/).filter((line) => line !== "");
			expect(lines.length === 2 && lines.every((line) => line.includes("Quarry - ")), JSON.stringify(text));
			expect((await textOf(items(1).first())).includes("Pack"), "the cart is gone");
		});

		await step("5: verbs", async () => {
			const posted = await page.request.post(`${server.url}/rest/Products/getThumbnail`, { data: ["Blue Pack", 50, 50] });
			expect(posted.status() === 200 && type(posted).startsWith("image/jpeg"), `POST answers ${posted.status()}`);
			const refused = await get("$singleton/URLBuilder/buildThumbnailURL");
			expect(refused.status() >= 400 && refused.status() < 500, `GET of another function answers ${refused.status()}`);
		});
		expectNoProblems(page);
	});
}
