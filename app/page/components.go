package page

// builtIn lists the components that come with the product, and the parts they
// are made of (spec/studio_pages.md 3.1). All other names are custom components.
func builtIn(name string) bool {
	switch name {
	case "Container", "StyleBox", "Text", "Icon", "Button", "Label", "Image",
		"TextInput", "Input", "SelectInput", "Select", "SelectBox", "Matrix", "DataTable",
		"Checkbox", "CheckboxInput", "SwitchInput", "Radio", "FileUpload",
		"Slider", "SliderContainer", "SliderTrack", "SliderFilledTrack", "SliderThumb",
		"Dialog", "WebformLoader", "Tabs", "Grid", "Columns", "PieChart":
		return true
	}
	return false
}
