/** The style properties that pages use most, in the order a person thinks of them (spec/studio_pages.md 2.4). */
export const styleGroups: readonly { readonly title: string; readonly names: readonly string[] }[] = [
	{ title: "Layout", names: ["display", "flexDirection", "alignItems", "justifyContent", "gap"] },
	{ title: "Size", names: ["width", "height", "minWidth", "maxWidth", "minHeight", "maxHeight"] },
	{ title: "Padding", names: ["paddingTop", "paddingRight", "paddingBottom", "paddingLeft"] },
	{ title: "Margin", names: ["marginTop", "marginRight", "marginBottom", "marginLeft"] },
	{ title: "Type", names: ["fontSize", "fontWeight", "textAlign", "color"] },
	{ title: "Surface", names: ["backgroundColor", "borderRadius", "borderWidth", "borderColor", "boxShadow"] },
];
