/** What a call changes on the page that made it: the `__WEBFORM` of an answer (spec/studio_pages.md 4.6). */
import { isRecord, recordOf, textOf } from "./shape.ts";

export interface ItemEffect {
	readonly reference: string;
	readonly action: "show" | "hide" | "addCSSClass" | "removeCSSClass";
	readonly classes: readonly string[];
	/** Orders the effects on one reference, also over several answers. */
	readonly stamp: number;
}

export interface Notification {
	readonly message: string;
	readonly level: "message" | "warning" | "error";
}

export interface PageEffects {
	readonly items: readonly ItemEffect[];
	readonly notification: Notification | undefined;
	readonly states: readonly { readonly label: string; readonly enable: boolean }[];
	/** The stamp of the session's privileges when they changed. */
	readonly privileges: number | undefined;
}

const actions = ["show", "hide", "addCSSClass", "removeCSSClass"] as const;

/** Reads the effects of an answer; undefined when it has none. */
export function readEffects(answer: unknown): PageEffects | undefined {
	if (!isRecord(answer) || !isRecord(answer.__WEBFORM)) {
		return undefined;
	}
	const form = answer.__WEBFORM;
	const items: ItemEffect[] = [];
	for (const [reference, effects] of Object.entries(form)) {
		if (!reference.startsWith("__")) {
			items.push(...readItem(reference, recordOf(effects)));
		}
	}
	items.sort((a, b) => a.stamp - b.stamp);
	const privileges = recordOf(form.__PRIVILEGES).stamp;
	return {
		items,
		notification: readNotification(form.__NOTIFICATION),
		states: Object.entries(recordOf(form.__STATES))
			.filter(([, verb]) => verb === "add" || verb === "remove")
			.map(([label, verb]) => ({ label, enable: verb === "add" })),
		privileges: typeof privileges === "number" ? privileges : undefined,
	};
}

function readItem(reference: string, effects: Readonly<Record<string, unknown>>): ItemEffect[] {
	const items: ItemEffect[] = [];
	for (const action of actions) {
		const effect = effects[action];
		if (isRecord(effect)) {
			const names = Array.isArray(effect.value) ? effect.value.join(" ") : textOf(effect.value);
			items.push({
				reference,
				action,
				classes: names.split(/\s+/).filter((name) => name !== ""),
				stamp: typeof effect.stamp === "number" ? effect.stamp : 0,
			});
		}
	}
	return items;
}

function readNotification(raw: unknown): Notification | undefined {
	if (!isRecord(raw)) {
		return undefined;
	}
	const level = raw.type === "warning" || raw.type === "error" ? raw.type : "message";
	return { message: textOf(raw.message), level };
}
