/**
 * Journeys through public apps that other people wrote for the original, unmodified, in real Chromium.
 *
 *     QUOIN_APPS=folder/of/apps node test/apps/run.mjs [words of a story]
 *
 * QUOIN_APPS holds one folder an app, named as its repository. Nothing of the apps is in this repository: without
 * QUOIN_APPS, or without an app's folder, its journey is reported skipped. QUOIN names the executable, and
 * QUOIN_SHOTS a folder that receives pictures of the pages on the way; QUOIN_TRACE=1 prints calls and their answers.
 */
import { join } from "node:path";
import { browserIsMissing, existsSync, finish, launchBrowser, skip } from "../browser/harness.mjs";

/** The apps, in the order in which they are told; each module exports journey({browser, app}). */
const apps = [
	"CRUD-application",
	"qodly-timesheet-demo",
	"QodlyDemo_Navigation",
	"QodlyDemo_Matrix_Datatable",
	"O-Task",
	"PIQS_EntitySelectionAndCollection",
	"PIQS_States",
	"HDI_ORDA_Events_Save_Drop",
	"HDI_Singletons_with_sessions",
	"HDI_ORDA_constructor",
	"HDI_RestrictData",
	"4d-copilot",
	"HDI_OutGoingMessageClass",
	"vacay-application",
	"vacay-qodly-4d",
	"HDI_Permissions",
	"HDI_ORDA_Classes_REST_Server",
	"QodlyStudio_MasterClass2023",
	"DEMO_CarsSales",
	"knowBase-application",
];

const folder = process.env.QUOIN_APPS;
if (!folder) {
	for (const app of apps) skip(app, "QUOIN_APPS is not set");
} else if (!browserIsMissing()) {
	const browser = await launchBrowser();
	try {
		for (const app of apps) {
			if (!existsSync(join(folder, app))) {
				skip(app, `not in ${folder}`);
				continue;
			}
			const { journey } = await import(`./${app}.mjs`);
			await journey({ browser, app: join(folder, app) });
		}
	} finally {
		await browser.close();
	}
}
finish();
