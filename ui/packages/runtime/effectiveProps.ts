/** Effective properties of a node: base ⊕ overrides of the active states ⊕ language. */
import type { PageNode } from "../wire/page.ts";
import { isRecord, type JsonRecord, recordOf, textOf } from "../wire/shape.ts";

/** Properties that are merged key by key; all others are replaced. */
const merged = new Set(["style", "gridProps"]);

export function effectiveProps(
	node: PageNode,
	states: readonly string[],
	locale: string,
	translate: (key: string) => string | undefined,
): JsonRecord {
	let props = node.props;
	for (const state of states) {
		const override = node.custom[`states:${state}`];
		if (isRecord(override)) {
			props = withOverride(props, override);
		}
	}
	return translated(props, node, locale, translate);
}

function withOverride(props: JsonRecord, override: JsonRecord): JsonRecord {
	const result: Record<string, unknown> = { ...props };
	for (const [name, value] of Object.entries(override)) {
		if (merged.has(name) && isRecord(value)) {
			result[name] = mergeKeys(recordOf(props[name]), value);
		} else if (name !== "datasource" || value !== "") {
			// A state cannot change bindings in the original's editor; emptied ones are damage it leaves behind.
			result[name] = value;
		}
	}
	return result;
}

/** An empty text takes a key away. */
function mergeKeys(base: JsonRecord, override: JsonRecord): JsonRecord {
	return Object.fromEntries(Object.entries({ ...base, ...override }).filter(([, value]) => value !== ""));
}

function translated(
	props: JsonRecord,
	node: PageNode,
	locale: string,
	translate: (key: string) => string | undefined,
): JsonRecord {
	let result = props;
	for (const [name, entry] of Object.entries(recordOf(node.custom.__t))) {
		const text =
			isRecord(entry) && typeof props[name] === "string" ? translate(textOf(entry.key)) : undefined;
		if (text !== undefined) {
			result = { ...result, [name]: text };
		}
	}
	const language = locale.split("-")[0] ?? locale;
	const own = node.custom[`i18n:${locale}`] ?? node.custom[`i18n:${language}`];
	return isRecord(own) ? withOverride(result, own) : result;
}

/** Whether anything but an edit can change the properties of a node. */
export function mayChange(node: PageNode): boolean {
	return Object.keys(node.custom).some(
		(key) => key.startsWith("states:") || key.startsWith("i18n:") || key === "__t",
	);
}
