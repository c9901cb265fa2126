/**
 * The browser stories: what a person does with the product, in real Chromium over the built executable.
 * `node test/browser/run.mjs studio` runs those whose names contain "studio".
 */
import { stories as access } from "./access.mjs";
import { browserIsMissing, finish, launchBrowser } from "./harness.mjs";
import { stories as dashboard } from "./dashboard.mjs";
import { stories as layout } from "./layout.mjs";
import { stories as pages } from "./pages.mjs";
import { stories as sample } from "./sample.mjs";
import { stories as studio } from "./studio.mjs";

if (!browserIsMissing()) {
	const browser = await launchBrowser();
	try {
		for (const run of [sample, studio, dashboard, pages, layout, access]) await run(browser);
	} finally {
		await browser.close();
	}
	finish();
} else {
	console.log("0 passed, 0 failed, 1 skipped");
}
