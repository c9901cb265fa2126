/** A small REST server in memory for tests: dataclasses with rows, entity sets, functions, and a log of requests. */
import type { CatalogClass } from "../../wire/page.ts";
import type { Environment, HttpReply, HttpRequest } from "../environment.ts";

export interface FakeClass {
	readonly definition: CatalogClass;
	readonly rows: Record<string, unknown>[];
}

export interface FakeCall {
	readonly args: readonly unknown[];
	readonly event: unknown;
	readonly entity: unknown;
	readonly url: string;
}

type FakeFunction = (call: FakeCall, server: FakeServer) => unknown;

interface EntitySet {
	readonly className: string;
	readonly rows: Record<string, unknown>[];
}

const attribute = (name: string, type: string, extra: object = {}) => ({
	name,
	kind: "storage" as const,
	type,
	...extra,
});

export { attribute };

export class FakeServer implements Environment {
	/** Every request, oldest first: "GET /rest/User?…". */
	readonly requests: string[] = [];
	readonly logged: string[] = [];
	readonly pages = new Map<string, unknown>();
	readonly functions = new Map<string, FakeFunction>();
	privileges: unknown = { privileges: [] };
	/** Set to make every request fail without an answer. */
	down = false;
	/** Time stands still unless tests move it. */
	time = 0;
	readonly #classes = new Map<string, FakeClass>();
	readonly #sets = new Map<string, EntitySet>();
	readonly #timers: { at: number; fn: () => void }[] = [];

	add(name: string, attributes: CatalogClass["attributes"], rows: Record<string, unknown>[]): this {
		const definition = { name, attributes: [attribute("ID", "long"), ...attributes], key: [{ name: "ID" }] };
		this.#classes.set(name, { definition, rows: rows.map((row) => ({ __STAMP: 1, ...row })) });
		return this;
	}

	/** Declares a function by "ds.fn", "ds.User.fn", "User.entity.fn" or "User.selection.fn". */
	on(name: string, fn: FakeFunction): this {
		this.functions.set(name, fn);
		return this;
	}

	get catalog(): readonly CatalogClass[] {
		return [...this.#classes.values()].map((item) => item.definition);
	}

	rows(className: string): Record<string, unknown>[] {
		return this.#classes.get(className)?.rows ?? [];
	}

	// Environment

	now(): Date {
		return new Date(this.time);
	}

	log(level: string, message: string): void {
		this.logged.push(`${level}: ${message}`);
	}

	after(milliseconds: number, fn: () => void): () => void {
		const timer = { at: this.time + milliseconds, fn };
		this.#timers.push(timer);
		return () => {
			const index = this.#timers.indexOf(timer);
			if (index >= 0) {
				this.#timers.splice(index, 1);
			}
		};
	}

	/** Lets time pass. */
	pass(milliseconds: number): void {
		this.time += milliseconds;
		for (const timer of this.#timers.filter((item) => item.at <= this.time)) {
			this.#timers.splice(this.#timers.indexOf(timer), 1);
			timer.fn();
		}
	}

	async send(request: HttpRequest): Promise<HttpReply> {
		this.requests.push(`${request.method} ${decodeURIComponent(request.url)}`);
		await Promise.resolve();
		if (this.down) {
			throw new TypeError("no network");
		}
		const body = typeof request.body === "string" ? JSON.parse(request.body) : undefined;
		const answer = this.#answer(request.method, new URL(request.url, "http://test"), body);
		return answer instanceof Failure
			? { status: answer.status, text: JSON.stringify(answer.body) }
			: { status: 200, text: JSON.stringify(answer) };
	}

	#answer(method: string, url: URL, body: unknown): unknown {
		const path = decodeURIComponent(url.pathname).replace(/\/$/, "");
		const parameters = new Map([...url.searchParams].map(([name, value]) => [name, unquote(value)]));
		if (path === "/rest/$getWebForm") {
			const page = this.pages.get(parameters.get("w") ?? "");
			return page ? { name: parameters.get("w"), document: page, answers: {} } : refuse(404, "no such page");
		}
		if (path === "/rest/$info/privileges") {
			return this.privileges;
		}
		if (path === "/rest/$directory/logout") {
			return { result: true };
		}
		const parts = /^\/rest\/([\w$]+)(?:\(([^)]*)\))?(?:\/(.*))?$/.exec(path);
		if (!parts) {
			return refuse(404, `no ${path}`);
		}
		const [, className = "", key, rest = ""] = parts;
		if (method === "POST" && rest !== "" && !rest.startsWith("$entityset")) {
			return this.#call(className, key, rest, body, url.pathname);
		}
		const known = this.#classes.get(className);
		if (!known) {
			return refuse(404, `no dataclass ${className}`);
		}
		if (method === "POST") {
			return parameters.get("$method") === "delete" ? this.#delete(known, key) : this.#update(known, body);
		}
		if (key !== undefined && rest === "") {
			const row = known.rows.find((item) => String(item.ID) === key.replace(/"/g, ""));
			return row ? this.spell(className, row, parameters.get("$attributes")) : refuse(404, "gone", 1542);
		}
		return this.#collection(className, known.rows, rest, parameters);
	}

	#collection(
		className: string,
		all: Record<string, unknown>[],
		rest: string,
		parameters: ReadonlyMap<string, string>,
	): unknown {
		const id = rest.split("$entityset/")[1] ?? "";
		let rows = id === "" ? [...all] : [...(this.#sets.get(id)?.rows ?? [])];
		if (parameters.get("$clean") === "true") {
			rows = rows.filter((row) => all.includes(row));
		}
		const filter = parameters.get("$filter");
		if (filter) {
			const params = JSON.parse(parameters.get("$params") ?? "[]");
			rows = rows.filter((row) => matches(row, filter, params));
		}
		const order = parameters.get("$orderby");
		if (order) {
			rows.sort((a, b) => compareRows(a, b, order));
		}
		return this.page(className, rows, parameters, id);
	}

	/** A collection answer; makes an entity set when asked to. */
	page(
		className: string,
		rows: Record<string, unknown>[],
		parameters: ReadonlyMap<string, string>,
		existing = "",
	): unknown {
		let id = existing;
		if (parameters.get("$method") === "entityset") {
			id = `SET${this.#sets.size + 1}`;
			this.#sets.set(id, { className, rows });
		}
		const skip = Number(parameters.get("$skip") ?? 0);
		const limit = Number(parameters.get("$limit") ?? 100);
		const alive = this.rows(className);
		const entities = rows
			.slice(skip, skip + limit)
			.map((row) =>
				alive.includes(row) ? this.spell(className, row, parameters.get("$attributes")) : { __STAMP: 0 },
			);
		return {
			...(id === "" ? {} : { __ENTITYSET: `/rest/${className}/$entityset/${id}` }),
			__DATACLASS: className,
			__COUNT: rows.length,
			__FIRST: skip,
			__ENTITIES: entities,
			__SENT: entities.length,
		};
	}

	/** An entity as REST spells it, with the attributes asked for. */
	spell(className: string, row: Record<string, unknown>, attributes = ""): Record<string, unknown> {
		const wanted = attributes === "" ? undefined : attributes.split(",");
		const entity: Record<string, unknown> = {
			__DATACLASS: className,
			__KEY: String(row.ID),
			__STAMP: row.__STAMP,
		};
		for (const item of this.#classes.get(className)?.definition.attributes ?? []) {
			const below = wanted?.filter((path) => path === item.name || path.startsWith(`${item.name}.`));
			if (below === undefined || below.length > 0) {
				entity[item.name] = this.#value(row[item.name], item, below);
			}
		}
		return entity;
	}

	#value(value: unknown, item: CatalogClass["attributes"][number], paths: readonly string[] = []): unknown {
		if (item.kind !== "relatedEntity" || value === null || value === undefined) {
			return value ?? null;
		}
		const inner = paths.map((path) => path.split(".").slice(1).join(".")).filter((path) => path !== "");
		const row = this.rows(item.type).find((other) => other.ID === value);
		return inner.length > 0 && row
			? this.spell(item.type, row, inner.join(","))
			: { __deferred: { uri: `/rest/${item.type}[${value}]`, __KEY: String(value) } };
	}

	#update(known: FakeClass, body: unknown): unknown {
		const { __KEY, __STAMP, ...values } = body as Record<string, unknown>;
		let row = known.rows.find((item) => String(item.ID) === String(__KEY));
		if (__KEY !== undefined && (!row || row.__STAMP !== __STAMP)) {
			const server = row ? this.spell(known.definition.name, row) : {};
			const status = { status: 2, statusText: "Stamp has changed", success: false };
			return { ...server, __STATUS: status, __ERROR: [{ message: "Stamp has changed", errCode: 1263 }] };
		}
		if (!row) {
			row = { ID: 1 + Math.max(0, ...known.rows.map((item) => Number(item.ID))), __STAMP: 0 };
			known.rows.push(row);
		}
		for (const [name, value] of Object.entries(values)) {
			const related = typeof value === "object" && value !== null && "__KEY" in value;
			row[name] = related ? Number(value.__KEY) : value;
		}
		row.__STAMP = Number(row.__STAMP) + 1;
		return { ...this.spell(known.definition.name, row), __STATUS: { success: true } };
	}

	#delete(known: FakeClass, key: string | undefined): unknown {
		const index = known.rows.findIndex((item) => String(item.ID) === key);
		known.rows.splice(index, index < 0 ? 0 : 1);
		return index < 0 ? refuse(404, "gone", 1542) : { ok: true };
	}

	#call(owner: string, key: string | undefined, rest: string, body: unknown, url: string): unknown {
		const [name = "", marker] = rest.split("/");
		const level = key !== undefined ? `${owner}.entity` : marker === "$entityset" ? `${owner}.selection` : "";
		const id =
			level !== "" ? `${level}.${name}` : owner === "$catalog" ? `ds.${name}` : `ds.${owner}.${name}`;
		const fn = this.functions.get(id);
		if (!fn) {
			return refuse(404, `no function ${id}`, 1827);
		}
		const { params, event, entity } = body as { params: unknown[]; event: unknown; entity: unknown };
		return fn({ args: params, event, entity, url }, this);
	}
}

/** An answer that refuses. */
export class Failure {
	readonly status: number;
	readonly body: unknown;
	constructor(status: number, body: unknown) {
		this.status = status;
		this.body = body;
	}
}

export function refuse(status: number, message: string, errCode = 0): Failure {
	return new Failure(status, { __ERROR: [{ message, errCode }] });
}

function unquote(value: string): string {
	return value.replace(/^"(.*)"$/, "$1").replace(/^'(.*)'$/, "$1");
}

/** Understands `a = :1`, `a in :1` and `or` between them; "x@" begins with x. */
function matches(row: Record<string, unknown>, filter: string, params: readonly unknown[]): boolean {
	return filter.split(" or ").some((part) => {
		const [, name = "", operator, index] = /^(\w+) (=|in) :(\d)$/.exec(part.trim()) ?? [];
		const wanted = params[Number(index) - 1];
		const value = String(row[name] ?? "").toLowerCase();
		if (operator === "in") {
			return (wanted as unknown[]).map((item) => String(item).toLowerCase()).includes(value);
		}
		const text = String(wanted).toLowerCase();
		return text.endsWith("@") ? value.startsWith(text.slice(0, -1)) : value === text;
	});
}

function compareRows(a: Record<string, unknown>, b: Record<string, unknown>, order: string): number {
	for (const part of order.split(",")) {
		const [name = "", direction] = part.trim().split(" ");
		const [left, right] = [String(a[name]), String(b[name])];
		if (left !== right) {
			return (left < right ? -1 : 1) * (direction === "desc" ? -1 : 1);
		}
	}
	return 0;
}

/** Lets everything that is due happen. */
export async function settle(): Promise<void> {
	for (let turn = 0; turn < 60; turn++) {
		await Promise.resolve();
	}
}
