/** Text formats: `U` upper, `l` lower, `C` first letter, `c` first letter of each word. */
export function formatText(value: string, format: string, locale: string): string {
	switch (format) {
		case "U":
			return value.toLocaleUpperCase(locale);
		case "l":
			return value.toLocaleLowerCase(locale);
		case "C":
			return capitalise(value, locale);
		case "c":
			return value.replace(/\p{L}[\p{L}\p{M}\p{N}'’]*/gu, (word) => capitalise(word, locale));
		default:
			return value;
	}
}

function capitalise(value: string, locale: string): string {
	const [first = "", ...rest] = value;
	return first.toLocaleUpperCase(locale) + rest.join("");
}
