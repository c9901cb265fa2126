// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { components } from "../index.ts";
import { FakePage, FakeSources, layOut, type Tree, tree } from "../testing.ts";
import { snap } from "./slide.ts";

const parts = () => ({
	track: tree("SliderTrack", {}, {}, tree("SliderFilledTrack")),
	thumb: tree("SliderThumb"),
});

function build(props: Tree["props"], value: unknown, outer: Tree["props"] = {}) {
	const page = new FakePage({ components, sources: new FakeSources({ value }) });
	const root = page.build(
		tree(
			"Slider",
			{ orientation: "horizontal", labelPosition: "left", ...outer },
			{
				label: tree("Label", { text: "Level" }),
				"slider-container": tree(
					"SliderContainer",
					{ datasource: "value", events: [{ events: ["onchange"] }], ...props },
					parts(),
				),
			},
		),
	);
	document.body.append(root);
	return { page, root, thumb: root.querySelector<HTMLElement>("[role=slider]") };
}

const press = (thumb: HTMLElement | null, key: string) =>
	thumb?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

describe("Slider", () => {
	it("has the parts that style sheets address", () => {
		const { root, thumb } = build({ minValue: 0, maxValue: 10 }, 4);
		for (const selector of [
			".fd-slider .fd-slidercontainer.chakra-slider[data-cy=cypress_slider]",
			".chakra-slider__track > [data-cy=cypress_slider_filled_track]",
			".chakra-slider__thumb[data-cy=cypress_slider_thumb]",
		]) {
			expect(root.matches(`:has(${selector})`) || root.parentElement?.querySelector(selector)).toBeTruthy();
		}
		expect(["now", "min", "max"].map((name) => thumb?.getAttribute(`aria-value${name}`))).toEqual([
			"4",
			"0",
			"10",
		]);
		expect(thumb?.getAttribute("aria-label")).toBe("Level");
		expect(root.querySelector<HTMLElement>(".chakra-slider")?.style.getPropertyValue("--q-slider")).toBe(
			"40%",
		);
	});

	it("moves by keyboard within its range and fires onchange", () => {
		const { page, thumb } = build({ minValue: 0, maxValue: 10, step: 2 }, 4);
		for (const key of ["ArrowRight", "ArrowLeft", "End", "ArrowUp", "Home", "PageUp"]) press(thumb, key);
		expect(page.sources.writes.map((write) => write.value)).toEqual([6, 4, 10, 0, 2]);
		expect(page.triggers("SliderContainer")).toHaveLength(5);
	});

	it("follows the pointer and fires onchange once, when it is let go", () => {
		const { page, root } = build({}, 0);
		const slider = root.querySelector<HTMLElement>(".chakra-slider");
		if (!slider) throw new Error("no slider");
		layOut(slider, 200, 20);
		const pointer = (type: string, clientX: number) =>
			slider.dispatchEvent(new PointerEvent(type, { clientX, button: 0, bubbles: true }));
		pointer("pointerdown", 50);
		pointer("pointermove", 100);
		pointer("pointermove", 150);
		expect(page.fired).toEqual([]);
		pointer("pointerup", 150);
		expect(page.sources.writes.map((write) => write.value)).toEqual([25, 50, 75]);
		expect(page.triggers("SliderContainer")).toEqual(["onchange"]);
	});

	it("read only is a progress bar: no keys, no pointer, no place in the tab order", () => {
		const { page, thumb } = build({ readOnly: true }, 30);
		press(thumb, "End");
		expect([page.sources.writes, thumb?.tabIndex]).toEqual([[], -1]);
	});

	it("values and binding may stand on the outer node", () => {
		const { root } = build({ datasource: "" }, 3, { datasource: "value", maxValue: 6 });
		expect(root.querySelector("[role=slider]")?.getAttribute("aria-valuemax")).toBe("6");
		expect(root.querySelector("[role=slider]")?.getAttribute("aria-valuenow")).toBe("3");
	});

	it("the oldest files have no container", () => {
		const page = new FakePage({ components, sources: new FakeSources({ value: 5 }) });
		const root = page.build(
			tree(
				"Slider",
				{ orientation: "horizontal", datasource: "value", maxValue: 10 },
				{ label: tree("Label"), ...parts() },
			),
		);
		expect(root.querySelector("[role=slider]")?.getAttribute("aria-valuenow")).toBe("5");
	});

	it.each([
		[4.9, { min: 0, max: 10, step: 2 }, 4],
		[0.30000004, { min: 0, max: 1, step: 0.1 }, 0.3],
		[99, { min: 1, max: 10, step: 4 }, 10],
		[-5, { min: 0.5, max: 10, step: 1 }, 0.5],
	])("%d on %j is %d", (value, range, snapped) => {
		expect(snap(value, range)).toBe(snapped);
	});
});
