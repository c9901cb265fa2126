/** The class names of a select box. Apart from it, because the menu is fetched apart from it. */

/** The classes of the user on the header: those that are not of this component. */
export function userClasses(header: HTMLElement): string[] {
	return [...header.classList].filter((name) => !/^(fd-|q-|disabled$)/.test(name));
}
