/** Questions about the model: attributes, types and relations of the dataclasses a session may see. */
import type { CatalogAttribute, CatalogClass } from "../wire/page.ts";

/** Where a path of attributes ends: its binding type, and its dataclass for entities and selections. */
export interface PathType {
	readonly type: string;
	readonly className: string;
}

const unknownType: PathType = { type: "", className: "" };

/** Binding types of the types a catalog names. */
const types: Readonly<Record<string, string>> = {
	string: "string",
	uuid: "string",
	text: "string",
	number: "number",
	long: "number",
	word: "number",
	long64: "number",
	byte: "number",
	float: "number",
	bool: "bool",
	boolean: "bool",
	date: "date",
	duration: "duration",
	time: "duration",
	image: "image",
	blob: "blob",
	object: "object",
};

export class Catalog {
	readonly #classes = new Map<string, CatalogClass>();
	readonly #attributes = new Map<string, ReadonlyMap<string, CatalogAttribute>>();

	constructor(classes: readonly CatalogClass[]) {
		for (const item of classes) {
			this.#classes.set(item.name, item);
			this.#attributes.set(
				item.name,
				new Map(item.attributes.map((attribute) => [attribute.name, attribute])),
			);
		}
	}

	has(className: string): boolean {
		return this.#classes.has(className);
	}

	attribute(className: string, name: string): CatalogAttribute | undefined {
		return this.#attributes.get(className)?.get(name);
	}

	/** The attribute that is the key, "" when the class is unknown or has a key of several. */
	keyName(className: string): string {
		const key = this.#classes.get(className)?.key ?? [];
		return key.length === 1 ? (key[0]?.name ?? "") : "";
	}

	/** What an attribute yields. */
	typeOf(attribute: CatalogAttribute): PathType {
		const relation = attribute.behavior || attribute.kind;
		if (relation === "relatedEntity") {
			return { type: "entity", className: attribute.type };
		}
		if (relation === "relatedEntities") {
			return { type: "entitysel", className: attribute.type.replace(/Selection$/, "") };
		}
		return { type: types[attribute.type] ?? "", className: "" };
	}

	/** The type at the end of a path of attributes from a class; unknown below objects. */
	follow(className: string, path: readonly string[]): PathType {
		let at: PathType = { type: "entity", className };
		for (const name of path) {
			if (at.type === "entitysel" && name === "length") {
				at = { type: "number", className: "" };
				continue;
			}
			const attribute = at.className === "" ? undefined : this.attribute(at.className, name);
			if (attribute === undefined) {
				return unknownType;
			}
			at = this.typeOf(attribute);
		}
		return at;
	}
}
