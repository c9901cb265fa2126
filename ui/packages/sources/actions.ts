/** The standard actions on sources (spec/studio_pages.md 4.4). What happens on the page is the runtime's. */
import { batch } from "@preact/signals-core";
import type { ActionCard } from "../wire/page.ts";
import { isFailure, readEntity, readErrors } from "../wire/rest.ts";
import { isRecord, listOf, recordOf, textOf } from "../wire/shape.ts";
import type { ActionContext, Outcome } from "./actionContext.ts";
import type { Cell } from "./cell.ts";
import { Entity } from "./entity.ts";
import { readConstant } from "./functionCall.ts";
import type { SourceGraph } from "./graph.ts";
import type { Order } from "./list.ts";
import { sourceName } from "./pagePaths.ts";
import { entityAddress, withParameters } from "./requests.ts";
import type { SourceValue } from "./scope.ts";
import { Selection } from "./selection.ts";
import { Source } from "./source.ts";
import { emptyOf, isPlain, readLiteral, typeByName } from "./values.ts";

const done: Outcome = { ok: true };

/** Everything an action works on, resolved from its card. */
class Target {
	readonly context: ActionContext;
	readonly card: ActionCard;
	readonly path: string;
	readonly cell: Cell;
	readonly source: Source | undefined;

	constructor(context: ActionContext, card: ActionCard) {
		const place = recordOf(card.datasource);
		this.context = context;
		this.card = card;
		this.path = sourceName(textOf(place.namespace), textOf(place.name));
		this.cell = context.scope.cell(this.path);
		this.source = this.cell instanceof Source ? this.cell : undefined;
	}

	get graph(): SourceGraph {
		return this.context.graph;
	}

	value(): Promise<SourceValue> {
		return this.graph.valueOf(this.cell);
	}

	/** Writes as one change, laid to the cause of the action. */
	write(value: SourceValue, cell: Cell = this.cell): void {
		this.change(() => cell.write(value));
	}

	change(fn: () => void): void {
		this.graph.changes.because(this.context.cause, () => batch(fn));
	}

	/** Nothing to do it on: said in the console, and no reason to stop. */
	ignored(why: string): Outcome {
		this.graph.ignored(`action ${textOf(this.card.action)} on ${this.path}: ${why}`);
		return done;
	}
}

/** Every standard action on sources by its name in the file. */
const actions: Readonly<Record<string, (target: Target) => Outcome | Promise<Outcome>>> = {
	copy,
	set,
	clear,
	reset,
	refresh,
	all: (target) => replaceSelection(target, (source) => target.graph.all(source)),
	empty: (target) => replaceSelection(target, (source) => target.graph.emptySelection(source)),
	query,
	orderBy,
	clean,
	create,
	save,
	remove,
	first: (target) => move(target, () => 0),
	previous: (target) => move(target, (at) => at - 1),
	next: (target) => move(target, (at) => at + 1),
	last: (target) => move(target, (_, length) => length - 1),
};

/** Whether an action of this name exists. */
export function isSourceAction(name: string): boolean {
	return Object.hasOwn(actions, name);
}

/** Runs a standard action; rejects when the server refuses or cannot be reached. */
export async function runAction(context: ActionContext, card: ActionCard): Promise<Outcome> {
	const name = textOf(card.action);
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	const target = new Target(context, card);
	return action ? action(target) : target.ignored("there is no such action");
}

async function copy(target: Target): Promise<Outcome> {
	const place = recordOf(target.card.datasource);
	const path = sourceName(textOf(place.targetNamespace), textOf(place.target));
	if (path === "") {
		return target.ignored("no target");
	}
	const value = await target.value();
	const cell = target.context.scope.cell(path);
	const accepted = cell instanceof Source ? cell.accept(value ?? null) : value;
	if (accepted !== undefined) {
		target.write(isPlain(accepted) || Array.isArray(accepted) ? structuredCopy(accepted) : accepted, cell);
	}
	return done;
}

/** Plain values are copied, entities inside them stay what they are. */
function structuredCopy(value: SourceValue): SourceValue {
	if (Array.isArray(value)) {
		return value.map(structuredCopy);
	}
	return isPlain(value)
		? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, structuredCopy(item)]))
		: value;
}

function set(target: Target): Outcome {
	const literal = recordOf(recordOf(target.card.datasource).set);
	const { type } = target.cell.type();
	target.write(readLiteral(literal.value, typeByName(literal.type) || type));
	return done;
}

function clear(target: Target): Outcome | Promise<Outcome> {
	if (target.source?.kind === "entitysel") {
		return replaceSelection(target, (source) => target.graph.emptySelection(source));
	}
	target.write(emptyOf(target.cell.type().type));
	return done;
}

async function reset(target: Target): Promise<Outcome> {
	const { source, graph } = target;
	if (!source) {
		return target.ignored("only a source can be reset");
	}
	if (source.kind === "entitysel" && source.declaration.initialValue === "all") {
		return replaceSelection(target, (it) => graph.all(it));
	}
	await graph.initialise(source, target.context.scope);
	target.change(() => graph.changed(source));
	return done;
}

/** Puts another selection in the place of the present one, when its first rows are there: nothing flashes. */
async function replaceSelection(target: Target, make: (source: Source) => Selection): Promise<Outcome> {
	const { source } = target;
	if (source?.kind !== "entitysel") {
		return target.ignored("it is no entity selection");
	}
	const selection = make(source);
	await selection.open();
	target.write(selection);
	return done;
}

async function refresh(target: Target): Promise<Outcome> {
	const { graph, source } = target;
	const value = await target.value();
	if (value instanceof Entity) {
		await graph.store.reload(value, source ? graph.attributesOf(source) : []);
		return done;
	}
	if (!(value instanceof Selection) || !source) {
		return target.ignored("it holds no entity and no selection");
	}
	// What a query made is asked again; members that a function chose are read again, without removed ones.
	const { className, pageSize } = source;
	const attributes = graph.attributesOf(source);
	const origin = value.origin ?? { base: value.entitySet, clean: true };
	if (origin.base === "") {
		return done;
	}
	const fresh = graph.store.selection({ className, pageSize, attributes, origin });
	await fresh.open();
	target.write(fresh);
	return done;
}

async function query(target: Target): Promise<Outcome> {
	const { graph, context, card } = target;
	const settings = recordOf(card.query);
	const text = textOf(settings.query).trim();
	const params: unknown[] = [];
	for (const parameter of listOf(settings.params).filter(isRecord)) {
		params.push(await readConstant(graph, context.scope, parameter));
	}
	const order = orderText(card);
	const previous = settings.onPreviousData === true ? await target.value() : undefined;
	if (previous instanceof Selection) {
		await previous.ensureSet();
	}
	return replaceSelection(target, (source) =>
		graph.store.selection({
			className: source.className,
			pageSize: source.pageSize,
			attributes: graph.attributesOf(source),
			origin: {
				base: previous instanceof Selection ? previous.entitySet : `/rest/${source.className}`,
				filter: text,
				params,
				order,
			},
		}),
	);
}

function orders(card: ActionCard): readonly Order[] {
	return listOf(card.orderBy)
		.filter(isRecord)
		.map((item) => ({ path: textOf(item.name), descending: item.order === "desc" }))
		.filter((item) => item.path !== "");
}

function orderText(card: ActionCard): string {
	return textOf(recordOf(card.query).query) === "" ? "" : spell(orders(card));
}

function spell(order: readonly Order[]): string {
	return order.map(({ path, descending }) => `${path} ${descending ? "desc" : "asc"}`).join(", ");
}

async function orderBy(target: Target): Promise<Outcome> {
	const value = await target.value();
	const order = orders(target.card);
	if (!(value instanceof Selection) || order.length === 0) {
		return target.ignored("nothing to order");
	}
	target.write(await target.graph.sort(value, order));
	return done;
}

async function clean(target: Target): Promise<Outcome> {
	const value = await target.value();
	if (!(value instanceof Selection) || (await value.ensureSet()) === "") {
		return target.ignored("it holds no selection");
	}
	const { className, pageSize, attributes } = value;
	const origin = { base: value.entitySet, clean: true };
	const fresh = target.graph.store.selection({ className, pageSize, attributes, origin });
	await fresh.open();
	target.write(fresh);
	return done;
}

function create(target: Target): Outcome {
	const { type, className } = target.cell.type();
	if (type === "entity" && className !== "") {
		target.write(target.graph.store.create(className));
	} else if (type === "object") {
		target.write({});
	} else {
		return target.ignored("it is no entity");
	}
	return done;
}

async function save(target: Target): Promise<Outcome> {
	const entity = await target.value();
	if (!(entity instanceof Entity)) {
		return target.ignored("it holds no entity");
	}
	return saveEntity(target.graph, entity);
}

/** Saves the edits of an entity; without edits there is nothing to do. */
export async function saveEntity(graph: SourceGraph, entity: Entity): Promise<Outcome> {
	const edits = entity.edits();
	if (edits.size === 0 && !entity.isNew) {
		return done;
	}
	const body = entity.isNew
		? entity.payload()
		: { __KEY: entity.key, __STAMP: entity.stamp, ...entity.payload() };
	const attributes = graph.attributesOfEntity(entity);
	const url = withParameters(`/rest/${entity.className}/`, {
		$attributes: attributes.join(","),
		$method: "update",
	});
	const answer = await graph.rest.post(url, body);
	if (!isRecord(answer)) {
		return { ok: false, message: "The server gave no answer that could be read" };
	}
	const record = readEntity(answer, entity.className);
	if (isFailure(answer)) {
		if (record.stamp !== undefined && !entity.isNew) {
			entity.merge(record); // what is on the server now; the edits stay
		}
		return { ok: false, message: failureText(answer), answer };
	}
	graph.store.saved(entity, record, edits);
	return { ok: true, answer };
}

function failureText(answer: Readonly<Record<string, unknown>>): string {
	const status = textOf(recordOf(answer.__STATUS).statusText);
	return readErrors(answer)[0]?.message || status || "The entity could not be saved";
}

async function remove(target: Target): Promise<Outcome> {
	const entity = await target.value();
	if (!(entity instanceof Entity)) {
		return target.ignored("it holds no entity");
	}
	let answer: unknown;
	if (!entity.isNew) {
		const address = entityAddress(entity.className, entity.key ?? "");
		answer = await target.graph.rest.post(withParameters(`${address}/`, { $method: "delete" }), undefined);
		if (isRecord(answer) && isFailure(answer)) {
			return { ok: false, message: failureText(answer), answer };
		}
	}
	entity.markGone();
	target.change(() => target.graph.release(entity));
	return { ok: true, answer };
}

/** Moves an entity source along its list; at the ends nothing happens. */
async function move(target: Target, step: (at: number, length: number) => number): Promise<Outcome> {
	const { source, context } = target;
	const from = source ? textOf(source.declaration.from) : "";
	const list = source && from !== "" ? context.scope.source(source.namespace, from) : undefined;
	if (!list) {
		return target.ignored("it is from no list");
	}
	const values = await target.graph.valueOf(list);
	const present = await target.value();
	if (values instanceof Selection) {
		const at = present instanceof Entity ? await values.find(present) : -1;
		const to = step(at, values.length.peek());
		await values.load(to);
		const entity = to >= 0 && to < values.length.peek() ? values.row(to).peek() : undefined;
		if (entity) {
			target.write(entity);
		}
	} else if (Array.isArray(values)) {
		const to = step(values.indexOf(present), values.length);
		if (to >= 0 && to < values.length) {
			target.write(values[to]);
		}
	}
	return done;
}
