/** Menus and pickers that float over the page: placed at an anchor, flipped where there is no room, never clipped. */
import { element } from "./element.ts";

/** How a floating panel behaves. */
export interface FloatingOptions {
	/** Class names of the panel. */
	readonly className: string;
	/** At least as wide as the anchor. @default false */
	readonly matchWidth?: boolean;
	/** Closes the panel when aborted. */
	readonly signal: AbortSignal;
	/** Called once when the panel closes; restore tells whether focus belongs back on the anchor. */
	onClose?(restore: boolean): void;
}

/** An open panel. */
export interface Floating {
	readonly panel: HTMLElement;
	close(restore?: boolean): void;
	/** Places the panel again after its content changed its size. */
	place(): void;
}

const gap = 4;
const margin = 8;

/** Where a panel of a size goes beside an anchor inside a window. All in CSS pixels of the window. */
export function placement(
	anchor: { readonly left: number; readonly top: number; readonly bottom: number; readonly right: number },
	size: { readonly width: number; readonly height: number },
	view: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number; readonly maxHeight: number; readonly above: boolean } {
	const below = view.height - anchor.bottom - gap - margin;
	const over = anchor.top - gap - margin;
	const above = size.height > below && over > below;
	const maxHeight = Math.max(80, above ? over : below);
	const height = Math.min(size.height, maxHeight);
	const top = above ? anchor.top - gap - height : anchor.bottom + gap;
	const left = Math.max(margin, Math.min(anchor.left, view.width - size.width - margin));
	return { left, top, maxHeight, above };
}

/** Opens a panel at an anchor. Escape and a press outside close it. */
export function openFloating(anchor: HTMLElement, content: HTMLElement, options: FloatingOptions): Floating {
	// Inside the anchor's own dialog or page, so that it is neither inert nor out of reach of the page's styles.
	const host = anchor.closest<HTMLElement>("dialog, .q-root") ?? document.body;
	const panel = element("div", `q-floating ${options.className}`, content);
	panel.setAttribute("popover", "manual");
	host.append(panel);
	panel.showPopover?.();

	const ended = new AbortController();
	const close = (restore = false) => {
		if (ended.signal.aborted) return;
		ended.abort();
		panel.remove();
		options.onClose?.(restore);
	};
	const place = () => {
		if (!anchor.isConnected) return close();
		const rect = anchor.getBoundingClientRect();
		panel.style.maxHeight = "";
		if (options.matchWidth) panel.style.minWidth = `${rect.width}px`;
		const at = placement(
			rect,
			{ width: panel.offsetWidth, height: panel.offsetHeight },
			{ width: innerWidth, height: innerHeight },
		);
		panel.style.left = `${at.left}px`;
		panel.style.top = `${at.top}px`;
		panel.style.maxHeight = `${at.maxHeight}px`;
		panel.dataset.side = at.above ? "top" : "bottom";
	};
	const listening = { signal: ended.signal, capture: true };
	addEventListener(
		"pointerdown",
		(event) => {
			const target = event.target;
			if (target instanceof Node && !panel.contains(target) && !anchor.contains(target)) close();
		},
		listening,
	);
	addEventListener(
		"keydown",
		(event) => {
			if (event.key !== "Escape") return;
			event.preventDefault();
			event.stopPropagation();
			close(true);
		},
		listening,
	);
	addEventListener(
		"scroll",
		(event) => {
			if (!(event.target instanceof Node && panel.contains(event.target))) place();
		},
		{ ...listening, passive: true },
	);
	addEventListener("resize", place, listening);
	options.signal.addEventListener("abort", () => close(), { signal: ended.signal });
	place();
	return { panel, close, place };
}
