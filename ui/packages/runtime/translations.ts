/** Translations of the project (i18n.json) and the language chosen. */
import { isRecord, recordOf, textOf } from "../wire/shape.ts";

export class Translations {
	readonly #keys: Readonly<Record<string, unknown>>;

	constructor(i18n: unknown) {
		this.#keys = recordOf(recordOf(i18n).keys);
	}

	/** The text of a key in a language, in its base language, or its default; undefined when there is none. */
	find(key: string, locale: string): string | undefined {
		const entry = Object.hasOwn(this.#keys, key) ? recordOf(this.#keys[key]) : {};
		const found = entry[locale] ?? entry[locale.split("-")[0] ?? ""] ?? entry.default;
		return typeof found === "string" && found !== "" ? found : undefined;
	}

	/** The text of a property that may be `{key, default, __t:"i18n"}`. */
	text(value: unknown, locale: string): string {
		if (isRecord(value)) {
			return this.find(textOf(value.key), locale) ?? textOf(value.default);
		}
		return typeof value === "number" ? String(value) : textOf(value);
	}
}
