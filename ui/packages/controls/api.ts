/** Requests to the administration server: JSON both ways, errors as sentences. */

/** A refused or failed request. The message is meant for people. */
export interface ApiError extends Error {
	/** The HTTP status; 0 when the server could not be reached. */
	readonly status: number;
}

export function isApiError(error: unknown): error is ApiError {
	return error instanceof Error && typeof (error as { status?: unknown }).status === "number";
}

function apiError(status: number, message: string): ApiError {
	return Object.assign(new Error(message), { status });
}

async function answer<T>(request: Promise<Response>, check: (body: unknown) => T): Promise<T> {
	let response: Response;
	try {
		response = await request;
	} catch {
		throw apiError(0, "The server cannot be reached. Is it still running?");
	}
	const text = await response.text();
	if (!response.ok) {
		throw apiError(response.status, sentence(text) || `The server answered ${response.status}.`);
	}
	try {
		return check(JSON.parse(text));
	} catch {
		throw apiError(
			response.status,
			"The server gave an answer that this page does not understand. Reload it.",
		);
	}
}

/** The text of an error answer: plain, or the first of a JSON list of errors. */
function sentence(body: string): string {
	try {
		const parsed: unknown = JSON.parse(body);
		const errors = (parsed as { errors?: unknown }).errors;
		return Array.isArray(errors) && typeof errors[0] === "string" ? errors[0] : "";
	} catch {
		return body.trim();
	}
}

/** Reads a resource. check turns the body into T or throws. */
export function getJson<T>(url: string, check: (body: unknown) => T, signal?: AbortSignal): Promise<T> {
	return answer(fetch(url, { headers: { Accept: "application/json" }, signal: signal ?? null }), check);
}

/** Sends a body and reads the answer. */
export function postJson<T>(
	url: string,
	body: unknown,
	check: (body: unknown) => T,
	method = "POST",
): Promise<T> {
	return answer(
		fetch(url, {
			method,
			headers: { "Content-Type": "application/json", Accept: "application/json" },
			body: JSON.stringify(body),
		}),
		check,
	);
}
