import type { Editing } from "@quoin/runtime/editing.ts";
import { useCallback, useEffect, useRef, useState } from "react";
import { actionOfKey } from "../../actions.ts";
import { type PageTab, useWorkspace } from "../../workspace.ts";
import { labelOf } from "./tree.ts";

interface Box {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** The handle that the runtime offers on a page shown for editing. */
interface CanvasWindow extends Window {
	readonly quoin?: { readonly editing?: Editing } & Partial<Editing>;
}

const loadingLimit = 15_000;

/**
 * The page as the real runtime draws it, in a frame of the Studio's own origin, under a layer that shows what is
 * selected. What is edited is what runs.
 */
export function Canvas({ tab }: { readonly tab: PageTab }) {
	const frame = useRef<HTMLIFrameElement>(null);
	const editing = useRef<Editing>(undefined);
	const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
	const select = useWorkspace((s) => s.select);

	const attach = useCallback(() => {
		const end = Date.now() + loadingLimit;
		let stop: (() => void) | undefined;
		const timer = setInterval(() => {
			const found = handleOf(frame.current);
			if (found) {
				clearInterval(timer);
				editing.current = found;
				stop = found.onSelect((id) => {
					select(tab.path, id);
					frame.current?.focus();
				});
				frame.current?.contentDocument?.addEventListener("keydown", forwardKey);
				setState("ready");
			} else if (Date.now() > end) {
				clearInterval(timer);
				setState("failed");
			}
		}, 40);
		return () => {
			clearInterval(timer);
			stop?.();
			editing.current = undefined;
		};
	}, [select, tab.path]);

	useEffect(attach, [attach]);

	useEffect(() => editing.current?.updateDocument(tab.document), [tab.document]);

	return (
		<div className="s-canvas">
			<iframe
				ref={frame}
				title={`Canvas of ${tab.name}`}
				src={`/$lib/renderer/?w=${encodeURIComponent(tab.name)}`}
			/>
			{state === "loading" && <p className="s-canvas-note">Drawing the page…</p>}
			{state === "failed" && (
				<p className="s-canvas-note" role="alert">
					The page could not be drawn. The problems below may say why.
				</p>
			)}
			{state === "ready" && <Selection editing={editing} tab={tab} />}
		</div>
	);
}

function handleOf(frame: HTMLIFrameElement | null): Editing | undefined {
	const handle = (frame?.contentWindow as CanvasWindow | null)?.quoin;
	if (handle?.editing) return handle.editing;
	return handle?.onSelect ? (handle as Editing) : undefined;
}

/** Shortcuts work while the canvas has the focus. */
function forwardKey(event: KeyboardEvent) {
	const action = actionOfKey(event);
	if (action) {
		event.preventDefault();
		action.run();
	}
}

/** The frame around the selected component; it follows the page as it moves. */
function Selection({
	editing,
	tab,
}: {
	readonly editing: React.RefObject<Editing | undefined>;
	readonly tab: PageTab;
}) {
	const [box, setBox] = useState<Box>();
	useEffect(() => {
		let last = "";
		let running = true;
		const follow = () => {
			if (!running) return;
			const rect = editing.current?.elementOf(tab.selected)?.getBoundingClientRect();
			const next = rect && { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
			const key = JSON.stringify(next ?? null);
			if (key !== last) {
				last = key;
				setBox(next);
			}
			requestAnimationFrame(follow);
		};
		follow();
		return () => {
			running = false;
		};
	}, [editing, tab.selected]);
	if (!box || tab.selected === "ROOT") return null;
	return (
		<div className="s-selection" style={box} aria-hidden="true" data-inside={box.top < 22 || undefined}>
			<span>{labelOf(tab.document.components[tab.selected])}</span>
		</div>
	);
}
