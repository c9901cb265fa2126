/**
 * What the journeys share: an app that runs in a scratch copy, a browser page on it, and questions asked over REST
 * in the session of that page.
 */
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, openPage, removeScratch, scratchCopy, startQuoin } from "../browser/harness.mjs";

const shots = process.env.QUOIN_SHOTS;

/** Copies an app, serves it and opens a page on it; everything is put away when the story ends. */
export async function serveApp({ browser, app, cleanup, args = [], env = {} }) {
	const folder = scratchCopy(app);
	cleanup(() => removeScratch(folder));
	const server = await startQuoin(folder, { args, env });
	cleanup(() => server.stop());
	const page = await openPage(browser);
	if (process.env.QUOIN_TRACE) trace(page);
	cleanup(async () => {
		await shot(page, `${basename(app)}-last`);
		await page.context().close();
	});
	return { server, page, folder };
}

/** The answer of GET /rest/address in the session of the page: {status, body}. */
export async function rest(page, server, address) {
	const response = await page.request.get(`${server.url}/rest/${address}`);
	const text = await response.text();
	return { status: response.status(), body: text === "" ? undefined : JSON.parse(text) };
}

/** The answer of POST /rest/address with a JSON body in the session of the page: {status, body}. */
export async function post(page, server, address, body = []) {
	const response = await page.request.post(`${server.url}/rest/${address}`, { data: body });
	const text = await response.text();
	return { status: response.status(), body: text === "" ? undefined : JSON.parse(text) };
}

/** How many entities the session of the page sees in a dataclass. */
export async function count(page, server, dataclass, filter = "") {
	const query = filter === "" ? "" : `&$filter=${encodeURIComponent(`"${filter}"`)}`;
	const { status, body } = await rest(page, server, `${dataclass}?$top=1${query}`);
	expect(status === 200, `GET ${dataclass} answered ${status}: ${JSON.stringify(body)}`);
	return body.__COUNT;
}

/**
 * Fails when a script of the page threw or the server answered 5xx. What code of the app throws is answered
 * with 500 (orda_rest.md 4.8): throwing names the functions that are meant to.
 */
export function expectNoProblems(page, { throwing = [] } = {}) {
	const problems = page.problems.filter((problem) => !throwing.some((name) => problem.split("?")[0].endsWith(`/${name}`)));
	expect(problems.length === 0, `problems on the page:\n${problems.join("\n")}`);
}

/** Takes a picture of the page when somebody wants to look. */
export async function shot(page, name) {
	if (!shots) return;
	mkdirSync(shots, { recursive: true });
	await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Runs one numbered step of a journey, so that a failure says which one it was. */
export async function step(title, run) {
	try {
		await run();
	} catch (error) {
		error.message = `step ${title}: ${error.message}`;
		throw error;
	}
}

/** Waits for a toast of a level (message, warning, error) that holds a text, and closes it. */
export async function toast(page, level, text) {
	const shown = page.locator(`.q-toast-${level}`, { hasText: text }).first();
	await shown.waitFor({ timeout: 15000 });
	await shown.locator(".q-toast-close").click();
}

/** The text of a component as a person reads it: white space folded. */
export async function textOf(locator) {
	return (await locator.innerText()).replace(/\s+/g, " ").trim();
}

/** Prints the calls of functions and the writes of a page, with their answers, for whoever looks for a fault. */
function trace(page) {
	page.on("response", async (response) => {
		const request = response.request();
		if (request.method() !== "POST") return;
		const body = await response.text().catch(() => "");
		console.log(`> ${request.url()} ${(request.postData() ?? "").slice(0, 600)}\n< ${response.status()} ${body.slice(0, 900)}`);
	});
}
