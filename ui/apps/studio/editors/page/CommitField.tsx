import { useEffect, useId, useState } from "react";

interface Props {
	readonly label: string;
	readonly value: string;
	/** A path or code: in the code font, without spelling. */
	readonly code?: boolean;
	/** @default 1 */
	readonly lines?: number;
	/** Says what is wrong with a text; "" for nothing. */
	readonly check?: (text: string) => string;
	/** Called when the text is finished and differs: on Enter or when the field is left. */
	readonly onCommit: (value: string) => void;
}

/** A field that takes effect when it is finished. Escape brings back what was there. */
export function CommitField({ label, value, code, lines = 1, check, onCommit }: Props) {
	const [text, setText] = useState(value);
	const id = useId();
	useEffect(() => setText(value), [value]);
	const error = text === value ? "" : (check?.(text) ?? "");

	const commit = () => {
		if (text !== value && error === "") onCommit(text);
	};
	const shared = {
		id,
		value: text,
		"data-code": code || undefined,
		spellCheck: !code,
		"aria-invalid": error !== "" || undefined,
		onChange: (event: { target: { value: string } }) => setText(event.target.value),
		onBlur: commit,
		onKeyDown: (event: React.KeyboardEvent) => {
			if (event.key === "Escape") {
				event.stopPropagation();
				setText(value);
			} else if (event.key === "Enter" && !event.shiftKey) {
				event.preventDefault();
				commit();
			}
		},
	};
	return (
		<div className="s-commit" data-wide={lines > 1 || undefined}>
			<label htmlFor={id}>{label}</label>
			{lines > 1 ? <textarea {...shared} rows={lines} /> : <input {...shared} />}
			{error && <small role="alert">{error}</small>}
		</div>
	);
}
