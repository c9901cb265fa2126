/** A scope in which the loop variable stands for a path: how a select box shows an element that is in no list. */
import type { Binding, ListBinding, Scope } from "../../sources/scope.ts";

/** Everything else resolves as in the outer scope. */
export function aliasScope(outer: Scope, iterator: string, path: string): Scope {
	const resolve = (wanted: string): string => {
		const plain = wanted.replace(/^[^:.]+:(?=\$)/, ""); // a namespace before a loop variable says nothing
		if (plain === iterator) return path;
		return plain.startsWith(`${iterator}.`) ? path + plain.slice(iterator.length) : wanted;
	};
	return {
		bind: (wanted): Binding => outer.bind(resolve(wanted)),
		list: (wanted): ListBinding | undefined => outer.list(resolve(wanted)),
	};
}
