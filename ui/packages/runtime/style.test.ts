import { describe, expect, it } from "vitest";
import { cssEntries } from "./style.ts";

const css = (style: unknown) => Object.fromEntries(cssEntries(style));

describe("inline styles of page files", () => {
	it("names and lengths become CSS; empty values mean unset", () => {
		expect(
			css({ Height: " 40 ", minHeight: 40, zIndex: "3", WebkitMaskSize: "1px", color: "", width: "NaN" }),
		).toEqual({
			height: "40px",
			"min-height": "40px",
			"z-index": "3",
			"-webkit-mask-size": "1px",
		});
	});

	it("a font that may be missing has a stand-in of its kind", () => {
		const family = (fontFamily: string) => css({ fontFamily })["font-family"];
		expect(family("Poppins")).toBe("Poppins, var(--q-font)");
		expect(family("Courier New")).toBe("Courier New, var(--q-font-code)");
		for (const kept of ["inherit", "Georgia", "Roboto, Arial", "sans-serif", "var(--brand)"]) {
			expect(family(kept)).toBe(kept);
		}
	});
});
