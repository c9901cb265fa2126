/** The built-in components: what a page file can name. Explicit, in the order of use (spec/studio_pages.md 3.1). */
import type { Component } from "../runtime/component.ts";
import { button } from "./Button/Button.ts";
import { checkbox } from "./Checkbox/Checkbox.ts";
import { checkboxInput } from "./CheckboxInput/CheckboxInput.ts";
import { columns } from "./Columns/Columns.ts";
import { container } from "./Container/Container.ts";
import { dataTable } from "./DataTable/DataTable.ts";
import { dialog } from "./Dialog/Dialog.ts";
import { fileUpload } from "./FileUpload/FileUpload.ts";
import { grid } from "./Grid/Grid.ts";
import { icon } from "./Icon/Icon.ts";
import { image } from "./Image/Image.ts";
import { input } from "./Input/Input.ts";
import { label } from "./Label/Label.ts";
import { matrix } from "./Matrix/Matrix.ts";
import { radio } from "./Radio/Radio.ts";
import { select } from "./Select/Select.ts";
import { selectBox } from "./SelectBox/SelectBox.ts";
import { selectInput } from "./SelectInput/SelectInput.ts";
import { slider } from "./Slider/Slider.ts";
import { sliderContainer } from "./SliderContainer/SliderContainer.ts";
import { sliderFilledTrack } from "./SliderFilledTrack/SliderFilledTrack.ts";
import { sliderThumb } from "./SliderThumb/SliderThumb.ts";
import { sliderTrack } from "./SliderTrack/SliderTrack.ts";
import { styleBox } from "./StyleBox/StyleBox.ts";
import { switchInput } from "./SwitchInput/SwitchInput.ts";
import { tabs } from "./Tabs/Tabs.ts";
import { text } from "./Text/Text.ts";
import { textInput } from "./TextInput/TextInput.ts";
import { unknown } from "./Unknown/Unknown.ts";
import { webformLoader } from "./WebformLoader/WebformLoader.ts";

const list: readonly Component[] = [
	container,
	styleBox,
	text,
	icon,
	button,
	label,
	textInput,
	input,
	image,
	matrix,
	selectBox,
	dialog,
	webformLoader,
	selectInput,
	select,
	dataTable,
	fileUpload,
	checkbox,
	checkboxInput,
	switchInput,
	radio,
	slider,
	sliderContainer,
	sliderTrack,
	sliderFilledTrack,
	sliderThumb,
	tabs,
	grid,
	columns,
	unknown,
];

/** Components by the `resolvedName` of a node. */
export const components: ReadonlyMap<string, Component> = new Map(
	list.map((component) => [component.definition.name, component]),
);

/** What stands in for a name that is not in the map. */
export const missingComponent: Component = unknown;
