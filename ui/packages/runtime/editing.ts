/** What the Studio's canvas does with the page on show: find nodes, change the document, hear of clicks. */
import type { PageDocument, StyleClass } from "../wire/page.ts";
import { readPage } from "../wire/readPage.ts";
import type { Application } from "./application.ts";
import type { NodeContext } from "./nodeContext.ts";
import type { Page } from "./page.ts";

export interface Editing {
	/** The id of the node whose element is the nearest around an element. */
	nodeAt(element: Element | null): string | undefined;
	/** The element of a node: its first one inside a list; undefined when it is not on show. */
	elementOf(nodeId: string): HTMLElement | undefined;
	/** Takes an edited document: patches properties, builds again what changed its structure, keeps sources. */
	updateDocument(document: unknown): void;
	/** Takes edited shared classes. */
	updateSharedStyles(styles: readonly StyleClass[]): void;
	/** Switches states on the canvas, by id. */
	showStates(ids: readonly string[]): void;
	/** Hears which node was pressed; the result stops it. The page itself does not hear the press. */
	onSelect(fn: (nodeId: string, event: MouseEvent) => void): () => void;
}

export function makeEditing(application: Application, page: Page): Editing {
	const { document } = application.browser;
	const elementOf = (nodeId: string) => {
		for (const element of document.querySelectorAll<HTMLElement>("[data-node]")) {
			if (element.dataset.node === nodeId && application.contextOf(element)?.home === page) {
				return element;
			}
		}
		return undefined;
	};
	return {
		nodeAt: (element) => application.contextOf(element)?.node.id,
		elementOf,
		updateDocument: (raw) =>
			updateDocument(page, readPage(raw).value, (id) => contextOf(application, elementOf(id))),
		updateSharedStyles: (styles) => application.putSharedStyles(styles),
		showStates(ids) {
			page.states.clear();
			page.states.add(ids);
		},
		onSelect(fn) {
			const pressed = (event: MouseEvent) => {
				const target = event.target instanceof Element ? event.target : null;
				const nodeId = application.contextOf(target)?.node.id;
				if (nodeId !== undefined) {
					event.preventDefault();
					event.stopPropagation();
					fn(nodeId, event);
				}
			};
			document.addEventListener("click", pressed, { capture: true });
			return () => document.removeEventListener("click", pressed, { capture: true });
		},
	};
}

function contextOf(application: Application, element: HTMLElement | undefined): NodeContext | undefined {
	return element && application.contextOf(element);
}

/** The nodes whose element must be built again: their children, slots, type or cards are others. */
function restructured(before: PageDocument, after: PageDocument): readonly string[] {
	const shape = (document: PageDocument, id: string) => {
		const node = document.components[id];
		return node && JSON.stringify([node.type, node.nodes, node.linkedNodes, node.props.events]);
	};
	return Object.keys(after.components).filter(
		(id) => Object.hasOwn(before.components, id) && shape(before, id) !== shape(after, id),
	);
}

function updateDocument(
	page: Page,
	document: PageDocument,
	contextAt: (id: string) => NodeContext | undefined,
): void {
	const changed = restructured(page.document, document);
	const sourcesBefore = JSON.stringify(page.document.metadata.datasources);
	const contexts = changed.map(contextAt);
	page.update(document);
	const inLists = contexts.some(
		(context) => context && context.scope !== context.parent?.scope && context.parent,
	);
	const rebindAll = sourcesBefore !== JSON.stringify(document.metadata.datasources);
	if (rebindAll || inLists || contexts.some((context) => context?.parent === undefined)) {
		if (rebindAll || changed.length > 0) {
			page.rebuild();
		}
		return;
	}
	for (const context of contexts) {
		if (context?.parent?.rebuild(context) === undefined && context && !isBelow(context, contexts)) {
			page.rebuild();
			return;
		}
	}
}

/** Whether a node was built again together with one above it. */
function isBelow(context: NodeContext, others: readonly (NodeContext | undefined)[]): boolean {
	for (let at = context.parent; at; at = at.parent) {
		if (others.includes(at)) {
			return true;
		}
	}
	return false;
}
