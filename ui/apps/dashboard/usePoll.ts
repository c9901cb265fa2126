import { useCallback, useEffect, useState } from "react";

interface Polled<T> {
	readonly data: T | undefined;
	readonly error: Error | undefined;
	readonly reload: () => void;
}

/** Reads something now and again every interval while the window is visible. */
export function usePoll<T>(read: () => Promise<T>, interval: number): Polled<T> {
	const [data, setData] = useState<T>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);

	useEffect(() => {
		let current = true;
		const once = async () => {
			if (document.hidden) return;
			try {
				const next = await read();
				if (!current) return;
				setData(next);
				setError(undefined);
			} catch (e) {
				if (current) setError(e instanceof Error ? e : new Error(String(e)));
			}
		};
		void once();
		const timer = setInterval(once, interval);
		return () => {
			current = false;
			clearInterval(timer);
		};
	}, [read, interval, round]);

	return { data, error, reload: useCallback(() => setRound((n) => n + 1), []) };
}
