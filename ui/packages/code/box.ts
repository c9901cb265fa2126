/** A box that floats over the editor, takes the focus and gives it back: for names to write and things to choose. */
import type { EditorView } from "@codemirror/view";

export interface Box {
	readonly dom: HTMLElement;
	/** Closes the box; the editor has the focus again. */
	readonly close: () => void;
}

/** Where a box stands: over the top of the editor, or at an offset of the text. */
export type BoxPlace = "top" | number;

/** Opens an empty box. Escape and a click elsewhere close it. Fill it, then give something in it the focus. */
export function openBox(view: EditorView, label: string, place: BoxPlace): Box {
	const dom = document.createElement("div");
	dom.className = "q-code-box";
	dom.setAttribute("role", "dialog");
	dom.setAttribute("aria-label", label);
	let open = true;
	const remove = () => {
		if (!open) return;
		open = false;
		dom.remove();
	};
	const close = () => {
		remove();
		view.focus();
	};
	dom.addEventListener("keydown", (event) => {
		event.stopPropagation();
		if (event.key !== "Escape") return;
		event.preventDefault();
		close();
	});
	dom.addEventListener("focusout", (event) => {
		if (!(event.relatedTarget instanceof Node && dom.contains(event.relatedTarget))) remove();
	});
	view.dom.append(dom);
	if (place === "top") dom.dataset.place = "top";
	else view.requestMeasure({ read: () => room(view, place), write: (at) => put(view, dom, at) });
	return { dom, close };
}

/** The line at an offset, in pixels of the editor. */
function room(view: EditorView, offset: number) {
	const outer = view.dom.getBoundingClientRect();
	const at = view.coordsAtPos(offset);
	if (!at) return undefined;
	return { left: at.left - outer.left, top: at.top - outer.top, bottom: at.bottom - outer.top };
}

function put(view: EditorView, dom: HTMLElement, at: ReturnType<typeof room>): void {
	const width = view.dom.clientWidth;
	const height = view.dom.clientHeight;
	const left = Math.max(4, Math.min((at?.left ?? 0) - 8, width - dom.offsetWidth - 8));
	dom.style.left = `${left}px`;
	const below = (at?.bottom ?? 0) + 4;
	if (at && below + dom.offsetHeight > height && at.top > dom.offsetHeight) {
		dom.style.top = `${at.top - dom.offsetHeight - 4}px`;
	} else {
		dom.style.top = `${below}px`;
	}
}
