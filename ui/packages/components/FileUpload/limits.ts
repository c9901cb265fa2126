/** Which files an upload takes. */

const units: Readonly<Record<string, number>> = { "": 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/** Reads "2048KB", "1 MB" or "1GB" as bytes; infinity when there is no limit. */
export function sizeLimit(text: string): number {
	const match = /^\s*(\d+(?:\.\d+)?)\s*([kmg]?b)?\s*$/i.exec(text);
	if (!match) return Number.POSITIVE_INFINITY;
	return Number(match[1]) * (units[match[2]?.toLowerCase() ?? ""] ?? 1);
}

/** Bytes as a person reads them, in the units of the limit. */
export function sizeText(bytes: number, locale: string): string {
	const unit = bytes >= 1024 ** 2 ? "mb" : bytes >= 1024 ? "kb" : "b";
	const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
		bytes / (units[unit] ?? 1),
	);
	return `${number} ${unit.toUpperCase().replace(/^B$/, "bytes")}`;
}

const kinds: Readonly<Record<string, string>> = {
	text: "text/*",
	image: "image/*",
	video: "video/*",
	audio: "audio/*",
};

/** The accept attribute of a file type filter: a kind by name, or what the attribute takes itself. */
export function acceptOf(fileType: string): string {
	return fileType
		.split(",")
		.map((part) => kinds[part.trim().toLowerCase()] ?? part.trim())
		.filter((part) => part !== "" && part !== "*" && part !== "*/*")
		.join(",");
}

/** Whether a dropped file passes the filter that a chooser would have applied. */
export function accepts(file: { readonly name: string; readonly type: string }, accept: string): boolean {
	if (accept === "") return true;
	return accept.split(",").some((part) => {
		if (part.startsWith(".")) return file.name.toLowerCase().endsWith(part.toLowerCase());
		return part.endsWith("/*") ? file.type.startsWith(part.slice(0, -1)) : file.type === part;
	});
}
