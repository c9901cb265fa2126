import { age, Button, bytes, count, EmptyState, moment, notify } from "@quoin/controls";
import { useEffect, useRef } from "react";
import { type Backup, type Data, type Job, server } from "./server.ts";
import { usePoll } from "./usePoll.ts";

interface Props {
	readonly data: Data | null;
	readonly error?: string | undefined;
}

/** The database: its size, backups and verification. */
export function DataRoom({ data, error }: Props) {
	const jobs = usePoll(server.jobs, 1000);
	const backups = usePoll(server.backups, 5000);
	const running = (kind: string) => jobs.data?.find((j) => j.kind === kind && !j.finished);
	useAnnounced(jobs.data, backups.reload);

	async function start(kind: "backup" | "verify") {
		try {
			await server.start(kind);
			jobs.reload();
		} catch (e) {
			notify(e instanceof Error ? e.message : String(e), "bad");
		}
	}

	return (
		<div className="d-room">
			<section className="d-card">
				<h2>
					Database
					<span className="d-spring" />
					<Button onPress={() => start("verify")} isDisabled={running("verify") !== undefined}>
						{running("verify") ? "Verifying…" : "Verify"}
					</Button>
					<Button tone="primary" onPress={() => start("backup")} isDisabled={running("backup") !== undefined}>
						{running("backup") ? "Backing up…" : "Back up now"}
					</Button>
				</h2>
				{data ? (
					<dl className="d-facts">
						<dt>Engine</dt>
						<dd>{data.engine}</dd>
						<dt>File</dt>
						<dd>
							<code>{data.path}</code>
						</dd>
						<dt>Size</dt>
						<dd>
							{bytes(data.bytes)}, {bytes(data.freeBytes)} of it free
						</dd>
						<dt>Commits</dt>
						<dd>{count(data.sequence)}</dd>
						<dt>Last backup</dt>
						<dd title={data.lastBackup ? moment(data.lastBackup) : undefined}>
							{data.lastBackup ? age(data.lastBackup) : "never"}
						</dd>
					</dl>
				) : (
					<p className="d-lost">{error ?? "The database cannot be read."}</p>
				)}
			</section>
			<Backups list={backups.data ?? []} />
			<Jobs list={jobs.data ?? []} />
		</div>
	);
}

/** Says once that a job ended, and lets the caller look again. */
function useAnnounced(jobs: readonly Job[] | undefined, onEnd: () => void) {
	const open = useRef(new Set<number>());
	useEffect(() => {
		for (const job of jobs ?? []) {
			if (!job.finished) {
				open.current.add(job.id);
			} else if (open.current.delete(job.id)) {
				notify(
					job.error ?? job.result ?? `The ${job.kind} has ended.`,
					job.error || job.problems?.length ? "bad" : "good",
				);
				onEnd();
			}
		}
	}, [jobs, onEnd]);
}

function Backups({ list }: { readonly list: readonly Backup[] }) {
	return (
		<section className="d-card">
			<h2>
				Backups <span className="d-count">{list.length}</span>
			</h2>
			{list.length === 0 ? (
				<EmptyState
					title="No backup yet"
					text="A backup is one file with a whole copy of the data. Making one does not hold up anybody."
				/>
			) : (
				<table className="d-table">
					<thead>
						<tr>
							<th scope="col">File</th>
							<th scope="col">Made</th>
							<th scope="col" className="num">
								Size
							</th>
							<th scope="col" className="num">
								Data
							</th>
						</tr>
					</thead>
					<tbody>
						{list.map((b) => (
							<tr key={b.name}>
								<th scope="row">
									<code>{b.name}</code>
								</th>
								<td title={moment(b.created)}>{age(b.created)}</td>
								<td className="num">{bytes(b.size)}</td>
								<td className="num">{bytes(b.data)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}

function Jobs({ list }: { readonly list: readonly Job[] }) {
	if (list.length === 0) return null;
	return (
		<section className="d-card">
			<h2>Work</h2>
			<ul className="d-jobs">
				{list.map((j) => (
					<li key={j.id} data-tone={j.error || j.problems?.length ? "bad" : j.finished ? "good" : "busy"}>
						<b>{j.kind}</b>
						<span>{j.finished ? (j.error ?? j.result) : "running"}</span>
						<time dateTime={j.started} title={moment(j.started)}>
							{age(j.started)}
						</time>
						{(j.problems ?? []).map((p) => (
							<p key={p}>{p}</p>
						))}
					</li>
				))}
			</ul>
		</section>
	);
}
