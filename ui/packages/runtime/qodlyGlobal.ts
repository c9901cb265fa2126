/** The small global that a host which embeds a page uses to push values into its sources. */
import { fit, sourceName } from "../sources/index.ts";
import type { Application } from "./application.ts";

export interface QodlyGlobal {
	/** Sets a source by its path: "id" of the page or "namespace:id". */
	setSource(path: string, value: unknown): void;
	setLocalSource(id: string, value: unknown): void;
	setSharedSource(namespace: string, id: string, value: unknown): void;
}

export function makeQodlyGlobal(application: Application): QodlyGlobal {
	const set = (path: string, value: unknown) => {
		const cell = application.root?.scope.cell(path);
		const { type = "", className = "" } = cell?.type() ?? {};
		const fitting = fit(value, type, className);
		if (cell && fitting !== undefined) {
			cell.write(fitting);
		} else {
			application.ignored(`Qodly.setSource: ${path} cannot hold that value`);
		}
	};
	return {
		setSource: set,
		setLocalSource: (id, value) => set(id, value),
		setSharedSource: (namespace, id, value) => set(sourceName(namespace, id), value),
	};
}
