// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, settle, type Tree, tree } from "../testing.ts";
import { acceptOf, accepts, sizeLimit } from "./limits.ts";

function build(props: Tree["props"], upload?: (file: Blob) => Promise<unknown>) {
	const page = new FakePage({
		components,
		sources: new FakeSources({ photo: null }),
		...(upload ? { upload } : {}),
	});
	const root = page.build(
		tree("FileUpload", { text: "Upload", datasource: "photo", events: [{ events: ["onchange"] }], ...props }),
	);
	const status = () => [root.dataset.state, root.querySelector(".q-upload__status")?.textContent];
	return { page, root, status };
}

function drop(root: HTMLElement, file: File) {
	const event = new Event("drop", { bubbles: true, cancelable: true });
	Object.assign(event, { dataTransfer: { files: [file], types: ["Files"] } });
	root.dispatchEvent(event);
}

const picture = (size = 10) => new File([new Uint8Array(size)], "slab.png", { type: "image/png" });

describe("FileUpload", () => {
	it("is a label around a native chooser", () => {
		const { root } = build({ fileType: "image/*" });
		expect(root.matches("label.fd-fileupload")).toBe(true);
		expect(root.querySelector<HTMLInputElement>("input[type=file]")?.accept).toBe("image/*");
		expect(root.textContent).toContain("Upload");
	});

	it("uploads the file, sets what the upload answers and runs onchange", async () => {
		const { page, root, status } = build({}, async () => ({ ID: "D0" }));
		drop(root, picture());
		expect(status()).toEqual(["busy", "slab.png"]);
		await settle();
		expect(page.sources.values.photo).toEqual({ ID: "D0" });
		expect(status()).toEqual(["done", "slab.png"]);
		expect(page.triggers("FileUpload")).toEqual(["onchange"]);
		page.sources.set("photo", null); // another record
		expect(status()).toEqual(["idle", ""]);
	});

	it("refuses a file that is too large, without sending it", async () => {
		const { page, root, status } = build({ fileSizeLimit: "1KB" });
		drop(root, picture(2048));
		await settle();
		expect(page.sources.writes).toEqual([]);
		expect(status()).toEqual(["failed", "slab.png is too large (2 KB; at most 1 KB)."]);
	});

	it("refuses a dropped file of another type", () => {
		const { root, status } = build({ fileType: ".pdf" });
		drop(root, picture());
		expect(status()[0]).toBe("failed");
	});

	it("says when the upload failed", async () => {
		const { page, root, status } = build({}, () => Promise.reject(new Error("offline")));
		drop(root, picture());
		await settle();
		expect(status()).toEqual(["failed", "slab.png could not be uploaded. Try again."]);
		expect(page.sources.writes).toEqual([]);
	});

	it("removes the file, and forgets an upload that is still running", async () => {
		const { page, root } = build({}, async () => "late");
		drop(root, picture());
		root.querySelector<HTMLElement>("button")?.click();
		await settle();
		expect(page.sources.values.photo).toBeNull();
	});

	it.each([
		["2048KB", 2048 * 1024],
		["1MB", 1024 ** 2],
		["1.5 gb", 1.5 * 1024 ** 3],
		["", Number.POSITIVE_INFINITY],
		["large", Number.POSITIVE_INFINITY],
	])("the limit %j is %d bytes", (text, bytes) => {
		expect(sizeLimit(text)).toBe(bytes);
	});

	it("reads type filters as the chooser does", () => {
		expect(acceptOf("image, .pdf, *")).toBe("image/*,.pdf");
		expect(accepts({ name: "A.PDF", type: "" }, ".pdf")).toBe(true);
		expect(accepts({ name: "a.png", type: "image/png" }, "video/*")).toBe(false);
	});
});
