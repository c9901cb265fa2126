import { Button, NoticeRegion, SignIn, ThemeSwitch } from "@quoin/controls";
import { ExternalLink, LogOut, Redo2, Search, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { actionOf, actionOfKey } from "./actions.ts";
import { tellLanguage } from "./codeWindow.ts";
import { EditorArea } from "./EditorArea.tsx";
import { Explorer } from "./Explorer.tsx";
import { Palette } from "./Palette.tsx";
import { Problems } from "./Problems.tsx";
import { server } from "./server.ts";
import { useWorkspace } from "./workspace.ts";

/** The Studio: explorer, editors, problems. */
export function Studio() {
	const [signedIn, setSignedIn] = useState<boolean>();
	const signedOut = useWorkspace((s) => s.signedOut);
	useEffect(() => {
		server.signedIn().then(setSignedIn, () => setSignedIn(false));
	}, []);
	if (signedIn === undefined) return null;
	if (!signedIn || signedOut) {
		return (
			<SignIn
				room="Studio"
				onSignedIn={() => {
					useWorkspace.setState({ signedOut: false });
					setSignedIn(true);
				}}
			/>
		);
	}
	return <Room />;
}

function Room() {
	const project = useWorkspace((s) => s.project);
	const [palette, setPalette] = useState(false);

	useEffect(() => {
		void useWorkspace.getState().load();
		const quiet = tellLanguage();
		const live = server.live();
		live.onmessage = (event) => {
			const { generation } = JSON.parse(event.data) as { generation?: unknown };
			if (typeof generation === "number") void useWorkspace.getState().refresh(generation);
		};
		return () => {
			quiet();
			live.close();
		};
	}, []);

	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
				event.preventDefault();
				setPalette(true);
				return;
			}
			// A text being written has its own undo; a field keeps its Escape.
			const inText =
				event.target instanceof Element && event.target.closest(".cm-editor, input, textarea, [role=dialog]");
			const action = actionOfKey(event);
			if (!action || (inText && action.id !== "save")) return;
			event.preventDefault();
			action.run();
		};
		document.addEventListener("keydown", onKey);
		return () => document.removeEventListener("keydown", onKey);
	}, []);

	if (!project) return null;
	return (
		<div className="s-shell">
			<header className="s-top">
				<div className="s-app">
					<span className="s-mark" aria-hidden="true" />
					<h1>{project.name}</h1>
				</div>
				<Button tone="quiet" icon={<Search size={14} />} onPress={() => setPalette(true)}>
					Search files and actions <kbd>Ctrl K</kbd>
				</Button>
				<div className="s-tools">
					<ActionButton id="undo" icon={<Undo2 size={16} />} />
					<ActionButton id="redo" icon={<Redo2 size={16} />} />
					<ActionButton id="app" icon={<ExternalLink size={16} />} />
					<ThemeSwitch />
					<Button
						tone="quiet"
						aria-label="Sign out"
						icon={<LogOut size={16} />}
						onPress={() => server.signOut().finally(() => useWorkspace.setState({ signedOut: true }))}
					/>
				</div>
			</header>
			<Explorer />
			<EditorArea />
			<Problems />
			{palette && <Palette onClose={() => setPalette(false)} />}
			<NoticeRegion />
		</div>
	);
}

function ActionButton({ id, icon }: { readonly id: string; readonly icon: React.ReactNode }) {
	const action = actionOf(id);
	const hint = action.shortcut ? `${action.label} (${action.shortcut})` : action.label;
	return <Button tone="quiet" aria-label={hint} icon={icon} onPress={action.run} />;
}
