import { useMemo, useState } from "react";
import {
	Autocomplete,
	Dialog,
	Input,
	Label,
	Menu,
	MenuItem,
	Modal,
	ModalOverlay,
	SearchField,
	Text,
	useFilter,
} from "react-aria-components";
import { actions } from "./actions.ts";
import { useWorkspace } from "./workspace.ts";

interface Entry {
	readonly id: string;
	readonly label: string;
	readonly hint: string;
	readonly run: () => void;
}

/** Finds files and actions by name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
	const project = useWorkspace((s) => s.project);
	const open = useWorkspace((s) => s.open);
	const { contains } = useFilter({ sensitivity: "base" });
	const [search, setSearch] = useState("");
	const entries = useMemo((): readonly Entry[] => {
		const files = (project?.files ?? []).map((f) => ({
			id: f.path,
			label: f.name,
			hint: f.kind,
			run: () => void open(f),
		}));
		const acts = actions
			.filter((a) => a.when())
			.map((a) => ({ id: a.id, label: a.label, hint: a.shortcut ?? "action", run: a.run }));
		return [...files, ...acts];
	}, [project, open]);
	return (
		<ModalOverlay
			className="c-scrim s-palette-scrim"
			isOpen
			isDismissable
			onOpenChange={(is) => !is && onClose()}
		>
			<Modal>
				<Dialog className="s-palette" aria-label="Search files and actions">
					<Autocomplete inputValue={search} onInputChange={setSearch} filter={contains}>
						<SearchField autoFocus>
							<Label className="s-hidden">Search files and actions</Label>
							<Input placeholder="A file or an action" />
						</SearchField>
						<Menu
							items={entries}
							renderEmptyState={() => <p>Nothing has this name.</p>}
							onAction={(id) => {
								onClose();
								// The focus is back where it was before the action moves it.
								setTimeout(() => entries.find((e) => e.id === id)?.run(), 50);
							}}
						>
							{(entry) => (
								<MenuItem id={entry.id} textValue={entry.label}>
									<Text slot="label">
										{entry.label} <small>{entry.hint}</small>
									</Text>
								</MenuItem>
							)}
						</Menu>
					</Autocomplete>
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}
