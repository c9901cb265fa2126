import { age, Button, ConfirmDialog, EmptyState, moment, notify } from "@quoin/controls";
import { useState } from "react";
import { type Session, server } from "./server.ts";
import { usePoll } from "./usePoll.ts";

/** Who uses the application now, and a way to end a session. */
export function SessionsRoom() {
	const { data, error, reload } = usePoll(server.sessions, 3000);
	const [ending, setEnding] = useState<Session>();

	async function end(session: Session) {
		setEnding(undefined);
		try {
			await server.endSession(session.tag);
			notify(`The session of ${nameOf(session)} has ended.`, "good");
		} catch (e) {
			notify(e instanceof Error ? e.message : String(e), "bad");
		}
		reload();
	}

	if (error) return <p className="d-lost">{error.message}</p>;
	if (!data) return null;
	return (
		<div className="d-room">
			<section className="d-card">
				<h2>
					Sessions <span className="d-count">{data.length}</span>
				</h2>
				{data.length === 0 ? (
					<EmptyState
						title="Nobody is here"
						text="Each browser that opens the application gets a session; it appears here."
					/>
				) : (
					<table className="d-table">
						<thead>
							<tr>
								<th scope="col">User</th>
								<th scope="col">Privileges</th>
								<th scope="col">From</th>
								<th scope="col">Started</th>
								<th scope="col">Last used</th>
								<th scope="col" aria-label="Actions" />
							</tr>
						</thead>
						<tbody>
							{data.map((s) => (
								<tr key={s.tag}>
									<th scope="row">
										{nameOf(s)} <code>{s.tag.slice(0, 8)}</code>
									</th>
									<td>{(s.privileges ?? []).join(", ") || "–"}</td>
									<td>{s.remote}</td>
									<td title={moment(s.created)}>{age(s.created)}</td>
									<td title={moment(s.lastUsed)}>{age(s.lastUsed)}</td>
									<td className="num">
										<Button
											tone="danger"
											onPress={() => setEnding(s)}
											aria-label={`End the session of ${nameOf(s)}`}
										>
											End
										</Button>
									</td>
								</tr>
							))}
						</tbody>
					</table>
				)}
			</section>
			{ending && (
				<ConfirmDialog
					title={`End the session of ${nameOf(ending)}?`}
					text="Whoever uses it is signed out at once. What they have not saved on the page is not on the server."
					action="End session"
					onCancel={() => setEnding(undefined)}
					onConfirm={() => end(ending)}
				/>
			)}
		</div>
	);
}

function nameOf(s: Session): string {
	return s.userName || (s.guest ? "a guest" : "somebody signed in");
}
