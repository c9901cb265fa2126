/** The outside world as the sources see it. The browser gives one, tests give another. */

export interface HttpRequest {
	readonly method: "GET" | "POST";
	/** Relative to the origin: "/rest/User". */
	readonly url: string;
	/** JSON text, or the file of an upload, opaque here. */
	readonly body?: unknown;
	readonly contentType?: string;
}

export interface HttpReply {
	readonly status: number;
	readonly text: string;
}

export type LogLevel = "error" | "warn" | "info";

export interface Environment {
	/** Sends a request; rejects only when no answer came. */
	send(request: HttpRequest): Promise<HttpReply>;
	now(): Date;
	/** Runs fn after some milliseconds; the result cancels it. */
	after(milliseconds: number, fn: () => void): () => void;
	log(level: LogLevel, message: string): void;
}
