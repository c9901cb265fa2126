/**
 * What every browser story needs: a copy of a project in a scratch folder, a running executable over it, and
 * real Chromium. A story is a function that throws when something is not as it should be.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const require = createRequire(join(root, "ui/package.json"));
/** The executable under test. */
export const executable = process.env.QUOIN ?? join(root, "bin/quoin");

/** Fails a story with a sentence. */
export function expect(condition, message) {
	if (!condition) throw new Error(message);
}

/** Waits until a check holds; the message of the last failure is the story's. */
export async function eventually(check, message, timeout = 8000) {
	const end = Date.now() + timeout;
	let last;
	for (;;) {
		try {
			if (await check()) return;
			last = undefined;
		} catch (error) {
			last = error;
		}
		if (Date.now() > end) throw new Error(`${message}${last ? ` (${last.message})` : ""}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

/** The path of a Chromium, "" when there is none. */
export function chromiumPath() {
	for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
		const found = spawnSync("sh", ["-c", `command -v ${name}`]).stdout.toString().trim();
		if (found) return found;
	}
	return "";
}

export async function launchBrowser() {
	const { chromium } = require("playwright-core");
	return chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"] });
}

/** Copies a project to a scratch folder, without data it may have. */
export function scratchCopy(project) {
	const folder = join(mkdtempSync(join(tmpdir(), "quoin-story-")), basename(project));
	mkdirSync(folder, { recursive: true });
	cpSync(project, folder, { recursive: true, filter: (source) => !/\/(Data|\.git)(\/|$)/.test(source.slice(project.length)) });
	return folder;
}

/**
 * Starts the executable over a project. The promise resolves once it says that it is ready.
 * Resolves to {url, admin, key, folder, log(), stop(), restart()}.
 */
export async function startQuoin(folder, { command = "serve", args = [], env = {}, expectFailure = false } = {}) {
	const child = spawn(
		executable,
		[command, folder, "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", ...args],
		{ env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
	);
	let out = "";
	let err = "";
	child.stdout.on("data", (chunk) => {
		out += chunk;
	});
	child.stderr.on("data", (chunk) => {
		err += chunk;
	});
	const exited = new Promise((done) => child.on("exit", (code, signal) => done({ code, signal })));
	const server = {
		folder,
		child,
		exited,
		log: () => err,
		out: () => out,
		async stop(signal = "SIGTERM") {
			child.kill(signal);
			return exited;
		},
	};
	if (expectFailure) return server;
	const end = Date.now() + 20000;
	while (!/^ready /m.test(out)) {
		const state = await Promise.race([exited, new Promise((done) => setTimeout(() => done(undefined), 20))]);
		if (state) throw new Error(`quoin ended with code ${state.code} before it was ready:\n${err}`);
		if (Date.now() > end) {
			child.kill("SIGKILL");
			throw new Error(`quoin was not ready within 20 s:\n${err}`);
		}
	}
	const words = /^ready (\S+)(?: admin (\S+))?/m.exec(out) ?? [];
	server.url = words[1];
	server.admin = words[2];
	await new Promise((done) => setTimeout(done, 30)); // the key is printed right after
	server.key = /access key[^:]*: (\S+)/.exec(out)?.[1] ?? "";
	return server;
}

const results = { passed: 0, failed: 0, skipped: 0 };
const only = process.argv[2];

/** Runs one story and prints how it went. */
export async function story(name, run) {
	if (only && !name.toLowerCase().includes(only.toLowerCase())) return;
	const start = Date.now();
	const cleanups = [];
	try {
		await run({ cleanup: (work) => cleanups.push(work) });
		results.passed++;
		console.log(`ok    ${name} (${Date.now() - start} ms)`);
	} catch (error) {
		results.failed++;
		console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).replaceAll("\n", "\n      ")}`);
	} finally {
		for (const work of cleanups.reverse()) {
			try {
				await work();
			} catch (error) {
				console.log(`      while cleaning up: ${error.message}`);
			}
		}
	}
}

/** Says that a story could not run, and why. */
export function skip(name, why) {
	if (only && !name.toLowerCase().includes(only.toLowerCase())) return;
	results.skipped++;
	console.log(`SKIP  ${name}: ${why}`);
}

/** Prints the closing line; a failure makes the exit code 1. */
export function finish() {
	console.log(`${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
	process.exitCode = results.failed > 0 ? 1 : 0;
}

/** Removes a scratch folder made by scratchCopy. */
export function removeScratch(folder) {
	rmSync(dirname(folder), { recursive: true, force: true });
}

/**
 * A browser page that remembers what went wrong on it: uncaught errors, failed requests to the server, console
 * errors. size is "desktop" or "phone".
 */
export async function openPage(browser, { size = "desktop", dark = false } = {}) {
	const viewport = size === "phone" ? { width: 390, height: 844 } : { width: 1440, height: 900 };
	const context = await browser.newContext({ viewport, colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
	const page = await context.newPage();
	page.setDefaultTimeout(8000);
	page.problems = [];
	page.on("pageerror", (error) => page.problems.push(`uncaught: ${error.message}`));
	page.on("response", (response) => {
		if (response.status() >= 500) page.problems.push(`${response.status()} ${response.url()}`);
	});
	return page;
}

let axe = "";

/**
 * Fails when axe finds a serious fault of accessibility in the page as it is now. except names rules that do not
 * fit a place; the caller says why.
 */
export async function expectAccessible(page, where, except = []) {
	axe ||= readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
	await page.evaluate(axe);
	const found = await page.evaluate(async (skipped) => {
		// biome-ignore lint/correctness/noUndeclaredVariables: axe was put into the page
		const { violations } = await window.axe.run(document, { resultTypes: ["violations"], iframes: false });
		return violations
			.filter((v) => (v.impact === "serious" || v.impact === "critical") && !skipped.includes(v.id))
			.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 4).map((n) => `${n.target.join(" ")}  ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`).join("\n    ")}`);
	}, except);
	expect(found.length === 0, `${where} has faults of accessibility:\n  ${found.join("\n  ")}`);
}

export function browserIsMissing() {
	if (chromiumPath() !== "") return false;
	if (process.env.CI === "true") {
		console.log("FAIL  Chromium is missing. Install it, or run «make system» as root.");
		console.log("0 passed, 1 failed");
		process.exit(1);
	}
	console.log("SKIP  Chromium is missing: no browser story was run.");
	return true;
}

export { existsSync };
