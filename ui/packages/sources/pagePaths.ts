/**
 * Which attributes a page shows of which source, read from its document alone. The server follows the same rule when
 * it plans a page's first requests:
 *
 * 1. Paths are taken from `datasource`, `currentElement`, the spans of `doc` and the columns of a table, in the base
 *    properties and in the overrides of declared states, from the parameters of action cards and from conditions.
 * 2. A path that begins with a loop variable continues the `datasource` of the list it loops over.
 * 3. What is shown of an entity is also asked for with the rows of the selection it is `from`, and of the list that
 *    it is the `currentElement` of.
 * 4. A path ends before its first to-many relation, after the first attribute that is no relation, and is dropped
 *    when an attribute does not exist.
 */
import type { ActionCard, Condition, PageDocument, PageNode, SourceDeclaration } from "../wire/page.ts";
import { isIterator, parsePath, splitPaths } from "../wire/path.ts";
import { isRecord, listOf, recordOf, textOf } from "../wire/shape.ts";
import type { Catalog } from "./catalog.ts";

/** "namespace:id" of a source, "id" alone for a local one. */
export type SourceName = string;

export interface PagePaths {
	/** Sources that something shows, with the paths below them ("" for the source itself). */
	readonly shown: ReadonlyMap<SourceName, ReadonlySet<string>>;
	/** Entities to the lists that they are the current element of. */
	readonly links: ReadonlyMap<SourceName, ReadonlySet<SourceName>>;
}

interface Place {
	readonly source: SourceName;
	readonly attributes: readonly string[];
}

type Loops = ReadonlyMap<string, Place | undefined>;

const lists = new Set(["Matrix", "SelectBox", "DataTable"]);

/** The separator of source and path in a name: it occurs in neither. */
export function sourceName(namespace: string, id: string): SourceName {
	return namespace === "" ? id : `${namespace}:${id}`;
}

export function collectPaths(document: PageDocument): PagePaths {
	const collector = new Collector(document);
	collector.walk("ROOT", new Map());
	for (const state of document.metadata.states ?? []) {
		collector.condition(state.conditions);
	}
	return collector;
}

class Collector implements PagePaths {
	readonly shown = new Map<SourceName, Set<string>>();
	readonly links = new Map<SourceName, Set<SourceName>>();
	readonly #document: PageDocument;
	readonly #stateKeys: readonly string[];

	constructor(document: PageDocument) {
		this.#document = document;
		this.#stateKeys = (document.metadata.states ?? []).map((state) => `states:${state.id}`);
	}

	walk(id: string, loops: Loops): void {
		const node = this.#document.components[id];
		if (!node) {
			return;
		}
		const found = this.#variants(node).map((props) => this.#properties(node, props, loops));
		const list = found.find((place) => place !== undefined);
		const inner = list ? new Map(loops).set(iteratorOf(node), list) : loops;
		for (const child of [...node.nodes, ...Object.values(node.linkedNodes)]) {
			this.walk(child, inner);
		}
	}

	/** The base properties, then what each declared state overrides. */
	#variants(node: PageNode): readonly Readonly<Record<string, unknown>>[] {
		return [node.props, ...this.#stateKeys.map((key) => node.custom[key]).filter(isRecord)];
	}

	/** Notes the paths of a set of properties; gives the place of the list when the node repeats its content. */
	#properties(node: PageNode, props: Readonly<Record<string, unknown>>, loops: Loops): Place | undefined {
		const isList = props.iterable === true || lists.has(node.type.resolvedName);
		const [first = ""] = splitPaths(textOf(props.datasource));
		const place = resolve(first, loops);
		const current = resolve(textOf(props.currentElement), loops);
		for (const path of splitPaths(textOf(props.datasource))) {
			this.#note(resolve(path, loops));
		}
		this.#note(current);
		this.#spans(props.doc, loops, 0);
		for (const column of listOf(props.columns).filter(isRecord)) {
			const attributes = textOf(column.source)
				.split(".")
				.filter((part) => part !== "");
			this.#note(place && { source: place.source, attributes: [...place.attributes, ...attributes] });
		}
		for (const card of listOf(props.events).filter(isRecord)) {
			this.parameters(card, loops);
		}
		if (isList && place && current && place.attributes.length === 0 && current.attributes.length === 0) {
			this.#link(current.source, place.source);
		}
		return isList ? place : undefined;
	}

	#spans(value: unknown, loops: Loops, depth: number): void {
		if (depth > 20) {
			return;
		}
		if (Array.isArray(value)) {
			for (const item of value) {
				this.#spans(item, loops, depth + 1);
			}
		} else if (isRecord(value)) {
			this.#note(resolve(textOf(value.datasource), loops));
			this.#spans(value.children, loops, depth + 1);
		}
	}

	/** The parameters of an action card: the values they send must be there. */
	parameters(card: Readonly<Record<string, unknown>> | ActionCard, loops: Loops): void {
		const query = recordOf(card.query);
		for (const parameter of [...listOf(card.params), ...listOf(query.params)].filter(isRecord)) {
			if (parameter.isHardCoded !== true) {
				this.#note(resolve(textOf(parameter.datasource), loops), false);
			}
		}
	}

	condition(condition: Condition | undefined): void {
		if (!condition) {
			return;
		}
		for (const part of condition.conditions ?? []) {
			this.condition(part);
		}
		if (condition.type === "datasource") {
			for (const path of splitPaths(condition.path ?? "")) {
				this.#note(resolve(path, new Map()));
			}
		}
	}

	/** Only what is shown makes a source start; the rest adds attributes to those that are. */
	#note(place: Place | undefined, starts = true): void {
		if (!place || (!starts && place.attributes.length === 0)) {
			return;
		}
		const paths = this.shown.get(place.source) ?? new Set<string>();
		paths.add(place.attributes.join("."));
		this.shown.set(place.source, paths);
	}

	#link(entity: SourceName, list: SourceName): void {
		this.links.set(entity, (this.links.get(entity) ?? new Set<SourceName>()).add(list));
	}
}

function iteratorOf(node: PageNode): string {
	return textOf(node.props.iterator) || "$This";
}

function resolve(text: string, loops: Loops): Place | undefined {
	const path = parsePath(text);
	if (!path) {
		return undefined;
	}
	if (isIterator(path.root)) {
		const list = loops.get(path.root);
		return list && { source: list.source, attributes: [...list.attributes, ...path.attributes] };
	}
	return { source: sourceName(path.namespace, path.root), attributes: path.attributes };
}

/** The attributes to ask for, sorted, from the paths shown below entities of a class. */
export function attributesToAsk(
	catalog: Catalog,
	className: string,
	paths: Iterable<string>,
): readonly string[] {
	const attributes = new Set<string>();
	for (const path of paths) {
		const cut = cutPath(catalog, className, path.split("."));
		if (cut !== "") {
			attributes.add(cut);
		}
	}
	return [...attributes].sort();
}

function cutPath(catalog: Catalog, className: string, names: readonly string[]): string {
	const taken: string[] = [];
	let at = className;
	for (const name of names) {
		const attribute = catalog.attribute(at, name);
		if (attribute === undefined) {
			return catalog.has(at) ? "" : names.join(".");
		}
		const type = catalog.typeOf(attribute);
		if (type.type === "entitysel") {
			break;
		}
		taken.push(name);
		if (type.type !== "entity") {
			break;
		}
		at = type.className;
	}
	return taken.join(".");
}

/** For every to-many relation on the paths: "Class.relation" to the paths that follow it. */
export function relationPaths(
	catalog: Catalog,
	className: string,
	paths: Iterable<string>,
	found: Map<string, Set<string>>,
): void {
	for (const path of paths) {
		let at = className;
		const names = path.split(".");
		for (const [i, name] of names.entries()) {
			const attribute = catalog.attribute(at, name);
			const type = attribute && catalog.typeOf(attribute);
			if (!type || type.className === "") {
				break;
			}
			if (type.type === "entitysel") {
				const id = `${at}.${name}`;
				const rest = names.slice(i + 1).join(".");
				found.set(id, (found.get(id) ?? new Set<string>()).add(rest));
			}
			at = type.className;
		}
	}
}

/** The list that an entity is taken from by declaration, when `from` names one. */
export function declaredList(declaration: SourceDeclaration): string {
	const from = textOf(declaration.from);
	return declaration.type === "entity" && !from.includes(".") ? from : "";
}
