/**
 * What a browser loads, compressed: the entry and all it imports, and what is fetched on demand. Run alone it measures
 * what has been built and fails when the pages are over their limit.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const root = fileURLToPath(new URL(".", import.meta.url));

/** The three apps: where they are served, where they begin, how much script they may load at first, in bytes. */
export const targets = [
	{ name: "pages", base: "/$lib/pages/", entry: "apps/pages/main.ts", limit: 60 * 1024 },
	{ name: "studio", base: "/studio/", entry: "apps/studio/index.html" },
	{ name: "dashboard", base: "/console/", entry: "apps/dashboard/index.html" },
];

function manifestOf(name) {
	return join(root, "dist", name, ".vite/manifest.json");
}

/** Compressed sizes of a built app in bytes: first script, first styles, everything fetched later. */
export function measure({ name, entry }) {
	const manifest = JSON.parse(readFileSync(manifestOf(name), "utf8"));
	const seen = new Set();
	const visit = (id, files) => {
		const chunk = manifest[id];
		if (!chunk || seen.has(id)) {
			return files;
		}
		seen.add(id);
		for (const file of [chunk.file, ...(chunk.css ?? [])]) {
			files.add(file);
		}
		for (const other of chunk.imports ?? []) {
			visit(other, files);
		}
		return files;
	};
	const first = visit(entry.endsWith(".html") ? "index.html" : entry, new Set());
	const later = new Set();
	for (const id of Object.keys(manifest)) {
		visit(id, later);
	}
	const compressed = (file) => gzipSync(readFileSync(join(root, "dist", name, file)), { level: 9 }).length;
	const sum = (files, ending) =>
		[...files].filter((file) => file.endsWith(ending)).reduce((total, file) => total + compressed(file), 0);
	return {
		script: sum(first, ".js"),
		style: sum(first, ".css"),
		onDemand: sum(later, ".js") + sum(later, ".css"),
	};
}

/** Prints the sizes of apps; false when one is over its limit. */
export function report(apps) {
	const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
	let within = true;
	for (const app of apps) {
		const { script, style, onDemand } = measure(app);
		const limit = app.limit === undefined ? "" : ` of ${kilobytes(app.limit)}`;
		process.stdout.write(
			`${app.name}: script ${kilobytes(script)}${limit}, style ${kilobytes(style)}, on demand ${kilobytes(onDemand)} (gzip)\n`,
		);
		if (script > (app.limit ?? Number.POSITIVE_INFINITY)) {
			process.stderr.write(`${app.name}: the first script is over its limit\n`);
			within = false;
		}
	}
	return within;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
	const built = targets.filter(({ name }) => existsSync(manifestOf(name)));
	process.exitCode = report(built) ? 0 : 1;
}
