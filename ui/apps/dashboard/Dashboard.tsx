import { Button, isApiError, NoticeRegion, SignIn, ThemeSwitch } from "@quoin/controls";
import { LogOut } from "lucide-react";
import { useEffect, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { DataRoom } from "./DataRoom.tsx";
import { LogRoom } from "./LogRoom.tsx";
import { OverviewRoom } from "./OverviewRoom.tsx";
import { SessionsRoom } from "./SessionsRoom.tsx";
import { server } from "./server.ts";
import { usePoll } from "./usePoll.ts";

/** The Dashboard over the one application of this server. */
export function Dashboard() {
	const [signedIn, setSignedIn] = useState<boolean>();
	useEffect(() => {
		server.signedIn().then(setSignedIn, () => setSignedIn(false));
	}, []);
	if (signedIn === undefined) return null;
	if (!signedIn) return <SignIn room="Dashboard" onSignedIn={() => setSignedIn(true)} />;
	return <Rooms onSignedOut={() => setSignedIn(false)} />;
}

const tabs = [
	{ id: "overview", label: "Overview" },
	{ id: "sessions", label: "Sessions" },
	{ id: "log", label: "Log" },
	{ id: "data", label: "Data" },
] as const;

function Rooms({ onSignedOut }: { readonly onSignedOut: () => void }) {
	const overview = usePoll(server.overview, 2000);
	const [tab, setTab] = useState(() => location.hash.slice(1) || "overview");
	useEffect(() => {
		if (isApiError(overview.error) && overview.error.status === 401) onSignedOut();
	}, [overview.error, onSignedOut]);

	const data = overview.data;
	return (
		<>
			<Tabs
				className="d-shell"
				selectedKey={tab}
				onSelectionChange={(key) => {
					setTab(String(key));
					history.replaceState(null, "", `#${key}`);
				}}
			>
				<header className="d-top">
					<div className="d-app">
						<span className="c-mark" aria-hidden="true" />
						<h1>{data?.name ?? "…"}</h1>
						<Health failed={overview.error !== undefined} errors={data?.errors ?? 0} />
					</div>
					<TabList aria-label="Rooms" className="d-tabs">
						{tabs.map((t) => (
							<Tab key={t.id} id={t.id}>
								{t.label}
							</Tab>
						))}
					</TabList>
					<div className="d-tools">
						<ThemeSwitch />
						<Button
							tone="quiet"
							aria-label="Sign out"
							icon={<LogOut size={16} />}
							onPress={() => server.signOut().then(onSignedOut, onSignedOut)}
						/>
					</div>
				</header>
				{overview.error && <p className="d-lost">{overview.error.message}</p>}
				<TabPanel id="overview">{data && <OverviewRoom overview={data} />}</TabPanel>
				<TabPanel id="sessions">
					<SessionsRoom />
				</TabPanel>
				<TabPanel id="log">
					<LogRoom />
				</TabPanel>
				<TabPanel id="data">{data && <DataRoom data={data.data} error={data.dataError} />}</TabPanel>
			</Tabs>
			<NoticeRegion />
		</>
	);
}

function Health({ failed, errors }: { readonly failed: boolean; readonly errors: number }) {
	if (failed)
		return (
			<span className="d-health" data-tone="bad">
				not reachable
			</span>
		);
	if (errors > 0) {
		return (
			<span className="d-health" data-tone="warn">
				running, {errors} {errors === 1 ? "error" : "errors"} in the project
			</span>
		);
	}
	return (
		<span className="d-health" data-tone="good">
			running
		</span>
	);
}
