import { CodeView } from "@quoin/code";
import { Button } from "@quoin/controls";
import { useEffect, useMemo, useRef } from "react";
import { codeLanguage } from "../../codeWindow.ts";
import { explanationOf, findingsOf } from "../../findings.ts";
import { type TextTab, useWorkspace } from "../../workspace.ts";

/** The text of one file, checked while it is written. */
export function CodeEditor({ tab }: { readonly tab: TextTab }) {
	const host = useRef<HTMLDivElement>(null);
	const view = useRef<CodeView>(undefined);
	const write = useWorkspace((s) => s.write);
	const save = useWorkspace((s) => s.save);
	const target = useWorkspace((s) => s.target);
	const tabs = useWorkspace((s) => s.tabs);
	const diagnostics = useWorkspace((s) => s.diagnostics);
	const published = useWorkspace((s) => s.published);
	const dirty = tab.text !== tab.saved;
	const findings = useMemo(
		() =>
			findingsOf({ tabs, diagnostics, published })
				.filter((d) => d.path === tab.path)
				.map((d) => ({ ...d, page: explanationOf(d.code) })),
		[tabs, diagnostics, published, tab.path],
	);

	const first = useRef(tab.text);
	useEffect(() => {
		if (!host.current) return;
		const editor = new CodeView(host.current, {
			path: tab.path,
			text: first.current,
			onChange: (text) => write(tab.path, text),
			onSave: () => void save(tab.path),
			language: codeLanguage(tab.path, () => view.current?.cursor),
		});
		view.current = editor;
		useWorkspace.setState({ editor });
		editor.focus();
		return () => {
			useWorkspace.setState((s) => (s.editor === editor ? { editor: undefined } : s));
			editor.destroy();
		};
	}, [tab.path, write, save]);

	useEffect(() => view.current?.replace(tab.text), [tab.text]);
	useEffect(() => view.current?.show(findings), [findings]);
	useEffect(() => {
		if (target?.path === tab.path) view.current?.goTo(target.line, target.column);
	}, [target, tab.path]);

	return (
		<div className="s-code">
			<div className="s-bar">
				<span className="s-path">{tab.path}</span>
				<span className="s-state">{dirty ? "Not saved" : "Saved"}</span>
				<Button tone="primary" isDisabled={!dirty} onPress={() => void save(tab.path)}>
					Save
				</Button>
			</div>
			<div ref={host} className="s-code-host" />
		</div>
	);
}
