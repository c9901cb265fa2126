/** The definitions of all built-in components, as data without behaviour; definitions.json is made from them. */
import type { ComponentDefinition, PropDefinition } from "../runtime/component.ts";
import { components } from "./index.ts";
import { commonProps } from "./vocabulary.ts";

/** What definitions.json holds. */
export interface Definitions {
	/** Properties every component has besides its own. */
	readonly common: readonly PropDefinition[];
	readonly components: readonly ComponentDefinition[];
}

export const definitions: Definitions = {
	common: commonProps,
	components: [...components.values()].map((component) => component.definition),
};
