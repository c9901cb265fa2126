/** What the Dashboard's API answers, checked at the boundary. */
import { getJson, postJson } from "@quoin/controls";

export interface Overview {
	readonly name: string;
	readonly started: string;
	readonly now: string;
	readonly generation: number;
	readonly errors: number;
	readonly warnings: number;
	readonly sessions: number;
	readonly signedIn: number;
	readonly memory: number;
	readonly goroutines: number;
	readonly requests: {
		readonly total: number;
		readonly errors: number;
		readonly points: readonly Minute[];
		readonly routes: readonly Route[];
	};
	readonly data: Data | null;
	readonly dataError?: string;
}

export interface Minute {
	readonly minute: number;
	readonly count: number;
	readonly errors: number;
	readonly median: number;
	readonly p95: number;
}

export interface Route {
	readonly name: string;
	readonly count: number;
	readonly errors: number;
	readonly mean: number;
	readonly p95: number;
	readonly slowest: number;
}

export interface Data {
	readonly engine: string;
	readonly path: string;
	readonly bytes: number;
	readonly freeBytes: number;
	readonly sequence: number;
	readonly lastBackup?: string;
}

export interface Session {
	readonly tag: string;
	readonly userName: string;
	readonly guest: boolean;
	readonly privileges: readonly string[] | null;
	readonly remote: string;
	readonly created: string;
	readonly lastUsed: string;
	readonly expires: string;
}

export interface LogLine {
	readonly number: number;
	readonly time: string;
	readonly level: string;
	readonly message: string;
	readonly fields: string;
}

export interface Job {
	readonly id: number;
	readonly kind: string;
	readonly started: string;
	readonly finished?: string;
	readonly result?: string;
	readonly error?: string;
	readonly problems?: readonly string[] | null;
}

export interface Backup {
	readonly name: string;
	readonly created: string;
	readonly size: number;
	readonly data: number;
}

/** Accepts a value whose named fields have the types of an example. */
function like<T extends object>(
	example: Partial<Record<keyof T, "string" | "number" | "boolean" | "object">>,
) {
	return (body: unknown): T => {
		if (typeof body !== "object" || body === null) throw new Error("no object");
		for (const [name, type] of Object.entries(example)) {
			const value = (body as Record<string, unknown>)[name];
			if (typeof value !== type && !(type === "object" && value === null))
				throw new Error(`${name} is no ${type}`);
		}
		return body as T;
	};
}

function listOf<T extends object>(check: (body: unknown) => T) {
	return (body: unknown): readonly T[] => {
		if (body === null) return [];
		if (!Array.isArray(body)) throw new Error("no list");
		return body.map(check);
	};
}

const overview = like<Overview>({
	name: "string",
	started: "string",
	requests: "object",
	data: "object",
	memory: "number",
});
const session = like<Session>({ tag: "string", userName: "string", guest: "boolean", lastUsed: "string" });
export const logLine = like<LogLine>({
	number: "number",
	time: "string",
	level: "string",
	message: "string",
});
const job = like<Job>({ id: "number", kind: "string", started: "string" });
const backup = like<Backup>({ name: "string", created: "string", size: "number" });

const api = "/console/api/";

export const server = {
	signedIn: () => getJson("/api/login", (body) => (body as { isLogged?: unknown }).isLogged === true),
	signOut: () => postJson("/api/logout", {}, () => true),
	overview: () => getJson(`${api}overview`, overview),
	sessions: () => getJson(`${api}sessions`, listOf(session)),
	endSession: (tag: string) => postJson(`${api}sessions/end`, { tag }, () => true),
	log: () => getJson(`${api}log`, listOf(logLine)),
	jobs: () => getJson(`${api}jobs`, listOf(job)),
	backups: () => getJson(`${api}backups`, listOf(backup)),
	start: (kind: "backup" | "verify") => postJson(api + kind, {}, job),
	liveLog: () => new EventSource(`${api}log/live`),
};
