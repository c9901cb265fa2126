/** Conditions of states (spec/studio_pages.md 2.6), as functions over values. */
import {
	type Cell,
	Entity,
	isPlain,
	missingCell,
	readDate,
	readDuration,
	readNumber,
	Selection,
} from "../sources/index.ts";
import { sameContent } from "../sources/values.ts";
import type { Condition } from "../wire/page.ts";
import { splitPaths } from "../wire/path.ts";
import { listOf, textOf } from "../wire/shape.ts";

/** What conditions ask; reading is tracked, so that a computed signal follows the answers. */
export interface ConditionContext {
	cell(path: string): Cell;
	readonly privileges: () => ReadonlySet<string>;
	readonly guest: () => boolean;
	/** The labels of the page's active states, ["Base"] when there are none. */
	readonly currentStates: () => readonly string[];
	/** Those of the page around the loader, the labels and the ids. */
	readonly parentStates: () => readonly string[];
	saved(id: string): Condition | undefined;
	ignored(message: string): void;
}

/** Saved conditions may name one another; a ring ends here. */
const deepest = 20;

export function holds(condition: Condition | undefined, context: ConditionContext, depth = 0): boolean {
	if (!condition || depth > deepest) {
		return false;
	}
	switch (condition.type) {
		case "combination": {
			const parts = condition.conditions ?? [];
			return condition.op === "or"
				? parts.some((part) => holds(part, context, depth + 1))
				: parts.length > 0 && parts.every((part) => holds(part, context, depth + 1));
		}
		case "reference":
			return holds(context.saved(condition.ref ?? ""), context, depth + 1);
		case "privilege":
			return privilegeHolds(condition, context);
		case "currentState":
			return stateHolds(condition, context.currentStates());
		case "parentState":
			return stateHolds(condition, context.parentStates());
		case "datasource":
			return sourceHolds(condition, context);
		default:
			context.ignored(`a condition of type ${condition.type}`);
			return false;
	}
}

/** Whether a condition looks at the page's own states: those are decided after the others. */
export function asksStates(condition: Condition | undefined, context: ConditionContext, depth = 0): boolean {
	if (!condition || depth > deepest) {
		return false;
	}
	const referred = condition.type === "reference" ? context.saved(condition.ref ?? "") : undefined;
	return (
		condition.type === "currentState" ||
		asksStates(referred, context, depth + 1) ||
		(condition.conditions ?? []).some((part) => asksStates(part, context, depth + 1))
	);
}

function privilegeHolds(condition: Condition, context: ConditionContext): boolean {
	const held = context.privileges();
	const name = textOf(literal(condition.value, condition.valueType, context));
	const holdsName = held.has(name) || (name === "guest" && context.guest());
	switch (condition.op) {
		case "haspriv":
			return held.size > 0;
		case "hasnopriv":
			return held.size === 0;
		case "neq":
			return !holdsName;
		case "regex":
			return [...held].some((privilege) => matches(privilege, name));
		case "notnull":
			return held.size > 0;
		case "isnull":
			return held.size === 0;
		default:
			return holdsName;
	}
}

function stateHolds(condition: Condition, states: readonly string[]): boolean {
	const name = textOf(condition.value);
	switch (condition.op) {
		case "neq":
			return !states.includes(name);
		case "regex":
			return states.some((state) => matches(state, name));
		default:
			return states.includes(name);
	}
}

function literal(value: unknown, type: string | undefined, context: ConditionContext): unknown {
	return type === "datasource" && typeof value === "string" ? context.cell(value).read() : value;
}

function sourceHolds(condition: Condition, context: ConditionContext): boolean {
	const [path = ""] = splitPaths(condition.path ?? "");
	const cell = context.cell(path);
	const value = cell === missingCell ? null : cell.read();
	if (value === undefined) {
		return false; // on the way: nothing is known of it yet
	}
	const type = condition.dataType || cell.type().type;
	const other = literal(condition.value, condition.valueType, context);
	switch (condition.op) {
		case "isnull":
			return value === null;
		case "notnull":
			return value !== null;
		case "isempty":
			return isEmpty(value);
		case "istrue":
			return value === true;
		case "isfalse":
			return value === false;
		case "neq":
			return !equal(value, other, type);
		case "regex":
			return value !== null && matches(String(value), textOf(other));
		case "sw":
			return typeof value === "string" && value.startsWith(String(other ?? ""));
		case "in":
			return choices(other).some((item) => equal(value, item, type));
		case "nin":
			return !choices(other).some((item) => equal(value, item, type));
		case "gt":
			return compare(value, other, type) > 0;
		case "gte":
			return compare(value, other, type) >= 0;
		case "lt":
			return compare(value, other, type) < 0;
		case "lte":
			return compare(value, other, type) <= 0;
		case "between": {
			const end = literal(condition.compareValue, condition.compareValueType, context);
			return compare(value, other, type) >= 0 && compare(value, end, type) <= 0;
		}
		default:
			return equal(value, other, type);
	}
}

/** The value as its type says; texts of a page file spell numbers, booleans and dates. */
function typed(value: unknown, type: string): unknown {
	switch (type) {
		case "number":
			return readNumber(value);
		case "duration":
			return readDuration(value);
		case "date":
			return readDate(value);
		case "bool":
		case "boolean":
			return typeof value === "string" ? /^true$/i.test(value) : value;
		case "object":
		case "array":
			return typeof value === "string" ? parsed(value) : value;
		default:
			return value;
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** null equals only null: "" is a text. */
function equal(value: unknown, other: unknown, type: string): boolean {
	if (value === null || other === null || other === undefined) {
		return value === null && (other === null || other === undefined);
	}
	if (value instanceof Entity || value instanceof Selection) {
		return value === other;
	}
	const kind = type || (typeof value === "number" ? "number" : typeof value === "boolean" ? "bool" : "");
	const [left, right] = [typed(value, kind), typed(other, kind)];
	if (isPlain(left) || Array.isArray(left)) {
		return sameContent(left, right);
	}
	return left === right || (kind === "" && String(left) === String(right));
}

/** Below, above or equal; NaN, which no operator accepts, when they cannot be compared. */
function compare(value: unknown, other: unknown, type: string): number {
	const kind = type || (typeof value === "number" ? "number" : "");
	const [left, right] = [typed(value, kind), typed(other, kind)];
	if (typeof left === "number" && typeof right === "number") {
		return left - right;
	}
	if (typeof left === "string" && typeof right === "string") {
		return left < right ? -1 : left > right ? 1 : 0;
	}
	return Number.NaN;
}

function isEmpty(value: unknown): boolean {
	if (value instanceof Selection) {
		return value.length.value === 0;
	}
	if (Array.isArray(value) || typeof value === "string") {
		return value.length === 0;
	}
	return value === null || (isPlain(value) && Object.keys(value).length === 0);
}

function choices(value: unknown): readonly unknown[] {
	if (typeof value !== "string") {
		return listOf(value);
	}
	const list = parsed(value);
	return Array.isArray(list) ? list : value.split(",").map((part) => part.trim());
}

/** Accepts a bare pattern and `/pattern/flags`; a broken one matches nothing. */
function matches(value: string, pattern: string): boolean {
	const spelled = /^\/(.*)\/([a-z]*)$/.exec(pattern);
	try {
		return new RegExp(spelled?.[1] ?? pattern, spelled?.[2]).test(value);
	} catch {
		return false;
	}
}
