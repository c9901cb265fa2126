/**
 * How REST requests are spelled. Parameters come in alphabetical order and list values without spaces, so that a
 * request made here equals, character by character, the one whose answer the server put beside the page.
 */

/** Adds parameters to an address; undefined and "" are left out. */
export function withParameters(
	url: string,
	parameters: Readonly<Record<string, string | number | undefined>>,
) {
	const pairs = Object.entries(parameters)
		.filter(([, value]) => value !== undefined && value !== "")
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${name}=${encode(String(value))}`);
	if (pairs.length === 0) {
		return url;
	}
	return url + (url.includes("?") ? "&" : "?") + pairs.join("&");
}

/** Percent-encodes what a parameter must not hold; commas, dots, stars and `$` stay readable. */
function encode(value: string): string {
	return encodeURIComponent(value).replace(/%2C/g, ",").replace(/%24/g, "$").replace(/%22/g, '"');
}

/** `"…"` around a filter or an order, unless it holds such a quote itself. */
export function quoted(text: string): string {
	return text.includes('"') ? text : `"${text}"`;
}

/** The value of `$params`: JSON between apostrophes, with both kinds of quotes inside texts escaped. */
export function parameterList(values: readonly unknown[]): string {
	const json = JSON.stringify(values).replace(/'/g, "\\u0027").replace(/\\"/g, "\\u0022");
	return `'${json}'`;
}

/** `/rest/User("a b")`: numbers and plain words stand bare. */
export function entityAddress(className: string, key: string): string {
	const bare = /^[\w.-]+$/.test(key) ? key : `"${encodeURIComponent(key)}"`;
	return `/rest/${className}(${bare})`;
}

export interface CollectionParameters {
	readonly attributes: readonly string[];
	readonly pageSize: number;
	readonly skip?: number;
	readonly filter?: string;
	readonly params?: readonly unknown[];
	readonly order?: string;
	readonly clean?: boolean;
	/** Makes an entity set of the result. */
	readonly entitySet: boolean;
	/** A relation of an entity needs its own kind of set. */
	readonly relation?: boolean;
}

/** The address of one page of a collection. */
export function collectionAddress(base: string, parameters: CollectionParameters): string {
	const { attributes, pageSize, skip, filter, params, order, clean, entitySet, relation } = parameters;
	return withParameters(base, {
		$attributes: attributes.join(","),
		$clean: clean ? "true" : undefined,
		$filter: filter ? quoted(filter) : undefined,
		$limit: pageSize,
		$method: entitySet ? (relation ? "subentityset" : "entityset") : undefined,
		$orderby: order ? quoted(order) : undefined,
		$params: filter && params && params.length > 0 ? parameterList(params) : undefined,
		$skip: skip ? skip : undefined,
	});
}
