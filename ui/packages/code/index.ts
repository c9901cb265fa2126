// The code editor and what it knows of the two dialects.
export { type CodeDiagnostic, type CodeLanguage, type CodeOptions, CodeView } from "./CodeView.ts";
export { type CodeCommand, codeCommands, shortcutOf } from "./commands.ts";
export { type Channel, LanguageClient } from "./LanguageClient.ts";
export { dialectOf, isCode, quoinLanguage } from "./language.ts";
export { applyEdits, type FileEdits, type Finding, type Place } from "./messages.ts";
