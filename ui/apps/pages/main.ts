/** The page shell: reads what the server put beside it and shows the first page. */
import "../../packages/components/theme/pages.css";
import "../../packages/runtime/chrome/chrome.css";
import { components, missingComponent } from "../../packages/components/index.ts";
import {
	Application,
	documentSheets,
	makeEditing,
	makeQodlyGlobal,
	realBrowser,
} from "../../packages/runtime/index.ts";
import { readBoot } from "../../packages/wire/index.ts";

async function start(): Promise<void> {
	const text = document.getElementById("quoin-boot")?.textContent ?? "";
	const host =
		document.getElementById("quoin-root") ?? document.body.appendChild(document.createElement("div"));
	const { value: boot, problems } = readBoot(JSON.parse(text));
	const browser = realBrowser(window);
	const application = new Application({
		browser,
		boot,
		components,
		missing: missingComponent,
		sheets: documentSheets(document),
	});
	for (const problem of problems) {
		application.ignored(problem);
	}
	Object.assign(window, { Qodly: makeQodlyGlobal(application) });
	const page = await application.start(host);
	if (boot.editing) {
		Object.assign(window, { quoin: makeEditing(application, page) });
	}
}

void start();
