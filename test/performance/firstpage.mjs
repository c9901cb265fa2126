// The first page of the sample application in Chromium: what is requested
// before the first paint, when that is, and how much script is sent.
//
//	make build && node test/performance/firstpage.mjs
//
// Environment: CHROMIUM, the browser (default /usr/bin/chromium);
// QUOIN_EXECUTABLE, the executable (default bin/quoin). With QUOIN_PROMISES=1
// the exit code says whether the promises of doc/performance.md are kept.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { chromium } = createRequire(join(root, "ui", "package.json"))("playwright-core");
const rounds = 5;
const scriptLimit = 60_000;

/** Starts the server over a copy of the sample application. */
async function serve(folder) {
	const executable = process.env.QUOIN_EXECUTABLE ?? join(root, "bin", "quoin");
	const server = spawn(
		executable,
		["serve", folder, "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--log-level", "error"],
		{
			stdio: ["ignore", "pipe", "inherit"],
		},
	);
	for await (const line of createInterface({ input: server.stdout })) {
		if (line.startsWith("ready ")) return { server, url: line.split(" ")[1] };
	}
	throw new Error("the server ended before it was ready");
}

/** Loads a page in a fresh browser context and reads its timings. */
async function load(browser, url) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
	const page = await context.newPage();
	const failures = [];
	page.on("pageerror", (error) => failures.push(String(error)));
	page.on(
		"response",
		(response) => response.status() >= 400 && failures.push(`${response.status()} ${response.url()}`),
	);
	await page.goto(url, { waitUntil: "networkidle" });
	const timings = await page.evaluate(() => ({
		paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
		document: performance
			.getEntriesByType("navigation")
			.map((e) => ({ end: e.responseEnd, bytes: e.encodedBodySize }))[0],
		resources: performance.getEntriesByType("resource").map((e) => ({
			name: e.name,
			kind: e.initiatorType,
			start: e.startTime,
			bytes: e.encodedBodySize,
			plain: e.decodedBodySize,
		})),
	}));
	await context.close();
	return { ...timings, failures };
}

const isScript = (r) => /\.m?js(\?|$)/.test(r.name);

function report(first, paints) {
	const before = first.resources.filter((r) => r.start < first.paint);
	const data = before.filter((r) => /\/rest\//.test(r.name));
	const script = first.resources.filter(isScript);
	const bytes = script.reduce((sum, r) => sum + r.bytes, 0);
	console.log(`the page itself: ${first.document.bytes} bytes compressed`);
	console.log(`requests before the first paint: 1 page, ${before.length} files, ${data.length} of them data`);
	for (const r of before)
		console.log(`  ${new URL(r.name).pathname} ${r.bytes} bytes compressed, ${r.plain} plain`);
	console.log(`requests after it: ${first.resources.length - before.length}`);
	for (const r of first.resources.filter((r) => r.start >= first.paint))
		console.log(`  ${r.name.replace(/^https?:\/\/[^/]+/, "")} ${r.bytes}`);
	console.log(`script in all: ${bytes} bytes compressed in ${script.length} files`);
	paints.sort((a, b) => a - b);
	console.log(
		`first paint of ${paints.length} loads, nothing cached: min ${Math.round(paints[0])} ms, median ${Math.round(paints[paints.length >> 1])} ms`,
	);
	for (const failure of first.failures) console.log(`problem: ${failure}`);
	return data.length === 0 && bytes < scriptLimit && first.failures.length === 0;
}

const folder = mkdtempSync(join(tmpdir(), "firstpage-"));
let server;
let browser;
try {
	cpSync(join(root, "examples", "stoneyard"), folder, {
		recursive: true,
		filter: (path) => !path.endsWith("/Data"),
	});
	const running = await serve(folder);
	server = running.server;
	browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: ["--no-sandbox"],
	});
	const loads = [];
	for (let i = 0; i < rounds; i++) loads.push(await load(browser, running.url));
	const kept = report(
		loads[0],
		loads.map((l) => l.paint),
	);
	if (process.env.QUOIN_PROMISES && !kept) process.exitCode = 1;
} finally {
	await browser?.close();
	server?.kill("SIGTERM");
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
