/**
 * Makes a page document usable whatever is in it (spec/studio_pages.md 2.12): every node that is reached exists,
 * nothing is reached twice, and every field has the type that page.ts declares.
 */
import type {
	ActionCard,
	Condition,
	PageDocument,
	PageMetadata,
	PageNode,
	SourceDeclaration,
	StateDeclaration,
	StyleClass,
} from "./page.ts";
import { isRecord, type JsonRecord, listOf, recordOf, textOf, textsOf } from "./shape.ts";

export interface ReadResult<T> {
	readonly value: T;
	/** What was wrong and ignored, in words for a developer. */
	readonly problems: readonly string[];
}

/** Deeper pages do not occur (16 was the deepest seen); a limit keeps recursion over a hostile one short. */
const maxDepth = 200;

export function readPage(raw: unknown): ReadResult<PageDocument> {
	const problems: string[] = [];
	if (!isRecord(raw)) {
		problems.push("the page is not a JSON object");
	}
	const top = recordOf(raw);
	const components = readTree(recordOf(top.components), problems);
	return { value: { metadata: readMetadata(recordOf(top.metadata)), components }, problems };
}

/** Keeps the nodes that are reached from ROOT, each at its first place. */
function readTree(raw: JsonRecord, problems: string[]): Record<string, PageNode> {
	const tree: Record<string, PageNode> = Object.create(null);
	const visit = (id: string, depth: number): boolean => {
		const node = Object.hasOwn(raw, id) ? raw[id] : undefined;
		if (!isRecord(node) || Object.hasOwn(tree, id) || depth > maxDepth) {
			problems.push(`node ${id}: ${isRecord(node) ? "reached twice or too deep" : "missing"}`);
			return false;
		}
		const read = readNode(id, node);
		tree[id] = read; // before its children, so that a ring ends
		const nodes = read.nodes.filter((child) => visit(child, depth + 1));
		const slots = Object.entries(read.linkedNodes).filter(([, child]) => visit(child, depth + 1));
		tree[id] = { ...read, nodes, linkedNodes: Object.fromEntries(slots) };
		return true;
	};
	if (!visit("ROOT", 0)) {
		tree.ROOT = readNode("ROOT", { type: { resolvedName: "Container" } });
	}
	return tree;
}

function readNode(id: string, raw: JsonRecord): PageNode {
	const type = isRecord(raw.type) ? textOf(raw.type.resolvedName) : textOf(raw.type);
	const slots = Object.entries(recordOf(raw.linkedNodes)).filter(
		(slot): slot is [string, string] => typeof slot[1] === "string",
	);
	return {
		id,
		type: { resolvedName: type },
		props: recordOf(raw.props),
		custom: recordOf(raw.custom),
		displayName: textOf(raw.displayName),
		nodes: textsOf(raw.nodes),
		linkedNodes: Object.fromEntries(slots),
	};
}

function readMetadata(raw: JsonRecord): PageMetadata {
	return {
		v: textOf(raw.v, "1.0"),
		title: textOf(raw.title),
		datasources: readSources(raw.datasources),
		styles: readStyles(raw.styles),
		states: readStates(raw.states),
		defaultStates: textsOf(raw.defaultStates),
	};
}

/** Source declarations without those that have no name; the first of two of one name counts. */
export function readSources(raw: unknown): readonly SourceDeclaration[] {
	const seen = new Set<string>();
	const sources: SourceDeclaration[] = [];
	for (const item of listOf(raw).filter(isRecord)) {
		const id = textOf(item.id) || textOf(item.name);
		if (id === "" || seen.has(id)) {
			continue;
		}
		seen.add(id);
		sources.push({
			id,
			type: textOf(item.type),
			namespace: textOf(item.namespace),
			dataType: textOf(item.dataType),
			dataclass: textOf(item.dataclass),
			initialValue: item.initialValue,
			from: textOf(item.from),
			pageSize:
				typeof item.pageSize === "number" || typeof item.pageSize === "string" ? item.pageSize : undefined,
			events: readCards(item.events),
		});
	}
	return sources;
}

export function readStyles(raw: unknown): readonly StyleClass[] {
	return listOf(raw)
		.filter(isRecord)
		.map((item): StyleClass => {
			const scope = textOf(item.scope);
			return {
				id: textOf(item.id),
				name: textOf(item.name),
				content: textOf(item.content),
				scope: scope === "shared" || scope === "theme" ? scope : "local",
			};
		})
		.filter((style) => style.name !== "");
}

function readStates(raw: unknown): readonly StateDeclaration[] {
	return listOf(raw)
		.filter(isRecord)
		.map((item) => ({
			id: textOf(item.id),
			label: textOf(item.label),
			conditions: readCondition(item.conditions),
		}))
		.filter((state) => state.id !== "");
}

/** A condition, or undefined when there is none (an empty saved one has the type ""). */
export function readCondition(raw: unknown, depth = 0): Condition | undefined {
	if (!isRecord(raw) || textOf(raw.type) === "" || depth > maxDepth) {
		return undefined;
	}
	const parts = listOf(raw.conditions)
		.map((part) => readCondition(part, depth + 1))
		.filter((part) => part !== undefined);
	return {
		type: textOf(raw.type),
		id: textOf(raw.id),
		op: textOf(raw.op),
		conditions: parts,
		path: textOf(raw.path),
		dataType: textOf(raw.dataType),
		value: raw.value,
		valueType: textOf(raw.valueType),
		compareValue: raw.compareValue,
		compareValueType: textOf(raw.compareValueType),
		ref: textOf(raw.ref),
	};
}

/** Action cards: those of the oldest pages have no type but a method. */
export function readCards(raw: unknown): readonly ActionCard[] {
	return listOf(raw)
		.filter(isRecord)
		.map((item) => ({
			...item,
			id: textOf(item.id),
			type: textOf(item.type) || (textOf(item.method) === "" ? "" : "method"),
			events: textsOf(item.events),
			disabled: item.disabled === true,
		}));
}
