// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, settle, tree } from "../testing.ts";

const click = [{ events: ["onclick"] }];
const icon = { icon: tree("Icon", { icon: "fa-solid fa-trash-can" }) };

describe("Button", () => {
	it("shows its text as text: markup of the file never reaches the document", () => {
		const page = new FakePage({ components });
		const root = page.build(tree("Button", { text: "Save &amp; <b onclick='x'>close</b>" }));
		expect(root.matches("button.fd-button[type=button]")).toBe(true);
		expect(root.textContent).toBe("Save & close");
		expect(root.querySelector("b")).toBeNull();
	});

	it.each([
		["hidden", ["Delete"]],
		["left", ["icon", "Delete"]],
		["top", ["icon", "Delete"]],
		["right", ["Delete", "icon"]],
		["bottom", ["Delete", "icon"]],
	])("puts the icon %s", (iconPosition, order) => {
		const page = new FakePage({ components });
		const root = page.build(tree("Button", { text: "Delete", iconPosition }, icon));
		expect(
			[...root.children].map((child) => (child.matches(".fd-icon") ? "icon" : child.textContent)),
		).toEqual(order);
		page.override("Button", { iconPosition: "right" });
		expect(root.lastElementChild?.matches(".fd-icon")).toBe(true);
	});

	it("is disabled for the browser, for assistive technology and for style sheets", () => {
		const page = new FakePage({ components });
		const root = page.build(
			tree("Button", { text: "x", disabled: true, events: click }),
		) as HTMLButtonElement;
		expect([root.disabled, root.classList.contains("disabled")]).toEqual([true, true]);
		root.click();
		expect(page.fired).toEqual([]);
		page.override("Button", { disabled: false });
		root.click();
		expect(page.triggers("Button")).toEqual(["onclick"]);
	});

	it("drops the second click of a double click while the first one's cards run", async () => {
		let finish: (() => void) | undefined;
		const onFire = () => new Promise<void>((resolve) => (finish = resolve));
		const page = new FakePage({ components, onFire });
		const root = page.build(tree("Button", { text: "x", events: click }));
		root.dispatchEvent(new MouseEvent("click", { detail: 1 }));
		root.dispatchEvent(new MouseEvent("click", { detail: 2 }));
		expect(page.fired).toHaveLength(1);
		expect(root.getAttribute("aria-busy")).toBe("true");
		root.dispatchEvent(new MouseEvent("click", { detail: 1 })); // another click counts
		expect(page.fired).toHaveLength(2);
		finish?.();
		await settle();
		root.dispatchEvent(new MouseEvent("click", { detail: 2 }));
		expect(page.fired).toHaveLength(2); // the first chain still runs
	});
});

describe("a button of an icon alone", () => {
	it("is named by its icon", () => {
		const page = new FakePage({ components });
		const root = page.build(tree("Button", { text: "", iconPosition: "left" }, icon));
		expect(root.getAttribute("aria-label")).toBe("trash can");
		page.override("Button", { text: "Delete" });
		expect(root.hasAttribute("aria-label")).toBe(false);
	});
});
