// The code editor and what it knows of the two dialects.
export { type CodeDiagnostic, type CodeOptions, CodeView } from "./CodeView.ts";
export { type Channel, LanguageClient } from "./LanguageClient.ts";
export { dialectOf, quoinLanguage } from "./language.ts";
