import type { ReactNode } from "react";

interface Props {
	readonly title: string;
	/** What this place is for. */
	readonly text: string;
	/** The one next step. */
	readonly children?: ReactNode;
}

/** What an empty place says. */
export function EmptyState({ title, text, children }: Props) {
	return (
		<div className="c-empty">
			<strong>{title}</strong>
			<p>{text}</p>
			{children}
		</div>
	);
}
