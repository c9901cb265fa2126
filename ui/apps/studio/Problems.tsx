import { ChevronDown, ChevronUp, CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { explanationOf, findingsOf } from "./findings.ts";
import type { Diagnostic } from "./server.ts";
import { useWorkspace } from "./workspace.ts";

/** What the checker says of the whole project as it stands in the editors, at the bottom of the window. */
export function Problems() {
	const tabs = useWorkspace((s) => s.tabs);
	const saved = useWorkspace((s) => s.diagnostics);
	const published = useWorkspace((s) => s.published);
	const diagnostics = useMemo(
		() => findingsOf({ tabs, diagnostics: saved, published }),
		[tabs, saved, published],
	);
	const openAt = useWorkspace((s) => s.openAt);
	const [open, setOpen] = useState(false);
	const errors = diagnostics.filter((d) => d.severity === "error").length;
	const warnings = diagnostics.filter((d) => d.severity === "warning").length;
	return (
		<section className="s-problems" aria-label="Problems">
			<button type="button" className="s-problems-bar" aria-expanded={open} onClick={() => setOpen(!open)}>
				<span data-tone={errors > 0 ? "bad" : undefined}>
					<CircleAlert size={14} /> {errors} {errors === 1 ? "error" : "errors"}
				</span>
				<span>
					<TriangleAlert size={14} /> {warnings} {warnings === 1 ? "warning" : "warnings"}
				</span>
				{open ? <ChevronDown size={14} /> : <ChevronUp size={14} />}
			</button>
			{open && (
				<ul className="s-problem-list">
					{diagnostics.length === 0 && <li className="s-none">Nothing is wrong with the project.</li>}
					{diagnostics.map((d) => (
						<li key={`${d.path}:${d.line}:${d.column}:${d.code}:${d.message}`}>
							<button type="button" onClick={() => openAt(d)}>
								<Mark severity={d.severity} />
								<span>{d.message}</span>
								<code>
									{d.path.split("/").pop()}:{d.line}
								</code>
							</button>
							<a
								href={explanationOf(d.code)}
								target="_blank"
								rel="noopener"
								title="What this means, and what to do"
							>
								{d.code}
							</a>
						</li>
					))}
				</ul>
			)}
		</section>
	);
}

function Mark({ severity }: Pick<Diagnostic, "severity">) {
	if (severity === "error") return <CircleAlert size={14} data-tone="bad" aria-label="error" />;
	if (severity === "warning") return <TriangleAlert size={14} data-tone="warn" aria-label="warning" />;
	return <Info size={14} aria-label="hint" />;
}
