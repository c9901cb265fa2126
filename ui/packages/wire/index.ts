/** The files and messages that pages are made of: their types, and readers that survive what real ones contain. */
export type { ItemEffect, Notification, PageEffects } from "./effects.ts";
export { readEffects } from "./effects.ts";
export type {
	ActionCard,
	Boot,
	CatalogAttribute,
	CatalogClass,
	Condition,
	PageBundle,
	PageDocument,
	PageMetadata,
	PageNode,
	SourceDeclaration,
	StateDeclaration,
	StyleClass,
} from "./page.ts";
export type { SourcePath } from "./path.ts";
export { formatPath, isAddress, isIterator, parsePath, splitPaths } from "./path.ts";
export { readBoot, readCatalog, readPageBundle, readPrivileges } from "./readBoot.ts";
export type { ReadResult } from "./readPage.ts";
export { readCards, readCondition, readPage, readSources, readStyles } from "./readPage.ts";
export type { CollectionRecord, EntityRecord, RestError } from "./rest.ts";
export { isCollection, isEntity, isFailure, readCollection, readEntity, readErrors } from "./rest.ts";
export type { JsonRecord } from "./shape.ts";
export { countOf, isRecord, listOf, recordOf, textOf, textsOf } from "./shape.ts";
