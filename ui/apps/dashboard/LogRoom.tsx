import { Button, EmptyState } from "@quoin/controls";
import { Pause, Play } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Input, Label, SearchField } from "react-aria-components";
import { type LogLine, logLine, server } from "./server.ts";

const kept = 1000;

/** The latest log lines, live. */
export function LogRoom() {
	const [lines, setLines] = useState<readonly LogLine[]>([]);
	const [paused, setPaused] = useState(false);
	const [lost, setLost] = useState(false);
	const [search, setSearch] = useState("");
	const bottom = useRef<HTMLDivElement>(null);

	useEffect(() => {
		if (paused) return;
		const add = (fresh: readonly LogLine[]) =>
			setLines((old) => {
				const last = old[old.length - 1]?.number ?? 0;
				return [...old, ...fresh.filter((l) => l.number > last)].slice(-kept);
			});
		const live = server.liveLog();
		live.onopen = () => {
			setLost(false);
			server.log().then(add, () => setLost(true));
		};
		live.onmessage = (event) => add([logLine(JSON.parse(event.data))]);
		live.onerror = () => setLost(true);
		return () => live.close();
	}, [paused]);

	const shown = useMemo(() => {
		const wanted = search.trim().toLowerCase();
		if (wanted === "") return lines;
		return lines.filter((l) => `${l.level} ${l.message} ${l.fields}`.toLowerCase().includes(wanted));
	}, [lines, search]);

	useEffect(() => {
		if (!paused) bottom.current?.scrollIntoView({ block: "nearest" });
	}, [shown, paused]);

	return (
		<div className="d-room d-log-room">
			<section className="d-card">
				<h2>
					Log
					{lost && (
						<span className="d-health" data-tone="bad">
							connection lost, trying again
						</span>
					)}
					<span className="d-spring" />
					<SearchField className="d-search" value={search} onChange={setSearch}>
						<Label className="d-hidden">Filter the log</Label>
						<Input placeholder="Filter" />
					</SearchField>
					<Button icon={paused ? <Play size={14} /> : <Pause size={14} />} onPress={() => setPaused(!paused)}>
						{paused ? "Continue" : "Pause"}
					</Button>
				</h2>
				{shown.length === 0 ? (
					<EmptyState
						title={lines.length === 0 ? "No lines yet" : "Nothing matches"}
						text={
							lines.length === 0
								? "What the server and your code write to the log appears here."
								: "Try fewer letters."
						}
					/>
				) : (
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
					<div className="d-log" role="log" aria-label="Log lines" tabIndex={0}>
						{shown.map((l) => (
							<div key={l.number} data-level={l.level}>
								<time dateTime={l.time}>
									{new Date(l.time).toLocaleTimeString(undefined, { hour12: false })}
								</time>
								<b>{l.level}</b>
								<span>
									{l.message} <i>{l.fields}</i>
								</span>
							</div>
						))}
						<div ref={bottom} />
					</div>
				)}
			</section>
		</div>
	);
}
