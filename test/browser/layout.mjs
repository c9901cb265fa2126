/** Stories of layout: what boxes, loaders and lists of page files look like where the file says little. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, openPage, root, startQuoin, story } from "./harness.mjs";

/** A page file of nodes written as {id: [type, props, children or slots]}; the first one is the page. */
function pageFile(nodes, { datasources = [], styles = [] } = {}) {
	const components = {};
	for (const [id, [type, props, below = []]] of Object.entries(nodes)) {
		const [children, slots] = Array.isArray(below) ? [below, {}] : [[], below];
		components[id] = { type: { resolvedName: type }, isCanvas: true, props, displayName: type, custom: {}, hidden: false, nodes: children, linkedNodes: slots };
		for (const child of [...children, ...Object.values(slots)]) components[child] = { parent: id, ...components[child] };
	}
	return JSON.stringify({ metadata: { v: "1.0", datasources, styles }, components });
}

const text = (words) => ["Text", { doc: [{ type: "paragraph", children: [{ text: words }] }] }];
const numbers = { id: "numbers", type: "scalar", dataType: "array", namespace: "", initialValue: [...Array(200).keys()] };
const page = { className: "bg-white h-full w-full", style: { height: "100%" } };

/** Serves a new project with pages of ours and resolves to the open start page. */
async function open({ cleanup }, browser, pages) {
	const folder = mkdtempSync(join(tmpdir(), "quoin-layout-"));
	cleanup(() => rmSync(folder, { recursive: true, force: true }));
	const made = spawnSync(process.env.QUOIN ?? join(root, "bin/quoin"), ["new", "Layout", "--in", folder]);
	expect(made.status === 0, made.stderr.toString());
	const forms = join(folder, "Layout/Project/Sources/WebForms");
	for (const [name, file] of Object.entries(pages)) writeFileSync(join(forms, `${name}.WebForm`), file);
	const server = await startQuoin(join(folder, "Layout"));
	cleanup(() => server.stop());
	const shown = await openPage(browser);
	cleanup(() => shown.context().close());
	await shown.goto(server.url);
	const box = (id) => shown.locator(`[data-node="${id}"]`).first().evaluate((it) => {
		const { x, y, width, height } = it.getBoundingClientRect();
		return { x, y, width, height };
	});
	return { shown, box };
}

const near = (a, b) => Math.abs(a - b) < 1;

export async function stories(browser) {
	await story("layout: boxes are plain, with half a rem of padding and their parent's width", async (t) => {
		const { box } = await open(t, browser, {
			Home: pageFile({
				ROOT: ["Container", page, ["row", "plain"]],
				row: ["StyleBox", { style: { display: "flex" } }, ["left", "right"]],
				left: ["StyleBox", { style: { padding: "0px" } }, ["leftText"]],
				right: ["StyleBox", { style: { padding: "0px" } }, ["rightText"]],
				leftText: text("left"),
				rightText: text("right"),
				plain: ["StyleBox", {}, ["one", "two"]],
				one: text("one"),
				two: text("two"),
			}),
		});
		const [row, left, right, plain, one, two] = await Promise.all(["row", "left", "right", "plain", "one", "two"].map(box));
		expect(near(left.y, right.y) && right.x > left.x, "flex without a direction is no row");
		expect(near(left.width, right.width) && near(left.width, (row.width - 16) / 2), "siblings do not share the row");
		expect(near(left.x - row.x, 8) && near(left.y - row.y, 8), "a box has no padding of its own");
		expect(two.y > one.y && near(one.width, plain.width - 16), "a box without display is no block");
	});

	await story("layout: fields have no width of their own: in a row they are as wide as label and input", async (t) => {
		const { box } = await open(t, browser, {
			Home: pageFile({
				ROOT: ["Container", page, ["row", "filled"]],
				row: ["StyleBox", { style: { display: "flex", alignItems: "center", padding: "0px" } }, ["field"]],
				field: ["TextInput", { labelPosition: "left" }, { label: "fieldLabel", input: "fieldInput" }],
				fieldLabel: ["Label", { text: "Ending date", style: { width: "180px", minWidth: "180px" } }],
				fieldInput: ["Input", { type: "text" }],
				filled: ["TextInput", { labelPosition: "top" }, { label: "filledLabel", input: "filledInput" }],
				filledLabel: ["Label", { text: "Name" }],
				filledInput: ["Input", { type: "text" }],
			}),
		});
		const [row, field, input, filled, filledInput] = await Promise.all(["row", "field", "fieldInput", "filled", "filledInput"].map(box));
		expect(field.width > 300 && field.width < row.width / 2, `a field in a row is ${field.width} px wide, the row ${row.width}`);
		expect(input.width > 120 && input.width < 300, `its input is ${input.width} px wide`);
		expect(near(filled.width, row.width) && near(filledInput.width, filled.width), "a field below another does not fill the page");
	});

	await story("layout: a page loader is as large as its place, and the page in it too", async (t) => {
		const { shown, box } = await open(t, browser, {
			Home: pageFile({
				ROOT: ["Container", page, ["place"]],
				place: ["StyleBox", { style: { height: "400px", padding: "0px" } }, ["loader"]],
				loader: ["WebformLoader", { webform: "Inner" }],
			}),
			Inner: pageFile({ ROOT: ["Container", page, ["words"]], words: text("inside") }),
		});
		await shown.getByText("inside").waitFor();
		const [place, loader] = await Promise.all(["place", "loader"].map(box));
		expect(near(loader.height, 400) && near(loader.width, place.width), `the loader is ${loader.width} by ${loader.height}`);
		const inner = await shown.locator("[data-node=loader] .fd-page").evaluate((it) => it.clientHeight);
		expect(near(inner, 384), `the page in the loader is ${inner} high`);
	});

	await story("layout: lists are as large as they are told, whatever they hold", async (t) => {
		const list = (gridProps, props = {}) => ["Matrix", { datasource: "numbers", gridProps, ...props }, { container: `item${gridProps.styleboxHeight}` }];
		const { shown, box } = await open(t, browser, {
			Home: pageFile(
				{
					ROOT: ["Container", page, ["fixed", "halves"]],
					fixed: list({ styleboxWidth: 300, styleboxHeight: 30, enableFlex: true, flexProps: { nbOfRows: 5, nbOfColumns: 1 } }),
					item30: ["StyleBox", {}, ["word30"]],
					word30: text("row"),
					halves: list(
						{ styleboxWidth: 1, styleboxPercentWidth: "50%", styleboxHeight: 40, enableMosaic: true },
						{ style: { height: "200px" }, classNames: ["narrow"] },
					),
					item40: ["StyleBox", { style: { width: "50%" } }, ["word40"]],
					word40: text("half"),
				},
				{ datasources: [numbers], styles: [{ id: "narrow", name: "narrow", parentId: null, content: "self .FdVirtualGrid {\n\twidth: fit-content !important;\n}" }] },
			),
		});
		await shown.getByText("half").first().waitFor();
		const [fixed, halves, item] = await Promise.all(["fixed", "halves", "item40"].map(box));
		expect(near(fixed.height, 150), `a matrix of five rows of 30 is ${fixed.height} high`);
		expect(near(halves.height, 200), `a matrix of 200 is ${halves.height} high`);
		expect(item.width > halves.width * 0.47 && item.width <= halves.width / 2, `half of ${halves.width} is ${item.width}`);
	});
}
