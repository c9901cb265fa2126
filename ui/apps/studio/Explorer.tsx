import { Box, Braces, FileCode2, LayoutTemplate, Settings2, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Input, Label, SearchField } from "react-aria-components";
import type { ClassEntry, FileEntry, FileKind } from "./server.ts";
import { useWorkspace } from "./workspace.ts";

const groups: readonly {
	readonly title: string;
	readonly kinds: readonly FileKind[];
	readonly icon: ReactNode;
	readonly empty: string;
}[] = [
	{
		title: "Pages",
		kinds: ["page"],
		icon: <LayoutTemplate size={14} />,
		empty: "A page is what people see.",
	},
	{
		title: "Classes",
		kinds: ["class"],
		icon: <Box size={14} />,
		empty: "Classes hold the functions that pages call.",
	},
	{
		title: "Methods",
		kinds: ["method", "databaseMethod", "trigger"],
		icon: <FileCode2 size={14} />,
		empty: "",
	},
	{ title: "Settings", kinds: ["settings"], icon: <Settings2 size={14} />, empty: "" },
];

/** The files of the project by kind, and the data model. */
export function Explorer() {
	const project = useWorkspace((s) => s.project);
	const diagnostics = useWorkspace((s) => s.diagnostics);
	const active = useWorkspace((s) => s.active);
	const open = useWorkspace((s) => s.open);
	const [filter, setFilter] = useState("");
	if (!project) return null;
	const broken = new Set(diagnostics.filter((d) => d.severity === "error").map((d) => d.path));
	const matches = (name: string) => name.toLowerCase().includes(filter.trim().toLowerCase());
	return (
		<nav className="s-explorer" aria-label="Project">
			<SearchField className="s-filter" value={filter} onChange={setFilter}>
				<Label className="s-hidden">Filter the project</Label>
				<Input placeholder="Filter" />
			</SearchField>
			{groups.map((g) => {
				const files = project.files.filter((f) => g.kinds.includes(f.kind) && matches(f.name));
				if (files.length === 0 && (filter !== "" || g.empty === "")) return null;
				return (
					<details key={g.title} open>
						<summary>
							{g.title} <span>{files.length || ""}</span>
						</summary>
						{files.length === 0 && <p>{g.empty}</p>}
						<ul>
							{files.map((f) => (
								<li key={f.path}>
									<FileButton
										file={f}
										icon={g.icon}
										active={active === f.path}
										broken={broken.has(f.path)}
										onOpen={() => open(f)}
									/>
								</li>
							))}
						</ul>
					</details>
				);
			})}
			<Model classes={project.classes.filter((c) => matches(c.name))} />
		</nav>
	);
}

interface FileButtonProps {
	readonly file: FileEntry;
	readonly icon: ReactNode;
	readonly active: boolean;
	readonly broken: boolean;
	readonly onOpen: () => void;
}

function FileButton({ file, icon, active, broken, onOpen }: FileButtonProps) {
	return (
		<button
			type="button"
			className="s-file"
			aria-current={active || undefined}
			data-broken={broken || undefined}
			title={file.path}
			onClick={onOpen}
		>
			{icon}
			<span>{file.name}</span>
			{broken && <i role="img" aria-label="has errors" />}
		</button>
	);
}

function Model({ classes }: { readonly classes: readonly ClassEntry[] }) {
	if (classes.length === 0) return null;
	return (
		<details>
			<summary>
				Data model <span>{classes.length}</span>
			</summary>
			<ul>
				{classes.map((c) => (
					<li key={c.name}>
						<details className="s-class">
							<summary>
								<Table2 size={14} />
								<span>{c.name}</span>
							</summary>
							<ul>
								{c.attributes.map((a) => (
									<li key={a.name} className="s-attribute" data-kind={a.kind}>
										<Braces size={12} aria-hidden="true" />
										<span>{a.name}</span>
										<em>{a.key ? "key" : a.type || a.kind}</em>
									</li>
								))}
							</ul>
						</details>
					</li>
				))}
			</ul>
		</details>
	);
}
