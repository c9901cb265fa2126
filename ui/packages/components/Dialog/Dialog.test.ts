// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, settle, type Tree, tree } from "../testing.ts";

function build(props: Tree["props"], onFire?: () => Promise<void>) {
	const page = new FakePage({ components, ...(onFire ? { onFire } : {}) });
	const root = page.build(
		tree(
			"Dialog",
			{
				serverSideRef: "confirm",
				overlay: true,
				closable: true,
				events: [{ events: ["oninit", "onloaded", "onclose"] }],
				...props,
			},
			{
				Dialog: tree("StyleBox", {}, {}, tree("Text", { text: "Sure?" })),
				close: tree("Icon", { icon: "fa-times" }),
				drag: tree("Icon", { icon: "fa-grip" }),
			},
		),
	) as HTMLDialogElement;
	document.body.replaceChildren(root);
	return { page, root, handle: page.handles.get("Dialog") };
}

describe("Dialog", () => {
	it("is empty and closed until it is opened by its reference", async () => {
		const { page, root, handle } = build({});
		expect([root.open, root.querySelector(".fd-dialog")?.textContent]).toEqual([false, ""]);
		await handle?.show?.();
		expect([root.open, root.querySelector(".fd-dialog")?.textContent]).toEqual([true, "Sure?"]);
		expect(page.triggers("Dialog")).toEqual(["oninit", "onloaded"]);
		expect(root.getAttribute("aria-label")).toBe("confirm");
	});

	it("waits for oninit before its content shows", async () => {
		let finish: (() => void) | undefined;
		const { root, handle } = build({}, () => new Promise<void>((resolve) => (finish = resolve)));
		const opening = handle?.show?.();
		await settle();
		expect(root.open).toBe(false);
		finish?.();
		await settle();
		expect(root.open).toBe(true);
		finish?.();
		await opening;
	});

	it("closes by its reference, its cross, Escape and the backdrop; onclose runs just before", async () => {
		const { page, root, handle } = build({});
		const ways = [
			() => handle?.hide?.(),
			() => root.querySelector<HTMLElement>(".fd-dialog__close")?.click(),
			() => root.dispatchEvent(new Event("cancel", { cancelable: true })),
			() => root.querySelector<HTMLElement>(".fd-dialog-overlay")?.click(),
		];
		for (const close of ways) {
			await handle?.show?.();
			expect(root.open).toBe(true);
			await close();
			await settle();
			expect([root.open, page.fired.at(-1)?.trigger]).toEqual([false, "onclose"]);
		}
		expect(root.querySelector(".fd-dialog")?.childElementCount).toBe(0);
	});

	it("that is not closable has no cross and stays", async () => {
		const { root, handle } = build({ closable: false });
		await handle?.show?.();
		root.querySelector<HTMLElement>(".fd-dialog-overlay")?.click();
		root.dispatchEvent(new Event("cancel", { cancelable: true }));
		await settle();
		expect([root.open, root.querySelector(".fd-dialog__close")]).toEqual([true, null]);
	});

	it("gives the focus back", async () => {
		const { handle, root } = build({});
		const opener = document.createElement("button");
		root.before(opener);
		opener.focus();
		await handle?.show?.();
		await handle?.hide?.();
		expect(document.activeElement).toBe(opener);
	});

	it("is dragged by its grip, by keyboard too", async () => {
		const { root, handle } = build({ draggable: true });
		await handle?.show?.();
		const grip = root.querySelector(".fd-dialog__drag");
		grip?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
		expect(root.querySelector<HTMLElement>(".fd-dialog")?.style.translate).not.toBe("");
	});
});
