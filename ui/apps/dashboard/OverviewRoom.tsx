import { age, bytes, count, EmptyState, milliseconds, moment } from "@quoin/controls";
import { Chart } from "./Chart.tsx";
import type { Overview, Route } from "./server.ts";

/** Requests, latencies and the state of the server at a glance. */
export function OverviewRoom({ overview }: { readonly overview: Overview }) {
	const { requests, data } = overview;
	const last = requests.points[requests.points.length - 1];
	const minutes = requests.points.map((p) => p.minute);
	const hour = requests.points.reduce((sum, p) => sum + p.count, 0);
	return (
		<div className="d-room">
			<dl className="d-figures">
				<Figure
					label="Requests this minute"
					value={count(last?.count ?? 0)}
					note={`${count(hour)} in the last hour`}
				/>
				<Figure
					label="Sessions"
					value={count(overview.sessions)}
					note={`${count(overview.signedIn)} signed in`}
				/>
				<Figure
					label="Data"
					value={data ? bytes(data.bytes) : "–"}
					note={data?.lastBackup ? `backed up ${age(data.lastBackup)}` : "never backed up"}
					tone={data?.lastBackup ? undefined : "warn"}
					title={data?.lastBackup ? moment(data.lastBackup) : undefined}
				/>
				<Figure
					label="Running"
					value={span(overview.started, overview.now)}
					note={`${bytes(overview.memory)} of memory`}
					title={moment(overview.started)}
				/>
			</dl>
			<div className="d-charts">
				<Chart
					title="Requests per minute"
					minutes={minutes}
					series={[
						{
							label: "requests",
							values: requests.points.map((p) => p.count),
							colour: "--q-blue-9",
							fill: true,
						},
						{ label: "errors", values: requests.points.map((p) => p.errors), colour: "--q-red-9" },
					]}
					format={count}
				/>
				<Chart
					title="Latency"
					minutes={minutes}
					series={[
						{
							label: "median",
							values: requests.points.map((p) => (p.count ? p.median : null)),
							colour: "--q-blue-9",
						},
						{
							label: "95%",
							values: requests.points.map((p) => (p.count ? p.p95 : null)),
							colour: "--q-amber-9",
						},
					]}
					format={milliseconds}
				/>
			</div>
			<Routes routes={requests.routes} />
		</div>
	);
}

interface FigureProps {
	readonly label: string;
	readonly value: string;
	readonly note: string;
	readonly tone?: "warn" | undefined;
	readonly title?: string | undefined;
}

function Figure({ label, value, note, tone, title }: FigureProps) {
	return (
		<div className="d-figure" title={title}>
			<dt>{label}</dt>
			<dd>{value}</dd>
			<dd className="d-note" data-tone={tone}>
				{note}
			</dd>
		</div>
	);
}

/** "3 d 4 h", "12 min", "45 s". */
function span(from: string, to: string): string {
	const s = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
	if (s < 60) return `${s} s`;
	if (s < 3600) return `${Math.floor(s / 60)} min`;
	if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
	return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

function Routes({ routes }: { readonly routes: readonly Route[] }) {
	if (routes.length === 0) {
		return (
			<section className="d-card">
				<EmptyState
					title="No requests yet"
					text="What people and programs ask of the application appears here, by kind."
				/>
			</section>
		);
	}
	return (
		<section className="d-card">
			<h2>Routes in the last hour</h2>
			<table className="d-table">
				<thead>
					<tr>
						<th scope="col">Route</th>
						<th scope="col" className="num">
							Requests
						</th>
						<th scope="col" className="num">
							Errors
						</th>
						<th scope="col" className="num">
							Mean
						</th>
						<th scope="col" className="num">
							95%
						</th>
						<th scope="col" className="num">
							Slowest
						</th>
					</tr>
				</thead>
				<tbody>
					{routes.map((r) => (
						<tr key={r.name}>
							<th scope="row">{r.name}</th>
							<td className="num">{count(r.count)}</td>
							<td className="num" data-tone={r.errors > 0 ? "bad" : undefined}>
								{count(r.errors)}
							</td>
							<td className="num">{milliseconds(r.mean)}</td>
							<td className="num">{milliseconds(r.p95)}</td>
							<td className="num">{milliseconds(r.slowest)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
