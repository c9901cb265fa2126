import { type FormEvent, useState } from "react";
import { postJson } from "./api.ts";
import { Button } from "./Button.tsx";
import { TextField } from "./TextField.tsx";

interface Props {
	/** "Studio", "Dashboard". */
	readonly room: string;
	readonly onSignedIn: () => void;
}

/** Asks for the access key of the administration server. */
export function SignIn({ room, onSignedIn }: Props) {
	const [key, setKey] = useState("");
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);

	async function submit(event: FormEvent) {
		event.preventDefault();
		setBusy(true);
		try {
			await postJson("/api/login", { accessKey: key }, () => true);
			onSignedIn();
		} catch (e) {
			setError(e instanceof Error ? e.message : String(e));
			setBusy(false);
		}
	}

	return (
		<main className="c-signin">
			<form onSubmit={submit}>
				<div className="c-mark" aria-hidden="true" />
				<h1>{room}</h1>
				<TextField
					label="Access key"
					hint="The server showed it at its first start."
					type="password"
					autoComplete="current-password"
					autoFocus
					value={key}
					onChange={(value) => {
						setKey(value);
						setError("");
					}}
					error={error}
				/>
				<Button tone="primary" type="submit" isDisabled={busy || key === ""}>
					Sign in
				</Button>
			</form>
		</main>
	);
}
