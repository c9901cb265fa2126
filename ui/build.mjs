/**
 * Builds the browser side: dist/pages (end-user pages, hashed files and a manifest that the server reads),
 * dist/studio and dist/dashboard. Prints what a browser loads, compressed (size.mjs), and fails when
 * the pages grow over their limit.
 *
 *   node build.mjs [pages] [studio] [dashboard]      all that exist when none is named
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { report, root, targets } from "./size.mjs";

async function buildTarget({ name, base, entry }) {
	const usesReact = entry.endsWith(".html");
	const { default: react } = usesReact ? await import("@vitejs/plugin-react") : {};
	await build({
		root: usesReact ? join(root, "apps", name) : root,
		base,
		configFile: false,
		logLevel: "warn",
		publicDir: false,
		plugins: react ? [react()] : [],
		build: {
			outDir: join(root, "dist", name),
			emptyOutDir: true,
			manifest: true,
			target: "es2023",
			sourcemap: false,
			assetsInlineLimit: 2048,
			modulePreload: { polyfill: false },
			reportCompressedSize: false,
			chunkSizeWarningLimit: 2000,
			rolldownOptions: { input: join(root, entry) },
		},
	});
}

const wanted = process.argv.slice(2);
const chosen = targets.filter(({ name, entry }) =>
	wanted.length > 0 ? wanted.includes(name) : existsSync(join(root, entry)),
);
for (const target of chosen) {
	await buildTarget(target);
}
process.exitCode = report(chosen) ? 0 : 1;
