/** What runs with an action card, and how it ends. */
import type { Cause } from "./changes.ts";
import type { SourceGraph } from "./graph.ts";
import type { SourceScope } from "./sourceScope.ts";

export interface ActionContext {
	readonly graph: SourceGraph;
	/** Where the paths of the card are looked up. */
	readonly scope: SourceScope;
	readonly cause: Cause;
}

/** How an action ended. An answer of the server may carry effects on the page. */
export interface Outcome {
	readonly ok: boolean;
	readonly message?: string;
	readonly answer?: unknown;
}
