/** The behaviour of a slider: pointer, keyboard, ARIA. The parts are drawn by custom properties on its element. */
import { computed } from "@preact/signals-core";
import type { Context } from "../../runtime/component.ts";
import { componentElement, setAttribute } from "../element.ts";
import { buildSlot, partOf } from "../parts.ts";
import { isOn, isReadOnly, numberOr } from "../props.ts";

/** The values a slider can take. */
export interface Range {
	readonly min: number;
	readonly max: number;
	readonly step: number;
}

/** A value on the steps of the range that is nearest to a wanted one. */
export function snap(value: number, { min, max, step }: Range): number {
	const steps = Math.round((value - min) / step);
	const places = Math.max(decimals(step), decimals(min));
	return Math.min(max, Math.max(min, Number((min + steps * step).toFixed(places))));
}

function decimals(value: number): number {
	return Math.min(12, String(value).split(".")[1]?.length ?? 0);
}

/** Builds the element with its track and thumb; without a thumb part it makes one of its own. */
export function buildSlider(context: Context): HTMLElement {
	const root = componentElement("div", "slidercontainer");
	root.classList.add("chakra-slider");
	root.dataset.cy = "cypress_slider";
	const track = buildSlot(context, "track");
	const thumb = buildSlot(context, "thumb");
	if (track) root.append(track);
	if (thumb) root.append(thumb);

	const whole = partOf(root);
	const own = context.binding("datasource");
	const binding = computed(() => own.value ?? whole.value.binding?.value);
	const setting = (name: string) => context.props.value[name] ?? whole.value.props?.[name];
	const range = computed((): Range => {
		const min = numberOr(setting("minValue"), 0);
		const step = numberOr(setting("step"), 1);
		return { min, max: Math.max(min, numberOr(setting("maxValue"), 100)), step: step > 0 ? step : 1 };
	});
	const vertical = computed(
		() => whole.value.props !== undefined && whole.value.props.orientation !== "horizontal",
	);
	const fixed = computed(
		() =>
			isOn(context.props.value.disabled) ||
			whole.value.disabled === true ||
			isReadOnly(context.props.value) ||
			isOn(whole.value.props?.readOnly) ||
			binding.value?.writable === false,
	);
	const value = computed(() => {
		const { min, max } = range.value;
		return Math.min(max, Math.max(min, numberOr(binding.value?.value.value, min)));
	});
	context.effect(() => {
		const { min, max } = range.value;
		const share = max === min ? 0 : (value.value - min) / (max - min);
		root.style.setProperty("--q-slider", `${share * 100}%`);
		root.dataset.orientation = vertical.value ? "vertical" : "horizontal";
		describe(thumb ?? root, fixed.value, value.value, range.value, vertical.value, whole.value.name ?? "");
		root.classList.toggle("disabled", isOn(context.props.value.disabled) || whole.value.disabled === true);
		root.classList.toggle("q-readonly", fixed.value);
	});
	if (!context.editing) {
		operate(context, root, thumb ?? root, {
			range: () => range.peek(),
			value: () => value.peek(),
			movable: () => !fixed.peek(),
			vertical: () => vertical.peek(),
			set: (next) => binding.peek()?.set(next),
		});
	}
	return root;
}

function describe(
	target: HTMLElement,
	fixed: boolean,
	value: number,
	range: Range,
	vertical: boolean,
	name: string,
): void {
	target.setAttribute("role", "slider");
	target.tabIndex = fixed ? -1 : 0;
	target.setAttribute("aria-valuenow", String(value));
	target.setAttribute("aria-valuemin", String(range.min));
	target.setAttribute("aria-valuemax", String(range.max));
	setAttribute(target, "aria-orientation", vertical && "vertical");
	setAttribute(target, "aria-readonly", fixed && "true");
	setAttribute(target, "aria-label", name || "Value");
}

interface Sliding {
	range(): Range;
	value(): number;
	movable(): boolean;
	vertical(): boolean;
	set(value: number): void;
}

/** The value follows the pointer; onchange runs once, when it is let go. */
function operate(context: Context, root: HTMLElement, thumb: HTMLElement, sliding: Sliding): void {
	let dragging: number | undefined;
	const toPointer = (event: PointerEvent) => {
		const rect = root.getBoundingClientRect();
		const rightToLeft = getComputedStyle(root).direction === "rtl";
		const along = sliding.vertical()
			? (rect.bottom - event.clientY) / rect.height
			: (event.clientX - rect.left) / rect.width;
		const share = !sliding.vertical() && rightToLeft ? 1 - along : along;
		const { min, max } = sliding.range();
		const next = snap(min + share * (max - min), sliding.range());
		if (Number.isFinite(next) && next !== sliding.value()) sliding.set(next);
	};
	root.addEventListener("pointerdown", (event) => {
		if (event.button !== 0 || !sliding.movable()) return;
		event.preventDefault();
		root.setPointerCapture?.(event.pointerId);
		thumb.focus();
		dragging = sliding.value();
		toPointer(event);
	});
	root.addEventListener("pointermove", (event) => {
		if (dragging !== undefined) toPointer(event);
	});
	const end = () => {
		if (dragging !== undefined && dragging !== sliding.value()) void context.fire("onchange");
		dragging = undefined;
	};
	root.addEventListener("pointerup", end);
	root.addEventListener("pointercancel", end);
	root.addEventListener("keydown", (event) => {
		if (!sliding.movable()) return;
		const next = keyed(event.key, sliding.value(), sliding.range());
		if (next === undefined) return;
		event.preventDefault();
		if (next === sliding.value()) return;
		sliding.set(next);
		void context.fire("onchange");
	});
}

function keyed(key: string, value: number, range: Range): number | undefined {
	const large = Math.max(range.step, (range.max - range.min) / 10);
	switch (key) {
		case "ArrowRight":
		case "ArrowUp":
			return snap(value + range.step, range);
		case "ArrowLeft":
		case "ArrowDown":
			return snap(value - range.step, range);
		case "PageUp":
			return snap(value + large, range);
		case "PageDown":
			return snap(value - large, range);
		case "Home":
			return range.min;
		case "End":
			return range.max;
		default:
			return undefined;
	}
}
