/** Reads what Go embeds in the first response and what it answers to /rest/$getWebForm. */
import type { Boot, CatalogAttribute, CatalogClass, Condition, PageBundle } from "./page.ts";
import { type ReadResult, readCondition, readPage, readSources, readStyles } from "./readPage.ts";
import { isRecord, type JsonRecord, listOf, recordOf, textOf } from "./shape.ts";

export function readBoot(raw: unknown): ReadResult<Boot> {
	const top = recordOf(raw);
	const shared = recordOf(top.shared);
	const application = recordOf(top.application);
	const page = readPageBundle(top.page);
	const namespaces = Object.entries(recordOf(shared.datasources)).map(
		([namespace, sources]) => [namespace, readSources(sources)] as const,
	);
	const value: Boot = {
		page: page.value,
		shared: {
			datasources: Object.fromEntries(namespaces),
			styles: readStyles(isRecord(shared.styles) ? shared.styles.classes : shared.styles),
			conditions: readConditions(shared.conditions),
			i18n: shared.i18n,
		},
		catalog: { dataClasses: readCatalog(top.catalog) },
		privileges: readPrivileges(top.privileges),
		guest: top.guest === true,
		application: {
			name: textOf(application.name),
			indexPage: textOf(application.indexPage),
			displayMode: textOf(application.displayMode, "neutral"),
			locale: textOf(application.locale, "en"),
		},
		editing: top.editing === true,
	};
	return { value, problems: page.problems };
}

export function readPageBundle(raw: unknown): ReadResult<PageBundle> {
	const top = recordOf(raw);
	const page = readPage(top.document);
	const value = { name: textOf(top.name), document: page.value, answers: recordOf(top.answers) };
	return { value, problems: page.problems.map((problem) => `${value.name}: ${problem}`) };
}

function readConditions(raw: unknown): readonly Condition[] {
	return listOf(isRecord(raw) ? raw.conditions : raw)
		.map((item) => readCondition(item))
		.filter((item) => item !== undefined);
}

const kinds = ["storage", "relatedEntity", "relatedEntities", "calculated", "alias"] as const;

/** The dataclasses of a catalog, in the envelope of REST or as a bare list. */
export function readCatalog(raw: unknown): readonly CatalogClass[] {
	return listOf(isRecord(raw) ? raw.dataClasses : raw)
		.filter(isRecord)
		.map((item) => ({
			name: textOf(item.name),
			attributes: listOf(item.attributes).filter(isRecord).map(readAttribute),
			key: listOf(item.key)
				.filter(isRecord)
				.map((part) => ({ name: textOf(part.name) })),
		}))
		.filter((item) => item.name !== "");
}

function readAttribute(item: JsonRecord): CatalogAttribute {
	return {
		name: textOf(item.name),
		kind: kinds.find((kind) => kind === item.kind) ?? "storage",
		type: textOf(item.type),
		simpleDate: item.simpleDate === true,
		readOnly: item.readOnly === true,
		path: textOf(item.path),
		behavior: textOf(item.behavior),
	};
}

/** Privileges as names or as `{privilege}`, bare or in an object. */
export function readPrivileges(raw: unknown): readonly string[] {
	return listOf(isRecord(raw) ? raw.privileges : raw)
		.map((item) => (isRecord(item) ? textOf(item.privilege) || textOf(item.name) : textOf(item)))
		.filter((name) => name !== "");
}
