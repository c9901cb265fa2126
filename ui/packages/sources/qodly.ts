/** The built-in namespace "Qodly": title of the tab, address, language (spec/studio_pages.md 4.1). */
import type { SourceDeclaration } from "../wire/page.ts";
import { isRecord, listOf, recordOf, textOf } from "../wire/shape.ts";

export interface Address {
	readonly path: string;
	/** The query parameters, decoded. */
	readonly parameters: Readonly<Record<string, string>>;
	/** With or without the "#". */
	readonly anchor: string;
}

export interface Language {
	readonly isocode: string;
	readonly locale: string;
	readonly native: string;
}

/** The declarations of the namespace, whatever a project's file says of them. */
export function builtInSources(
	address: Address,
	i18n: unknown,
	locale: string,
): readonly SourceDeclaration[] {
	const supported = supportedLanguages(i18n);
	const selected = supported.find((item) => item.isocode === locale) ?? languageOf(locale);
	const scalar = (id: string, dataType: string, initialValue: unknown): SourceDeclaration => ({
		id,
		type: "scalar",
		namespace: "Qodly",
		dataType,
		initialValue,
		events: [],
	});
	return [
		scalar("Title", "string", ""),
		scalar("Location", "object", readLocation(address)),
		scalar("UserLanguage", "object", { selected, supported }),
	];
}

/**
 * The original swapped two names: `urlQuery` holds the segments of the path, `urlPath` the query parameters. Both
 * spellings of the anchor are answered, and `segments` and `parameters` say what they are.
 */
function readLocation(address: Address): Record<string, unknown> {
	const segments = address.path.split("/").filter((part) => part !== "");
	const { parameters } = address;
	const anchor = address.anchor.replace(/^#/, "");
	return { urlQuery: segments, urlPath: parameters, anchor, Anchor: anchor, segments, parameters };
}

export function supportedLanguages(i18n: unknown): readonly Language[] {
	return listOf(recordOf(recordOf(i18n).userLang).supported)
		.map((item) => (isRecord(item) ? textOf(item.isocode) : textOf(item)))
		.filter((isocode) => isocode !== "")
		.map(languageOf);
}

function languageOf(isocode: string): Language {
	return { isocode, locale: isocode, native: nativeName(isocode) };
}

function nativeName(isocode: string): string {
	try {
		return new Intl.DisplayNames([isocode], { type: "language" }).of(isocode) ?? isocode;
	} catch {
		return isocode;
	}
}
