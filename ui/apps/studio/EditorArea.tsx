import { EmptyState } from "@quoin/controls";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { CodeEditor } from "./editors/code/CodeEditor.tsx";
import { PageEditor } from "./editors/page/PageEditor.tsx";
import { type Tab, useWorkspace } from "./workspace.ts";

/** The open files as tabs, and the editor of the active one. */
export function EditorArea() {
	const tabs = useWorkspace((s) => s.tabs);
	const active = useWorkspace((s) => s.active);
	const tab = tabs.find((t) => t.path === active);
	return (
		<main className="s-editors">
			<nav className="s-tabs" aria-label="Open files">
				{tabs.map((t) => (
					<TabHead key={t.path} tab={t} active={t.path === active} />
				))}
			</nav>
			<div className="s-editor">
				{!tab && (
					<EmptyState
						title="Nothing is open"
						text="Choose a page or a class on the left, or press Ctrl K and type its name."
					/>
				)}
				{tab?.kind === "page" && <PageEditor key={tab.path} tab={tab} />}
				{tab?.kind === "text" && <CodeEditor key={tab.path} tab={tab} />}
			</div>
		</main>
	);
}

function TabHead({ tab, active }: { readonly tab: Tab; readonly active: boolean }) {
	const activate = useWorkspace((s) => s.activate);
	const close = useWorkspace((s) => s.close);
	const dirty = tab.kind === "text" && tab.text !== tab.saved;
	const head = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (active) head.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}, [active]);
	return (
		<div ref={head} className="s-tab" data-active={active || undefined}>
			<button
				type="button"
				aria-current={active || undefined}
				title={tab.path}
				onClick={() => activate(tab.path)}
			>
				{tab.name}
				{dirty && <i role="img" aria-label="not saved" />}
			</button>
			<button
				type="button"
				className="s-tab-close"
				aria-label={`Close ${tab.name}`}
				onClick={() => close(tab.path)}
			>
				<X size={12} />
			</button>
		</div>
	);
}
