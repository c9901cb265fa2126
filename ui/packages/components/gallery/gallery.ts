/** Every component in its states, over values in memory. For looking at; not shipped. */
import "../theme/pages.css";
import { components } from "../index.ts";
import { FakePage, FakeSources, type Tree, tree } from "../testing.ts";
import "./gallery.css";
import { people } from "./sample.ts";

const query = new URLSearchParams(location.search);
document.documentElement.dataset.theme = query.get("theme") ?? "light";

const staff = people(10_000);
const sources = new FakeSources(
	{
		staff,
		few: staff.slice(0, 7),
		none: [],
		person: staff[2],
		nobody: null,
		text: "Portland limestone",
		long: "A long text that says more than fits on one line and therefore has to wrap inside the box it was given.\nIts second line is kept.",
		password: "granite",
		number: 1234.5,
		date: "2026-11-20",
		duration: 5.5 * 3_600_000,
		json: { slab: "A4", weight: 120 },
		choice: "b",
		yes: true,
		no: false,
		open: null,
		level: 62,
		link: "https://example.com",
	},
	{ date: "date", duration: "duration", "person.hired": "date" },
);
const click = [{ events: ["onclick"] }];

function input(label: string, props: Tree["props"], outer: Tree["props"] = {}): Tree {
	return tree(
		"TextInput",
		{ labelPosition: "top", ...outer },
		{
			label: tree("Label", { text: label }),
			input: tree("Input", { className: "fd-input w-full bg-transparent", type: "text", ...props }),
		},
	);
}

function select(label: string, props: Tree["props"], outer: Tree["props"] = {}): Tree {
	const options = [
		{ label: "Ashlar", value: "a" },
		{ label: "Rubble, coursed", value: "b" },
		{ label: "Rubble, random", value: "c" },
	];
	return tree(
		"SelectInput",
		{ labelPosition: "top", ...outer },
		{
			label: tree("Label", { text: label }),
			select: tree("Select", { className: "fd-select", options, ...props }),
		},
	);
}

function selectBox(props: Tree["props"]): Tree {
	return tree(
		"SelectBox",
		{ datasource: "staff", rowsNumber: 5, iterator: "$This", ...props },
		{
			container: tree(
				"StyleBox",
				{ className: "fd-selectbox__container" },
				{},
				words([source("$This.name")]),
			),
		},
	);
}

function check(
	label: string,
	kind: string,
	datasource: string,
	outer: Tree["props"] = {},
	inner: Tree["props"] = {},
): Tree {
	return tree(
		"Checkbox",
		{ labelPosition: "right", type: "two-state", ...outer },
		{
			label: tree("Label", { text: label }),
			[kind]: tree(kind, { datasource, ...inner }),
		},
	);
}

function slider(label: string, props: Tree["props"], outer: Tree["props"] = {}): Tree {
	const track = tree("SliderTrack", {}, {}, tree("SliderFilledTrack"));
	return tree(
		"Slider",
		{ orientation: "horizontal", labelPosition: "top", ...outer },
		{
			label: tree("Label", { text: label }),
			"slider-container": tree(
				"SliderContainer",
				{ datasource: "level", ...props },
				{ track, thumb: tree("SliderThumb") },
			),
		},
	);
}

function source(datasource: string, format = "", marks: Record<string, boolean> = {}): unknown {
	return { type: "datasource", datasource, format, children: [{ text: datasource, ...marks }] };
}

function words(children: readonly unknown[], props: Tree["props"] = {}): Tree {
	return tree("Text", { doc: [{ type: "paragraph", children }], ...props });
}

const card = tree(
	"StyleBox",
	{
		style: {
			width: "100%",
			height: "100%",
			display: "flex",
			flexDirection: "row",
			alignItems: "center",
			gap: "12px",
			paddingLeft: "12px",
			paddingRight: "12px",
		},
	},
	{},
	tree("Image", {
		datasource: "$This.photo",
		altText: "",
		style: { width: "40px", height: "40px", borderRadius: "50%" },
	}),
	tree(
		"StyleBox",
		{ style: { flex: "1" } },
		{},
		words([source("$This.name")], { style: { fontWeight: "500" } }),
		words([source("$This.place"), { text: ", since " }, source("$This.hired", "yyyy")], {
			style: { fontSize: "14px" },
		}),
	),
	words([source("$This.salary", "#,##0 €")], { style: { fontSize: "14px" } }),
);

function matrix(props: Tree["props"], grid: Record<string, unknown>): Tree {
	return tree(
		"Matrix",
		{ datasource: "staff", currentElement: "person", orientation: "vertical", gridProps: grid, ...props },
		{ container: card },
	);
}

const columns = [
	{ title: "Picture", source: "photo", width: 72, id: "p" },
	{ title: "Name", source: "name", width: "auto", sorting: true, id: "n" },
	{ title: "Place", source: "place", width: "auto", sorting: true, id: "l" },
	{
		title: "Hired",
		source: "hired",
		width: 130,
		sorting: true,
		format: "Date short",
		dataType: "date",
		id: "h",
	},
	{
		title: "Salary",
		source: "salary",
		width: 120,
		sorting: true,
		format: "#,##0.00 €",
		dataType: "number",
		id: "s",
	},
	{
		title: "Share",
		source: "share",
		width: 90,
		sorting: true,
		format: "[Red][<0.3]0%;0%",
		dataType: "number",
		id: "r",
	},
	{ title: "Active", source: "active", width: 90, id: "a" },
];

interface Section {
	readonly title: string;
	readonly wide?: boolean;
	readonly row?: boolean;
	readonly trees: readonly Tree[];
}

const icon = (name: string, props: Tree["props"] = {}) => tree("Icon", { icon: name, ...props });

const sections: readonly Section[] = [
	{
		title: "Text",
		trees: [
			words([{ text: "Quarry ledger" }], { style: { fontSize: "28px", fontWeight: "600" } }),
			words([
				{ text: "Plain, " },
				{ text: "bold", bold: true },
				{ text: ", " },
				{ text: "italic", italic: true },
				{ text: ", " },
				{ text: "underlined", underlined: true },
				{ text: ", " },
				{ text: "struck", strikethrough: true },
				{ text: ", a " },
				{ type: "link", url: "https://example.com", target: "_blank", children: [{ text: "link" }] },
				{ text: "." },
			]),
			words([
				{ text: "Value: " },
				source("person.name"),
				{ text: ", hired " },
				source("person.hired", "dd MMMM yyyy"),
				{ text: ", paid " },
				source("person.salary", "#,##0.00 €"),
			]),
			words([source("long")]),
			words([{ text: "Clickable text" }], { events: click }),
		],
	},
	{
		title: "Button",
		row: true,
		trees: [
			tree("Button", { text: "Save" }),
			tree("Button", { text: "Disabled", disabled: true }),
			tree("Button", { text: "New order", iconPosition: "left" }, { icon: icon("fa-plus") }),
			tree("Button", { text: "Next", iconPosition: "right" }, { icon: icon("fa-arrow-right") }),
			tree("Button", { text: "Upload", iconPosition: "top" }, { icon: icon("fa-upload") }),
			tree("Button", { text: "", iconPosition: "left" }, { icon: icon("fa-trash-can") }),
			tree("Button", {
				text: "Cancel",
				style: { backgroundColor: "#DCE2EC", color: "#343C6A", width: "130px" },
			}),
			tree("Button", {
				text: "Outline",
				style: {
					backgroundColor: "transparent",
					color: "#2E59BD",
					borderWidth: "1px",
					borderColor: "#2E59BD",
				},
			}),
		],
	},
	{
		title: "Icon",
		row: true,
		trees: [
			"fa-star",
			"fa-times",
			"fa-search",
			"fa-file-o",
			"fa-area-chart",
			"fa-solid fa-truck",
			"fa-regular fa-bell",
			"fa-brands fa-github",
			"fa-facebook",
		].map((name) => icon(name, { style: { fontSize: "20px" }, events: name === "fa-times" ? click : [] })),
	},
	{
		title: "Text input",
		trees: [
			input("Stone", { datasource: "text" }),
			input("Placeholder", { placeholder: "Search …" }),
			input("Label on the left", { datasource: "text" }, { labelPosition: "left" }),
			input("Read only", { datasource: "text", readonly: true }),
			input("Disabled", { datasource: "text", disabled: true }),
			input("Password", { datasource: "password", type: "password", revealPassword: true }),
		],
	},
	{
		title: "Number, date, duration, JSON",
		trees: [
			input("Weight", { datasource: "number", type: "number", format: "#,##0.00" }),
			input("Delivery", { datasource: "date", type: "date", format: "Date long" }),
			input("Length of the shift", { datasource: "duration", type: "duration" }),
			input("Start", { datasource: "duration", type: "time" }),
			input("Details", { datasource: "json", type: "text", dataType: "object" }),
		],
	},
	{
		title: "Text area and select",
		trees: [
			input("Remarks", { datasource: "long", type: "textArea", rows: 4 }),
			select("Masonry", { datasource: "choice" }),
			select("Empty", { datasource: "nobody", placeholder: "Choose one" }),
			select("Disabled", { datasource: "choice", disabled: true }),
		],
	},
	{
		title: "Select box",
		trees: [
			selectBox({
				currentElement: "person",
				enableSearch: true,
				searchAttributes: [{ attribute: "name" }],
				total: true,
				template: "{{ length }} people",
				placeholder: "Person",
			}),
			selectBox({ currentElement: "nobody", placeholder: "Choose a person" }),
			selectBox({ currentElement: "person", disabled: true }),
		],
	},
	{
		title: "Check box, switch",
		trees: [
			check("Checked", "CheckboxInput", "yes"),
			check("Not checked", "CheckboxInput", "no"),
			check("Open", "CheckboxInput", "open", { type: "three-state" }),
			check("Disabled", "CheckboxInput", "yes", {}, { disabled: true }),
			check("Large", "CheckboxInput", "yes", { size: "lg" }),
			check("On", "SwitchInput", "yes", { variant: "switch" }),
			check("Off", "SwitchInput", "no", { variant: "switch" }),
			check(
				"Label on the left, disabled",
				"SwitchInput",
				"yes",
				{ labelPosition: "left" },
				{ disabled: true },
			),
		],
	},
	{
		title: "Radio",
		trees: ["radio", "tabs"].flatMap((type) =>
			[false, true].map((disabled) =>
				tree("Radio", {
					type,
					mode: "single",
					datasource: "choice",
					disabled,
					options: [
						{ label: "Ashlar", value: "a" },
						{ label: "Coursed", value: "b" },
						{ label: "Random", value: "c", disabled: true },
					],
				}),
			),
		),
	},
	{
		title: "Range input",
		trees: [
			slider("Hardness", {}),
			slider("Read only, as a progress bar", { readOnly: true }),
			slider("Disabled", { disabled: true }),
			slider("Vertical", {}, { orientation: "vertical" }),
		],
	},
	{
		title: "File upload, image",
		trees: [
			tree(
				"FileUpload",
				{
					text: "Upload a picture",
					datasource: "nobody",
					fileType: "image/*",
					fileSizeLimit: "1KB",
					iconPosition: "left",
				},
				{ icon: icon("fa-arrow-up-from-bracket") },
			),
			tree("FileUpload", { text: "Disabled", disabled: true }),
			tree("Image", {
				datasource: "person.photo",
				altText: "Portrait",
				style: { width: "64px", borderRadius: "8px" },
			}),
			tree("Image", {
				datasource: "nobody",
				defaultImgSrc: staff[5]?.photo ?? "",
				altText: "The default",
				style: { width: "64px" },
			}),
		],
	},
	{
		title: "Tabs",
		trees: ["line", "enclosed"].map((variant) =>
			tree(
				"Tabs",
				{
					variant,
					tabs: [
						{ id: "1", title: "Overview" },
						{ id: "2", title: "Details" },
						{ id: "3", title: "History" },
					],
				},
				{
					1: words([{ text: "What matters first." }]),
					2: input("A field that keeps its text", {}),
					3: words([{ text: "Nothing yet." }]),
				},
			),
		),
	},
	{
		title: "Dialog, page loader, missing",
		row: true,
		trees: [
			tree("Button", { text: "Open the dialog", serverSideRef: "opener" }),
			tree(
				"Dialog",
				{ overlay: true, closable: true, draggable: true, serverSideRef: "confirm" },
				{
					Dialog: tree(
						"StyleBox",
						{
							className: "h-full",
							style: {
								display: "flex",
								flexDirection: "column",
								padding: "0",
								gap: "16px",
								width: "420px",
								maxWidth: "100%",
							},
						},
						{},
						words([{ text: "Delete order 1042?" }], { style: { fontSize: "20px", fontWeight: "600" } }),
						words([{ text: "Its three lines are deleted with it. This cannot be undone." }]),
						tree(
							"StyleBox",
							{ style: { display: "flex", justifyContent: "flex-end", gap: "8px" } },
							{},
							tree("Button", { text: "Keep", style: { backgroundColor: "transparent", color: "inherit" } }),
							tree("Button", { text: "Delete" }),
						),
					),
					close: icon("fa-times"),
					drag: icon("fa-grip-vertical"),
				},
			),
			tree("WebformLoader", {
				webform: "inner",
				style: { width: "100%", height: "auto", borderWidth: "1px", borderRadius: "8px" },
			}),
			tree("Tags", { style: { width: "100%" } }),
			tree(
				"StyleBox",
				{ events: click, style: { padding: "16px", borderWidth: "1px", borderRadius: "8px", width: "100%" } },
				{},
				words([{ text: "A box that is clicked" }]),
			),
		],
	},
	{
		title: "Matrix, one column",
		trees: [
			matrix(
				{ style: { height: "300px", borderWidth: "1px", borderRadius: "8px" } },
				{ styleboxHeight: 64, styleboxWidth: 1, styleboxPercentWidth: "100%" },
			),
		],
	},
	{
		title: "Matrix, mosaic",
		wide: true,
		trees: [
			matrix({ style: { height: "220px" } }, { styleboxHeight: 72, styleboxWidth: 280, enableMosaic: true }),
		],
	},
	{
		title: "Matrix, horizontal",
		wide: true,
		trees: [
			matrix(
				{ orientation: "horizontal", style: { height: "90px" } },
				{ styleboxHeight: 72, styleboxWidth: 300 },
			),
		],
	},
	{
		title: "Data table",
		wide: true,
		trees: [
			tree("DataTable", {
				datasource: "staff",
				currentElement: "person",
				columns,
				headerHeight: 36,
				rowHeight: 40,
				style: { height: "360px" },
			}),
		],
	},
	{
		title: "Data table, narrow, no borders",
		trees: [
			tree("DataTable", {
				datasource: "few",
				columns: columns.slice(1),
				showBorders: false,
				style: { height: "220px" },
			}),
		],
	},
	{
		title: "Data table, no rows",
		trees: [
			tree("DataTable", { datasource: "none", columns: columns.slice(1, 4), style: { height: "160px" } }),
		],
	},
	{
		title: "Data table, disabled",
		trees: [
			tree("DataTable", {
				datasource: "few",
				columns: columns.slice(1, 4),
				disabled: true,
				style: { height: "160px" },
			}),
		],
	},
];

const page = new FakePage({
	components: new Map([...components, ["Tags", missing()]]),
	sources,
	pages: {
		inner: tree("Container", { className: "px-6 py-4" }, {}, words([{ text: "A page inside the page." }])),
	},
	upload: (file) => new Promise((done) => setTimeout(() => done(file), 1500)),
	onFire: async (fired) => {
		console.info(fired.type, fired.trigger, fired.data ?? "");
	},
});

function missing() {
	const fallback = components.get("Fallback");
	if (!fallback) throw new Error("no fallback");
	return fallback;
}

const root = page.build(tree("Container", { className: "bg-white w-full" }));
const gallery = document.createElement("div");
gallery.className = "gallery";
for (const section of sections) {
	const box = document.createElement("section");
	box.classList.toggle("wide", section.wide ?? false);
	const title = document.createElement("h2");
	title.textContent = section.title;
	const holder = document.createElement("div");
	holder.className = section.row ? "row-of" : "q-field";
	if (!section.row) holder.style.gap = "12px";
	holder.append(...section.trees.map((item) => page.build(item)));
	box.append(title, holder);
	gallery.append(box);
}
root.append(gallery);
document.body.append(root);
for (const opener of document.querySelectorAll("button")) {
	if (opener.textContent === "Open the dialog")
		opener.addEventListener("click", () => page.handles.get("Dialog")?.show?.());
}
