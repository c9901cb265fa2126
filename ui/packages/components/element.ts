/** Making DOM nodes: the few lines every component needs. */

/** Creates an element with classes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	className = "",
	...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
	const made = document.createElement(tag);
	if (className) made.className = className;
	made.append(...children);
	return made;
}

/** An entry of a native select. */
export function option(text: string, value: string): HTMLOptionElement {
	const made = element("option", "", text);
	made.value = value;
	return made;
}

/** The root of a component, with the class names that user style sheets address. */
export function componentElement<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	name: string,
	...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
	return element(tag, `fd-component fd-${name}`, ...children);
}

/** Sets an attribute, or removes it when the value is undefined, false or empty. */
export function setAttribute(
	target: Element,
	name: string,
	value: string | number | boolean | undefined,
): void {
	if (value === undefined || value === false || value === "") target.removeAttribute(name);
	else if (target.getAttribute(name) !== String(value))
		target.setAttribute(name, value === true ? "" : String(value));
}

let lastId = 0;

/** An id no other element of the document has; labels and descriptions point at their control with it. */
export function uniqueId(): string {
	lastId++;
	return `q-${lastId}`;
}
