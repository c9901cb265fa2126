import { ChevronRight } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button as AriaButton, Collection, Tree, TreeItem, TreeItemContent } from "react-aria-components";
import type { PageDocument } from "../../server.ts";
import { type PageTab, useWorkspace } from "../../workspace.ts";
import { childrenOf, labelOf, pathTo, typeOf } from "./tree.ts";

interface Item {
	readonly id: string;
	readonly label: string;
	readonly type: string;
	readonly slot: string;
	readonly children: readonly Item[];
}

const maxDepth = 60;

function itemOf(document: PageDocument, id: string, slot: string, depth: number): Item {
	const node = document.components[id];
	return {
		id,
		slot,
		label: labelOf(node),
		type: typeOf(node),
		children:
			depth > maxDepth ? [] : childrenOf(document, id).map((c) => itemOf(document, c.id, c.slot, depth + 1)),
	};
}

/** The page as a tree: the accessible twin of the canvas. */
export function Outline({ tab }: { readonly tab: PageTab }) {
	const select = useWorkspace((s) => s.select);
	const root = useMemo(() => itemOf(tab.document, "ROOT", "", 0), [tab.document]);
	const [expanded, setExpanded] = useState<Set<string>>(
		() => new Set(["ROOT", ...root.children.map((c) => c.id)]),
	);
	useEffect(() => {
		// What is selected on the canvas is shown here.
		setExpanded((old) => new Set([...old, ...pathTo(tab.document, tab.selected)]));
	}, [tab.selected, tab.document]);
	return (
		<aside className="s-outline" aria-label="Outline">
			<h2>Outline</h2>
			<Tree
				aria-label="Components of the page"
				items={[root]}
				selectionMode="single"
				selectionBehavior="replace"
				disallowEmptySelection
				selectedKeys={[tab.selected]}
				expandedKeys={expanded}
				onExpandedChange={(keys) => setExpanded(new Set([...keys].map(String)))}
				onSelectionChange={(keys) => {
					if (keys !== "all") for (const key of keys) select(tab.path, String(key));
				}}
			>
				{renderItem}
			</Tree>
		</aside>
	);
}

function renderItem(item: Item) {
	return (
		<TreeItem id={item.id} textValue={item.label}>
			<TreeItemContent>
				{({ hasChildItems, level }) => (
					<div className="s-row" style={{ paddingInlineStart: 4 + (level - 1) * 12 }}>
						{hasChildItems ? (
							<AriaButton slot="chevron">
								<ChevronRight size={12} />
							</AriaButton>
						) : (
							<span className="s-nochevron" />
						)}
						<span>{item.label}</span>
						<em>{item.slot || (item.label === item.type ? "" : item.type)}</em>
					</div>
				)}
			</TreeItemContent>
			<Collection items={item.children}>{renderItem}</Collection>
		</TreeItem>
	);
}
