/** The language formats follow: the one the page was put in (the root element's `lang`), else the browser's. */
export function pageLocale(): string {
	const declared = typeof document === "undefined" ? "" : document.documentElement.lang;
	const wanted = declared || (typeof navigator === "undefined" ? "" : navigator.language) || "en";
	try {
		return Intl.getCanonicalLocales(wanted)[0] ?? "en";
	} catch {
		return "en"; // a tag that is no language tag
	}
}
