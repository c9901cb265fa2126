/** Runs action cards in order, each after the one before (spec/studio_pages.md 2.7, 4.4 to 4.6). */
import {
	type CallEvent,
	type Cause,
	ConnectionError,
	callFunction,
	isSourceAction,
	type Outcome,
	RefusedError,
	runAction,
	type SourceGraph,
	type SourceScope,
} from "../sources/index.ts";
import type { Notification } from "../wire/effects.ts";
import type { ActionCard } from "../wire/page.ts";
import { recordOf, textOf, textsOf } from "../wire/shape.ts";
import type { PageStates } from "./states.ts";

/** Where a navigation card leads. */
export interface Navigation {
	readonly parent: "same-tab" | "new-tab" | "webform-loader" | "webform-loader-self";
	/** The node of the page loader, for "webform-loader". */
	readonly loader: string;
	/** A page's name, or an address when external. */
	readonly target: string;
	readonly external: boolean;
}

/** What cards need of the page they belong to. */
export interface CardHome {
	readonly graph: SourceGraph;
	readonly states: PageStates;
	navigate(navigation: Navigation): Promise<void>;
	/** Opens or closes a dialog by its reference. */
	dialog(reference: string, open: boolean): Promise<void>;
	logout(): Promise<void>;
	/** Applies what an answer of the server changes on the page; shows its notification when asked to. */
	applyAnswer(answer: unknown, feedback: boolean): Promise<boolean>;
	notify(notification: Notification): void;
	openAnswer(url: string, newTab: boolean): Promise<void>;
	/** Says in the console that something was ignored. */
	ignored(message: string): void;
	traced(entry: TraceEntry): void;
}

/** One card that ran, for the Studio's trace. */
export interface TraceEntry {
	readonly trigger: string;
	readonly reference: string;
	readonly card: string;
	readonly ok: boolean;
	readonly milliseconds: number;
	readonly message: string;
}

export interface CardContext {
	readonly scope: SourceScope;
	readonly cause: Cause;
	readonly event: CallEvent;
}

/** Runs cards until one fails; tells whether all ran well. Never rejects. */
export async function runCards(
	home: CardHome,
	context: CardContext,
	cards: readonly ActionCard[],
): Promise<boolean> {
	for (const card of cards) {
		const before = home.graph.environment.now().getTime();
		const { ok, message = "" } = await runCard(home, context, card);
		home.traced({
			trigger: context.event.eventType,
			reference: context.event.caller,
			card: describe(card),
			ok,
			milliseconds: home.graph.environment.now().getTime() - before,
			message,
		});
		if (!ok) {
			return false;
		}
	}
	return true;
}

function describe(card: ActionCard): string {
	const what = textOf(card.method) || textOf(card.action) || textOf(card.target) || textOf(card.targetDialog);
	return `${card.type ?? ""} ${what}`.trim();
}

async function runCard(home: CardHome, context: CardContext, card: ActionCard): Promise<Outcome> {
	try {
		return await dispatch(home, context, card);
	} catch (error) {
		return failed(home, card, error);
	}
}

function dispatch(home: CardHome, context: CardContext, card: ActionCard): Promise<Outcome> {
	switch (card.type) {
		case "method":
			return callCard(home, context, card);
		case "simple-action":
			return actionCard(home, context, card);
		case "navigation":
			return navigationCard(home, context, card);
		case "dialog":
			return dialogCard(home, card);
		case "qodly-pro-action":
			if (card.actionType === "auth" && card.action === "logout") {
				return logoutCard(home);
			}
			break;
	}
	home.ignored(`a card of type "${card.type ?? ""}" (${describe(card)})`);
	return Promise.resolve(done);
}

const done: Outcome = { ok: true };

// Functions

async function callCard(home: CardHome, context: CardContext, card: ActionCard): Promise<Outcome> {
	const outcome = await callFunction({ graph: home.graph, ...context }, card, context.event);
	if (outcome.open) {
		await home.openAnswer(outcome.open.url, outcome.open.newTab);
	}
	await home.applyAnswer(outcome.answer, wantsFeedback(card));
	return outcome;
}

/** Function cards have a boolean, standard actions an object. */
function wantsFeedback(card: ActionCard): boolean {
	return card.feedback === true || recordOf(card.feedback).enabled === true;
}

// Standard actions

function actionCard(home: CardHome, context: CardContext, card: ActionCard): Promise<Outcome> {
	const states = textsOf(recordOf(card.state).states);
	if (card.actionType === "auth") {
		return logoutCard(home);
	}
	if (card.actionType === "state" || (card.actionType === undefined && states.length > 0)) {
		return stateCard(home, card, states);
	}
	return sourceCard(home, context, card);
}

async function sourceCard(home: CardHome, context: CardContext, card: ActionCard): Promise<Outcome> {
	if (!isSourceAction(textOf(card.action))) {
		home.ignored(`a standard action "${textOf(card.action)}"`);
		return done;
	}
	const outcome = await runAction({ graph: home.graph, ...context }, card);
	const feedback = wantsFeedback(card);
	const told = await home.applyAnswer(outcome.answer, feedback);
	const messages = recordOf(recordOf(card.feedback).messages);
	if (!outcome.ok) {
		const text = textOf(messages.onFail) || outcome.message || "The action failed";
		report(home, feedback && !told, text, outcome.message ?? text);
	} else if (feedback && !told) {
		const text = textOf(messages.onSuccess) || successText(textOf(card.action));
		if (text !== "") {
			home.notify({ message: text, level: "message" });
		}
	}
	return outcome;
}

/** What is said when the page does not say it itself; nothing where the result is seen anyway. */
function successText(action: string): string {
	switch (action) {
		case "save":
			return "Saved";
		case "remove":
			return "Deleted";
		case "refresh":
			return "Reloaded";
		default:
			return "";
	}
}

async function stateCard(home: CardHome, card: ActionCard, ids: readonly string[]): Promise<Outcome> {
	const { states } = home;
	switch (recordOf(card.state).action) {
		case "delete":
			states.remove(ids);
			return done;
		case "clear":
			states.clear();
			return done;
		default:
			if (recordOf(card.state).override === true) {
				states.clear();
			}
			states.add(ids);
			return done;
	}
}

async function logoutCard(home: CardHome): Promise<Outcome> {
	await home.logout();
	return done;
}

// Navigation and dialogs

async function navigationCard(home: CardHome, context: CardContext, card: ActionCard): Promise<Outcome> {
	let target = textOf(card.target);
	if (card.isHardCoded === false) {
		target = textOf(await home.graph.valueOf(context.scope.cell(target)));
	}
	const parent = textOf(card.parent);
	if (target === "") {
		home.ignored("a navigation without a target");
		return done;
	}
	await home.navigate({
		parent:
			parent === "new-tab" || parent === "webform-loader" || parent === "webform-loader-self"
				? parent
				: "same-tab",
		loader: textOf(card.loader),
		target,
		external: card.externalLink === true,
	});
	return done;
}

async function dialogCard(home: CardHome, card: ActionCard): Promise<Outcome> {
	await home.dialog(textOf(card.targetDialog), card.actionType !== "close");
	return done;
}

// Failures

/** A refused call or a lost connection: shown when the card asks for feedback, logged always; the chain stops. */
async function failed(home: CardHome, card: ActionCard, error: unknown): Promise<Outcome> {
	const message = error instanceof Error ? error.message : String(error);
	const feedback = wantsFeedback(card);
	const told = error instanceof RefusedError ? await home.applyAnswer(error.answer, feedback) : false;
	const own = textOf(recordOf(recordOf(card.feedback).messages).onFail);
	report(home, feedback && !told && !(error instanceof ConnectionError), own || message, message);
	return { ok: false, message };
}

function report(home: CardHome, shown: boolean, text: string, message: string): void {
	home.graph.environment.log("error", message);
	if (shown) {
		home.notify({ message: text, level: "error" });
	}
}
