import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { PropDefinition } from "../../server.ts";
import { type PageTab, useWorkspace } from "../../workspace.ts";
import { CommitField } from "./CommitField.tsx";
import { type StyleGroup, styleGroups } from "./styleGroups.ts";
import { labelOf, pathTo, propsPointer, step, textsOf, typeOf } from "./tree.ts";

/** The properties of the selected component: texts, data, style, and what happens on events. */
export function Inspector({ tab }: { readonly tab: PageTab }) {
	const edit = useWorkspace((s) => s.edit);
	const select = useWorkspace((s) => s.select);
	const node = tab.document.components[tab.selected];
	const type = typeOf(node);
	const definition = tab.definitions.components.find((c) => c.name === type);
	const path = useMemo(() => pathTo(tab.document, tab.selected), [tab.document, tab.selected]);
	if (!node) return <aside className="s-inspector" aria-label="Properties" />;

	const props = node.props ?? {};
	const base = propsPointer(tab.selected);
	const name = labelOf(node);

	/** Sets a property, or takes it away when it becomes empty. */
	const setProp = (prop: string, value: unknown) =>
		edit(
			tab.path,
			`${prop} of ${name}`,
			[
				value === "" && !(prop in props)
					? []
					: [{ op: "set" as const, at: base + step(prop), value: JSON.stringify(value) }],
			].flat(),
		);

	const texts = textsOf(node, tab.selected);
	const shown = (definition?.props ?? []).filter(
		(p) => p.type !== "richtext" && !texts.some((t) => t.at === base + step(p.name)),
	);
	return (
		<aside className="s-inspector" aria-label="Properties">
			<nav className="s-crumbs" aria-label="Enclosing components">
				{path
					.slice(0, -1)
					.slice(-3)
					.map((id) => (
						<button key={id} type="button" onClick={() => select(tab.path, id)}>
							{labelOf(tab.document.components[id])}
							<ChevronRight size={11} aria-hidden="true" />
						</button>
					))}
			</nav>
			<h2>
				{definition?.label ?? type}
				{!definition && <em>not built in; kept as it is</em>}
			</h2>
			{texts.length > 0 && (
				<Section title="Text">
					{texts.map((t) => (
						<CommitField
							key={t.at}
							label={t.label}
							value={t.value}
							code={t.kind === "path"}
							lines={t.kind === "text" && t.value.length > 40 ? 3 : 1}
							onCommit={(value) =>
								edit(tab.path, `Text of ${name}`, [{ op: "set", at: t.at, value: JSON.stringify(value) }])
							}
						/>
					))}
				</Section>
			)}
			<Section title="Data and behaviour">
				<CommitField
					label="Server name"
					value={textOf(props.serverSideRef)}
					code
					onCommit={(value) => setProp("serverSideRef", value)}
				/>
				{shown.map((p) => (
					<Property
						key={p.name}
						definition={p}
						value={props[p.name]}
						onChange={(value) => setProp(p.name, value)}
					/>
				))}
			</Section>
			<Styles tab={tab} name={name} style={recordOf(props.style)} />
			<Events events={props.events} />
		</aside>
	);
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
	return (
		<details className="s-section" open>
			<summary>{title}</summary>
			<div>{children}</div>
		</details>
	);
}

interface PropertyProps {
	readonly definition: PropDefinition;
	readonly value: unknown;
	readonly onChange: (value: unknown) => void;
}

function Property({ definition, value, onChange }: PropertyProps) {
	switch (definition.type) {
		case "boolean":
			return (
				<label className="s-check" title={definition.help}>
					<input
						type="checkbox"
						checked={value === true}
						onChange={(event) => onChange(event.target.checked)}
					/>
					{definition.label}
				</label>
			);
		case "enum":
			return (
				<label className="s-choice" title={definition.help}>
					<span>{definition.label}</span>
					<select value={textOf(value)} onChange={(event) => onChange(event.target.value)}>
						{value === undefined && <option value="">default</option>}
						{(definition.options ?? []).map((o) => (
							<option key={o.value} value={o.value}>
								{o.label}
							</option>
						))}
					</select>
				</label>
			);
		case "number":
			return (
				<CommitField
					label={definition.label}
					value={textOf(value)}
					onCommit={(text) => onChange(text === "" || Number.isNaN(Number(text)) ? text : Number(text))}
				/>
			);
		case "list":
		case "object":
			return <Structured definition={definition} value={value} onChange={onChange} />;
		default:
			return (
				<CommitField
					label={definition.label}
					value={textOf(value)}
					code={definition.type === "source"}
					onCommit={onChange}
				/>
			);
	}
}

/** A list or object as JSON text: plain, but complete. */
function Structured({ definition, value, onChange }: PropertyProps) {
	if (value === undefined) return null;
	return (
		<CommitField
			label={definition.label}
			value={JSON.stringify(value)}
			code
			lines={2}
			check={(text) => (isJson(text) ? "" : "This is no JSON.")}
			onCommit={(text) => onChange(JSON.parse(text))}
		/>
	);
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

interface StylesProps {
	readonly tab: PageTab;
	readonly name: string;
	readonly style: Readonly<Record<string, unknown>>;
}

function Styles({ tab, name, style }: StylesProps) {
	const edit = useWorkspace((s) => s.edit);
	const base = propsPointer(tab.selected);
	const has = tab.document.components[tab.selected]?.props?.style !== undefined;
	const known = new Set(styleGroups.flatMap((g) => g.names));
	const groups: readonly StyleGroup[] = [
		...styleGroups,
		{ title: "Other", names: Object.keys(style).filter((n) => !known.has(n)) },
	];

	const set = (property: string, value: string) => {
		const at = `${base}/style${step(property)}`;
		const label = `${property} of ${name}`;
		if (value === "") {
			if (property in style) void edit(tab.path, label, [{ op: "remove", at }]);
		} else if (has) {
			void edit(tab.path, label, [{ op: "set", at, value: JSON.stringify(value) }]);
		} else {
			void edit(tab.path, label, [
				{ op: "set", at: `${base}/style`, value: JSON.stringify({ [property]: value }) },
			]);
		}
	};
	return (
		<Section title="Style">
			{groups.map((g) =>
				g.names.length === 0 ? null : (
					<fieldset key={g.title} className="s-styles" data-pairs={g.pairs || undefined}>
						<legend>{g.title}</legend>
						{g.names.map((property) => (
							<CommitField
								key={property}
								label={words(property, g.prefix)}
								value={textOf(style[property])}
								onCommit={(value) => set(property, value.trim())}
							/>
						))}
					</fieldset>
				),
			)}
		</Section>
	);
}

function Events({ events }: { readonly events: unknown }) {
	if (!Array.isArray(events) || events.length === 0) return null;
	return (
		<Section title="Events">
			<ol className="s-cards">
				{events.map((card, i) => (
					<li key={i}>{describe(recordOf(card))}</li>
				))}
			</ol>
		</Section>
	);
}

/** An action card in words: "onclick: call ds.authentify". */
function describe(card: Readonly<Record<string, unknown>>): string {
	const when = Array.isArray(card.events) ? card.events.join(", ") : "";
	const source = textOf(recordOf(card.datasource).name);
	const what = {
		method: `call ${textOf(card.method)}`,
		navigation: `go to ${textOf(card.target)}`,
		dialog: `${textOf(card.actionType)} dialog ${textOf(card.targetDialog)}`,
		"simple-action": `${textOf(card.action) || "change state"} ${source}`,
	}[textOf(card.type)];
	return `${when}: ${what ?? textOf(card.type)}`;
}

function textOf(value: unknown): string {
	if (value === undefined || value === null) return "";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};
}

/** "backgroundColor" as "background color", "paddingTop" without its prefix as "top". */
function words(name: string, prefix = ""): string {
	return name
		.slice(prefix.length)
		.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
		.trim();
}
