/** The style properties that pages use most, in the order a person thinks of them (spec/studio_pages.md 2.4). */
export interface StyleGroup {
	readonly title: string;
	readonly names: readonly string[];
	/** What every name begins with; labels leave it out. */
	readonly prefix?: string;
	/** Two short fields side by side. */
	readonly pairs?: boolean;
}

export const styleGroups: readonly StyleGroup[] = [
	{ title: "Layout", names: ["display", "flexDirection", "alignItems", "justifyContent", "gap"] },
	{
		title: "Size",
		names: ["width", "height", "minWidth", "minHeight", "maxWidth", "maxHeight"],
		pairs: true,
	},
	{
		title: "Padding",
		names: ["paddingTop", "paddingBottom", "paddingLeft", "paddingRight"],
		prefix: "padding",
		pairs: true,
	},
	{
		title: "Margin",
		names: ["marginTop", "marginBottom", "marginLeft", "marginRight"],
		prefix: "margin",
		pairs: true,
	},
	{ title: "Type", names: ["fontSize", "fontWeight", "textAlign", "color"] },
	{ title: "Surface", names: ["backgroundColor", "borderRadius", "borderWidth", "borderColor", "boxShadow"] },
];
