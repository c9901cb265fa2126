/**
 * What the journeys share: an app that runs in a scratch copy, a browser page on it, and questions asked over REST
 * in the session of that page.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, openPage, removeScratch, scratchCopy, startQuoin } from "../browser/harness.mjs";

const shots = process.env.QUOIN_SHOTS;

/** Copies an app, serves it and opens a page on it; everything is put away when the story ends. */
export async function serveApp({ browser, app, cleanup, args = [], env = {} }) {
	const folder = scratchCopy(app);
	cleanup(() => removeScratch(folder));
	const server = await startQuoin(folder, { args, env });
	cleanup(() => server.stop());
	const page = await openPage(browser);
	cleanup(() => page.context().close());
	return { server, page, folder };
}

/** The answer of GET /rest/address in the session of the page: {status, body}. */
export async function rest(page, server, address) {
	const response = await page.request.get(`${server.url}/rest/${address}`);
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

/** Fails when a script of the page threw or the server answered 5xx. */
export function expectNoProblems(page) {
	expect(page.problems.length === 0, `problems on the page:\n${page.problems.join("\n")}`);
}

/** Takes a picture of the page when somebody wants to look. */
export async function shot(page, name) {
	if (!shots) return;
	mkdirSync(shots, { recursive: true });
	await page.screenshot({ path: join(shots, `${name}.png`) });
}
