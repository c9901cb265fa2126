import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

interface Series {
	readonly label: string;
	readonly values: readonly (number | null)[];
	/** A custom property of the tokens. */
	readonly colour: string;
	readonly fill?: boolean;
}

interface Props {
	readonly title: string;
	readonly minutes: readonly number[];
	readonly series: readonly Series[];
	readonly format: (n: number) => string;
}

const height = 180;

/** A time series of the last hour. The canvas is redrawn when colours change. */
export function Chart({ title, minutes, series, format }: Props) {
	const place = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot>(undefined);
	const latest = useRef({ minutes, series });
	latest.current = { minutes, series };

	useEffect(() => {
		const host = place.current;
		if (!host) return;
		const draw = () => {
			plot.current?.destroy();
			plot.current = new uPlot(options(host, latest.current.series, format), dataOf(latest.current), host);
		};
		draw();
		const resize = new ResizeObserver(() => plot.current?.setSize({ width: host.clientWidth, height }));
		resize.observe(host);
		const scheme = matchMedia("(prefers-color-scheme: dark)");
		scheme.addEventListener("change", draw);
		// The theme switch sets an attribute of the root element.
		const theme = new MutationObserver(draw);
		theme.observe(document.documentElement, { attributeFilter: ["style"] });
		return () => {
			resize.disconnect();
			theme.disconnect();
			scheme.removeEventListener("change", draw);
			plot.current?.destroy();
			plot.current = undefined;
		};
	}, [format]);

	useEffect(() => {
		plot.current?.setData(dataOf({ minutes, series }));
	}, [minutes, series]);

	return (
		<figure className="d-card d-chart">
			<figcaption>
				<h2>{title}</h2>
				<ul>
					{series.map((s) => (
						<li key={s.label}>
							<i style={{ background: `var(${s.colour})` }} />
							{s.label} <b>{lastOf(s, format)}</b>
						</li>
					))}
				</ul>
			</figcaption>
			<div ref={place} aria-hidden="true" />
		</figure>
	);
}

function lastOf(s: Series, format: (n: number) => string): string {
	const value = s.values[s.values.length - 1];
	return value === null || value === undefined ? "–" : format(value);
}

function dataOf(d: {
	readonly minutes: readonly number[];
	readonly series: readonly Series[];
}): uPlot.AlignedData {
	return [[...d.minutes], ...d.series.map((s) => [...s.values])];
}

function options(host: HTMLElement, series: readonly Series[], format: (n: number) => string): uPlot.Options {
	const colour = (name: string) => resolved(host, name);
	const axis = {
		stroke: colour("--q-text-quiet"),
		font: "11px Inter Variable, sans-serif",
		grid: { stroke: colour("--q-hairline"), width: 1 },
		ticks: { show: false },
	};
	return {
		width: host.clientWidth,
		height,
		legend: { show: false },
		cursor: { show: false },
		padding: [8, 4, 0, 0],
		scales: { y: { range: (_u, _min, max) => [0, Math.max(max, 1) * 1.1] } },
		axes: [
			{ ...axis, grid: { show: false }, values: (_u, ticks) => ticks.map(clock) },
			{
				...axis,
				size: 56,
				space: 32,
				values: (_u, ticks) => ticks.map(format),
			},
		],
		series: [
			{},
			...series.map(
				(s): uPlot.Series => ({
					label: s.label,
					stroke: colour(s.colour),
					width: 1.5,
					points: { size: 4, width: 1 },
					spanGaps: true,
					...(s.fill ? { fill: translucent(colour(s.colour)) } : {}),
				}),
			),
		],
	};
}

function clock(seconds: number): string {
	return new Date(seconds * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/** A token's colour as the browser computes it here, light-dark() resolved. */
function resolved(host: HTMLElement, name: string): string {
	const probe = document.createElement("span");
	probe.style.color = `var(${name})`;
	host.append(probe);
	const value = getComputedStyle(probe).color;
	probe.remove();
	return value;
}

function translucent(colour: string): string {
	return `color-mix(in oklab, ${colour} 14%, transparent)`;
}
