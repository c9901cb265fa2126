/** 4d-copilot: an API of HTTP handlers over data in memory, and three pages without data. */
import { expect, startQuoin, story } from "../browser/harness.mjs";
import { expectNoProblems, serveApp, shot, step } from "./steps.mjs";

export async function journey({ browser, app }) {
	await story("4d-copilot", async ({ cleanup }) => {
		const { server, page, folder } = await serveApp({ browser, app, cleanup });
		let base = server.url;
		const ask = async (method, address, data) => {
			const answer = await page.request.fetch(`${base}/api/${address}`, { method, data });
			const text = await answer.text();
			const type = answer.headers()["content-type"] ?? "";
			return { status: answer.status(), body: type.includes("json") && text !== "" ? JSON.parse(text) : text, type };
		};
		const wants = (answer, status, what) =>
			expect(answer.status === status, `${what} answers ${answer.status} ${JSON.stringify(answer.body)}`);

		const things = [
			["products", { name: "Chisel", price: 12.5, category: "tools" }, { price: 14 }],
			["users", { name: "Ada", email: "ada@stone.example" }, { name: "Ada Quill" }],
		];
		for (const [kind, made, change] of things) {
			await step(kind, async () => {
				const none = await ask("GET", kind);
				wants(none, 200, "the empty list");
				expect(none.body.success === true && none.body.result.length === 0, JSON.stringify(none.body));
				const created = await ask("POST", kind, made);
				wants(created, 201, "POST");
				expect(created.type.startsWith("application/json"), created.type);
				expect(created.body.result.id === "1" && created.body.result.name === made.name, JSON.stringify(created.body));
				wants(await ask("POST", kind, { name: "Second" }), 201, "a second POST");
				const list = await ask("GET", kind);
				expect(list.body.result.map((it) => it.id).join() === "1,2", JSON.stringify(list.body));
				wants(await ask("GET", `${kind}/9`), 404, "GET of nothing");
				const changed = await ask("PUT", `${kind}/1`, change);
				wants(changed, 200, "PUT");
				for (const [name, value] of Object.entries(change)) {
					expect(changed.body.result[name] === value, JSON.stringify(changed.body));
				}
				wants(await ask("PUT", `${kind}/9`, change), 404, "PUT of nothing");
				wants(await ask("DELETE", `${kind}/2`), 200, "DELETE");
				wants(await ask("DELETE", `${kind}/2`), 404, "a second DELETE");
				const one = await ask("GET", `${kind}/1`);
				expect(one.body.success && one.body.result.id === "1", JSON.stringify(one.body));
				wants(await ask("PATCH", `${kind}/1`, change), 405, "PATCH");
				wants(await ask("DELETE", kind), 405, "DELETE of the list");
			});
		}

		await step("pages", async () => {
			for (const name of ["first", "second", "third"]) {
				const answer = await page.goto(`${base}/$lib/renderer/?w=${name}`);
				expect(answer.status() === 200, `${name} answers ${answer.status()}`);
				await page.locator(".fd-page").first().waitFor();
				expect((await page.locator(".fd-text").count()) > 5, `${name} is empty`);
				await shot(page, `copilot-${name}`);
			}
		});

		await step("a restart forgets", async () => {
			await server.stop();
			const again = await startQuoin(folder);
			cleanup(() => again.stop());
			base = again.url;
			for (const [kind] of things) {
				const list = await ask("GET", kind);
				expect(list.body.result.length === 0, `${kind} are still there`);
			}
		});
		expectNoProblems(page);
	});
}
