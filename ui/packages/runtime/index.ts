/** The page runtime: page and sources to live DOM. */
export type { ApplicationOptions } from "./application.ts";
export { Application } from "./application.ts";
export type { Browser } from "./browser.ts";
export { isSafeAddress, realBrowser } from "./browser.ts";
export type { TraceEntry } from "./cards.ts";
export type {
	Component,
	ComponentDefinition,
	Context,
	EventData,
	Handle,
	PropDefinition,
	Props,
} from "./component.ts";
export { documentSheets, type SheetHost } from "./css/styleSheets.ts";
export type { Editing } from "./editing.ts";
export { makeEditing } from "./editing.ts";
export type { Page } from "./page.ts";
export type { QodlyGlobal } from "./qodlyGlobal.ts";
export { makeQodlyGlobal } from "./qodlyGlobal.ts";
export { cssEntries } from "./style.ts";
