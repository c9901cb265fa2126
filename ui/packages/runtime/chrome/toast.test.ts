// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Environment } from "../../sources/index.ts";
import { Toasts } from "./toast.ts";

const environment = { after: () => () => {} } as unknown as Environment;

function start() {
	const host = document.body.appendChild(document.createElement("div"));
	return { host, toasts: new Toasts(host, environment) };
}

beforeEach(() => document.body.replaceChildren());

test("messages stand in the dialog that is in front, and outlive it", () => {
	const { host, toasts } = start();
	toasts.show({ message: "Saved", level: "message" });
	expect(host.parentNode).toBe(document.body);

	const dialog = document.body.appendChild(document.createElement("dialog"));
	dialog.setAttribute("open", "");
	toasts.show({ message: "The name is taken", level: "error" });
	expect(host.parentNode).toBe(dialog);
	expect(host.querySelectorAll(".q-toast")).toHaveLength(2);

	dialog.removeAttribute("open");
	dialog.dispatchEvent(new Event("close"));
	expect(host.parentNode).toBe(document.body);
	expect(host.querySelector(".q-toast-error")?.textContent).toContain("The name is taken");
});

test("a dialog that is gone with its page does not keep the messages", () => {
	const { host, toasts } = start();
	const dialog = document.body.appendChild(document.createElement("dialog"));
	dialog.setAttribute("open", "");
	toasts.show({ message: "Saved", level: "message" });
	dialog.remove();
	toasts.show({ message: "Saved again", level: "message" });
	expect(host.parentNode).toBe(document.body);
});
