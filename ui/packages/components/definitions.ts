/** The definitions of all built-in components, as data without behaviour; definitions.json is made from them. */
import type { ComponentDefinition, PropDefinition } from "../runtime/component.ts";
import { definition as button } from "./Button/definition.ts";
import { definition as checkbox } from "./Checkbox/definition.ts";
import { definition as checkboxInput } from "./CheckboxInput/definition.ts";
import { definition as columns } from "./Columns/definition.ts";
import { definition as container } from "./Container/definition.ts";
import { definition as dataTable } from "./DataTable/definition.ts";
import { definition as dialog } from "./Dialog/definition.ts";
import { definition as fileUpload } from "./FileUpload/definition.ts";
import { definition as grid } from "./Grid/definition.ts";
import { definition as icon } from "./Icon/definition.ts";
import { definition as image } from "./Image/definition.ts";
import { definition as input } from "./Input/definition.ts";
import { definition as label } from "./Label/definition.ts";
import { definition as matrix } from "./Matrix/definition.ts";
import { definition as radio } from "./Radio/definition.ts";
import { definition as select } from "./Select/definition.ts";
import { definition as selectBox } from "./SelectBox/definition.ts";
import { definition as selectInput } from "./SelectInput/definition.ts";
import { definition as slider } from "./Slider/definition.ts";
import { definition as sliderContainer } from "./SliderContainer/definition.ts";
import { definition as sliderFilledTrack } from "./SliderFilledTrack/definition.ts";
import { definition as sliderThumb } from "./SliderThumb/definition.ts";
import { definition as sliderTrack } from "./SliderTrack/definition.ts";
import { definition as styleBox } from "./StyleBox/definition.ts";
import { definition as switchInput } from "./SwitchInput/definition.ts";
import { definition as tabs } from "./Tabs/definition.ts";
import { definition as text } from "./Text/definition.ts";
import { definition as textInput } from "./TextInput/definition.ts";
import { definition as unknown } from "./Unknown/definition.ts";
import { commonProps } from "./vocabulary.ts";
import { definition as webformLoader } from "./WebformLoader/definition.ts";

/** What definitions.json holds. */
export interface Definitions {
	/** Properties every component has besides its own. */
	readonly common: readonly PropDefinition[];
	readonly components: readonly ComponentDefinition[];
}

export const definitions: Definitions = {
	common: commonProps,
	components: [
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
	],
};
