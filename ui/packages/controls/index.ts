// Feedback and navigation.

// Talking to the administration server.
export { type ApiError, getJson, isApiError, postJson } from "./api.ts";
// Inputs.
export { Button } from "./Button.tsx";
export { ConfirmDialog } from "./ConfirmDialog.tsx";
export { EmptyState } from "./EmptyState.tsx";
// Text of figures.
export { age, bytes, count, milliseconds, moment } from "./figures.ts";
export { NoticeRegion, notify } from "./notices.tsx";
export { SignIn } from "./SignIn.tsx";
export { TextField } from "./TextField.tsx";
export { ThemeSwitch } from "./ThemeSwitch.tsx";
