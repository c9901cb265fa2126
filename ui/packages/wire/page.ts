/** The page file as it is stored (spec/studio_pages.md 2). Unknown keys are kept by Go and ignored here. */

export interface PageDocument {
	readonly metadata: PageMetadata;
	readonly components: Readonly<Record<string, PageNode>>;
}

export interface PageMetadata {
	readonly v?: string;
	readonly title?: string;
	readonly datasources?: readonly SourceDeclaration[];
	readonly styles?: readonly StyleClass[];
	readonly states?: readonly StateDeclaration[];
	readonly defaultStates?: readonly string[];
}

export interface PageNode {
	readonly id: string;
	readonly type: { readonly resolvedName: string };
	readonly props: Readonly<Record<string, unknown>>;
	readonly custom: Readonly<Record<string, unknown>>;
	readonly displayName?: string;
	readonly nodes: readonly string[];
	readonly linkedNodes: Readonly<Record<string, string>>;
}

export interface StyleClass {
	readonly id: string;
	readonly name: string;
	readonly content: string;
	readonly scope?: "local" | "shared" | "theme";
}

export interface SourceDeclaration {
	readonly id: string;
	readonly type: string;
	readonly namespace?: string;
	readonly dataType?: string;
	readonly dataclass?: string;
	readonly initialValue?: unknown;
	readonly from?: string;
	readonly pageSize?: number | string;
	readonly events?: readonly ActionCard[];
}

export interface StateDeclaration {
	readonly id: string;
	readonly label: string;
	readonly conditions?: Condition;
}

export interface Condition {
	readonly type: string;
	readonly id?: string;
	readonly op?: string;
	readonly conditions?: readonly Condition[];
	readonly path?: string;
	readonly dataType?: string;
	readonly value?: unknown;
	readonly valueType?: string;
	readonly compareValue?: unknown;
	readonly compareValueType?: string;
	readonly ref?: string;
}

/** One action card (2.7). The shape depends on type; fields of the other types may be left over. */
export interface ActionCard {
	readonly id?: string;
	readonly type?: string;
	readonly events: readonly string[];
	readonly disabled?: boolean;
	readonly [field: string]: unknown;
}

/** What Go embeds in the first response and answers to /rest/$getWebForm. */
export interface PageBundle {
	readonly name: string;
	readonly document: PageDocument;
	/** Answers of the page's first requests: "GET /rest/…" → body. A miss is slower, never wrong. */
	readonly answers: Readonly<Record<string, unknown>>;
}

/** The first response of an application: everything needed before the first paint. */
export interface Boot {
	readonly page: PageBundle;
	readonly shared: {
		readonly datasources: Readonly<Record<string, readonly SourceDeclaration[]>>;
		readonly styles: readonly StyleClass[];
		readonly conditions: readonly Condition[];
		readonly i18n: unknown;
	};
	readonly catalog: { readonly dataClasses: readonly CatalogClass[] };
	readonly privileges: readonly string[];
	readonly guest: boolean;
	readonly application: {
		readonly name: string;
		readonly indexPage: string;
		readonly displayMode: string;
		readonly locale: string;
	};
	/** True on the Studio's canvas. */
	readonly editing?: boolean;
}

export interface CatalogClass {
	readonly name: string;
	readonly attributes: readonly CatalogAttribute[];
	readonly key: readonly { readonly name: string }[];
}

export interface CatalogAttribute {
	readonly name: string;
	readonly kind: "storage" | "relatedEntity" | "relatedEntities" | "calculated" | "alias";
	readonly type: string;
	readonly simpleDate?: boolean;
	readonly readOnly?: boolean;
	readonly path?: string;
	readonly behavior?: string;
}
