import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		environment: "happy-dom",
		include: ["packages/**/*.test.ts", "apps/**/*.test.ts", "packages/**/*.test.tsx", "apps/**/*.test.tsx"],
		testTimeout: 10_000,
		pool: "threads",
		maxWorkers: 2,
	},
});
