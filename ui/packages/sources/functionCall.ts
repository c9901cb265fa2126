/** Calls of the server's functions by action cards (spec/studio_pages.md 4.5, orda_rest.md 4.8). */
import { batch, untracked } from "@preact/signals-core";
import type { ActionCard } from "../wire/page.ts";
import { isCollection, isEntity, readCollection, readEntity } from "../wire/rest.ts";
import { isRecord, type JsonRecord, listOf, recordOf, textOf } from "../wire/shape.ts";
import type { ActionContext, Outcome } from "./actionContext.ts";
import type { Cell } from "./cell.ts";
import { Entity } from "./entity.ts";
import { defaultPageSize } from "./entityStore.ts";
import type { SourceGraph } from "./graph.ts";
import { sourceName } from "./pagePaths.ts";
import { entityAddress, parameterList, withParameters } from "./requests.ts";
import type { SourceValue } from "./scope.ts";
import { Selection } from "./selection.ts";
import { fit, Source } from "./source.ts";
import type { SourceScope } from "./sourceScope.ts";
import { readDate, readLiteral, typeByName } from "./values.ts";

/** Which event of the page led to the call. */
export interface CallEvent {
	readonly caller: string;
	readonly eventType: string;
	readonly data: Readonly<Record<string, unknown>>;
}

/** The address of a function and, for entities, what the server must know of the target. */
interface Destination {
	readonly url: string;
	/** The entity the function runs on, with its pending edits. */
	readonly entity?: Entity;
}

export interface CallOutcome extends Outcome {
	/** An address to open instead of calling: functions exposed for GET that open in a tab. */
	readonly open?: { readonly url: string; readonly newTab: boolean };
}

/** Calls the function of a card and gives its result to the source the card names. */
export async function callFunction(
	context: ActionContext,
	card: ActionCard,
	event: CallEvent,
): Promise<CallOutcome> {
	const { graph, scope } = context;
	const destination = await findDestination(context, card);
	if (!destination) {
		return { ok: true };
	}
	const args: unknown[] = [];
	const submitted = new Map<Entity, ReadonlyMap<string, unknown>>();
	for (const parameter of listOf(card.params).filter(isRecord)) {
		args.push(await argumentOf(graph, await readConstant(graph, scope, parameter), submitted));
	}
	const openIn = textOf(card.openIn);
	if (card.allowedOnHTTPGET !== false && (openIn === "new-tab" || openIn === "same-tab")) {
		const url = withParameters(destination.url, { $params: args.length > 0 ? parameterList(args) : "" });
		return { ok: true, open: { url, newTab: openIn === "new-tab" } };
	}
	const { entity } = destination;
	if (entity) {
		submitted.set(entity, entity.edits());
	}
	const target = resultCell(scope, card);
	const url = withParameters(destination.url, resultParameters(graph, target));
	const pending = entity && (entity.dirty.peek() || entity.isNew) ? { entity: entity.reference() } : {};
	const answer = await graph.rest.post(url, { params: args, event, ...pending });
	graph.changes.because(context.cause, () =>
		batch(() => {
			const state = recordOf(answer).__ENTITY;
			if (entity && isEntity(state)) {
				graph.store.returned(entity, readEntity(state), submitted.get(entity) ?? new Map());
			}
			graph.store.receiving(submitted, () => receive(graph, answer, target, card));
		}),
	);
	return { ok: true, answer };
}

// Where to

async function findDestination(context: ActionContext, card: ActionCard): Promise<Destination | undefined> {
	const { graph, scope } = context;
	const method = textOf(card.method).trim();
	const dot = method.lastIndexOf(".");
	if (dot <= 0) {
		graph.ignored(method === "" ? "a function card without a function" : `${method}: not a function`);
		return undefined;
	}
	const [owner, name] = [method.slice(0, dot), method.slice(dot + 1)];
	if (card.methodType === "singleton") {
		return { url: `/rest/$singleton/${owner}/${name}` };
	}
	if (owner === "ds") {
		return { url: `/rest/$catalog/${name}` };
	}
	if (owner.startsWith("ds.")) {
		return { url: `/rest/${owner.slice("ds.".length)}/${name}` };
	}
	const value = await graph.valueOf(scope.cell(sourceName(textOf(card.namespace), owner)));
	if (value instanceof Entity) {
		const base = value.isNew ? `/rest/${value.className}()` : entityAddress(value.className, value.key ?? "");
		return { url: `${base}/${name}`, entity: value };
	}
	if (value instanceof Selection) {
		const set = await value.ensureSet();
		return { url: `/rest/${value.className}/${name}${set === "" ? "" : `/$entityset/${set}`}` };
	}
	graph.ignored(`${method}: ${owner} holds no entity and no selection`);
	return undefined;
}

// Arguments

/** The value of a parameter: a constant, or that of a source. */
export async function readConstant(
	graph: SourceGraph,
	scope: SourceScope,
	parameter: JsonRecord,
): Promise<SourceValue> {
	const path = textOf(parameter.datasource);
	if (parameter.isHardCoded === true || path === "") {
		const type = typeByName(parameter.hardCodedType) || typeByName(parameter.type);
		const text = parameter.hardCodedValue;
		return text === undefined || text === null ? null : readLiteral(text, type);
	}
	return (await graph.valueOf(scope.cell(path))) ?? null;
}

async function argumentOf(
	graph: SourceGraph,
	value: SourceValue,
	submitted: Map<Entity, ReadonlyMap<string, unknown>>,
): Promise<unknown> {
	if (value instanceof Entity) {
		submitted.set(value, value.edits());
		return value.reference();
	}
	if (value instanceof Selection) {
		const set = await value.ensureSet();
		return { __DATASET: set, __DATACLASS: value.className, __ENTITIES: true };
	}
	if (Array.isArray(value)) {
		return Promise.all(value.map((item) => argumentOf(graph, item, submitted)));
	}
	if (isRecord(value) && typeof value.ID === "string" && isRecord(value.__deferred)) {
		return { ID: value.ID };
	}
	return value;
}

// Results

function resultCell(scope: SourceScope, card: ActionCard): Cell | undefined {
	const path = textOf(recordOf(card.returns).datasource);
	return path === "" ? undefined : scope.cell(path);
}

/** A result that goes to a source is asked for with the attributes that are shown of it. */
function resultParameters(graph: SourceGraph, cell: Cell | undefined): Record<string, string | number> {
	if (!(cell instanceof Source)) {
		return cell ? { $method: "entityset" } : {};
	}
	const $attributes = graph.attributesOf(cell).join(",");
	switch (cell.kind) {
		case "entitysel":
			return { $attributes, $limit: cell.pageSize, $method: "entityset" };
		case "entity":
			return { $attributes };
		default:
			return {};
	}
}

function receive(graph: SourceGraph, answer: unknown, cell: Cell | undefined, card: ActionCard): void {
	const value = readResult(graph, answer, cell);
	if (!cell) {
		return;
	}
	if (cell instanceof Source) {
		const accepted =
			value === null && cell.kind === "entitysel" ? graph.emptySelection(cell) : cell.accept(value);
		if (accepted !== undefined) {
			cell.write(accepted);
		}
		return;
	}
	const { type, className } = untracked(() => cell.type());
	const isDeclared = className !== "" || type === "date" || type === "duration";
	const fitting = isDeclared ? fit(value, type, className) : value;
	if (fitting === undefined) {
		const path = textOf(recordOf(card.returns).datasource);
		graph.environment.log("error", `${textOf(card.method)}: ${path} (${type}) cannot hold the result`);
		return;
	}
	cell.write(fitting);
}

function readResult(graph: SourceGraph, answer: unknown, cell: Cell | undefined): SourceValue {
	if (isCollection(answer)) {
		const record = readCollection(answer);
		const pageSize = cell instanceof Source ? cell.pageSize : defaultPageSize;
		const attributes = cell instanceof Source ? graph.attributesOf(cell) : [];
		return graph.store.selectionOf(record, pageSize, attributes);
	}
	if (isEntity(answer)) {
		return graph.store.take(readEntity(answer));
	}
	if (isRecord(answer)) {
		const result = answer.result ?? null;
		return cell && typeof result === "string" ? dateOf(result, untracked(() => cell.type()).type) : result;
	}
	return answer ?? null;
}

/** Dates are text in JSON; only a place that holds dates says that this one is. */
function dateOf(text: string, type: string): SourceValue {
	return type === "date" ? readDate(text) : text;
}
