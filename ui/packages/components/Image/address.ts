/** Where the picture of a source value is. */

/**
 * The address of a picture: text (an address or data URL), the deferred attribute of a REST answer, an object with an
 * address, or a file a person has just chosen. Empty when the value holds no picture.
 */
export function pictureAddress(value: unknown): string {
	if (typeof value === "string") return value.trim();
	if (typeof Blob !== "undefined" && value instanceof Blob) return URL.createObjectURL(value);
	if (typeof value !== "object" || value === null) return "";
	const object = value as Readonly<Record<string, unknown>>;
	const deferred = object.__deferred;
	if (typeof deferred === "object" && deferred !== null)
		return pictureAddress((deferred as Record<string, unknown>).uri);
	for (const name of ["uri", "url", "src", "href"]) {
		if (typeof object[name] === "string" && object[name] !== "") return object[name];
	}
	return "";
}

/** Whether a value stands for a picture, so that a table cell draws it. */
export function isPicture(value: unknown, type: string): boolean {
	if (type === "image") return value !== null && value !== undefined && value !== "";
	if (typeof value === "string") return value.startsWith("data:image/");
	if (typeof value !== "object" || value === null) return false;
	const deferred = (value as Readonly<Record<string, unknown>>).__deferred;
	return (
		typeof deferred === "object" && deferred !== null && (deferred as Record<string, unknown>).image === true
	);
}
