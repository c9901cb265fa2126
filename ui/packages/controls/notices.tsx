import { X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "./Button.tsx";

type Tone = "good" | "bad" | "plain";

interface Notice {
	readonly id: number;
	readonly text: string;
	readonly tone: Tone;
}

/** The notices on screen. One list for a window. */
class NoticeList {
	#list: readonly Notice[] = [];
	#next = 1;
	readonly #listeners = new Set<() => void>();

	add(text: string, tone: Tone): void {
		const notice = { id: this.#next++, text, tone };
		this.#set([...this.#list.slice(-2), notice]);
		// A failure stays until it is read.
		if (tone !== "bad") setTimeout(() => this.close(notice.id), 5000);
	}

	close(id: number): void {
		this.#set(this.#list.filter((n) => n.id !== id));
	}

	readonly subscribe = (listener: () => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};
	readonly current = () => this.#list;

	#set(list: readonly Notice[]): void {
		this.#list = list;
		for (const listener of this.#listeners) listener();
	}
}

const notices = new NoticeList();

/** Says something at the bottom of the window; failures stay until closed. */
export function notify(text: string, tone: Tone = "plain"): void {
	notices.add(text, tone);
}

/** The place where notices appear; one in a window. */
export function NoticeRegion() {
	const list = useSyncExternalStore(notices.subscribe, notices.current);
	return (
		<div className="c-notices" role="status" aria-live="polite">
			{list.map((n) => (
				<div key={n.id} className="c-notice" data-tone={n.tone}>
					<span>{n.text}</span>
					<Button
						tone="quiet"
						aria-label="Close"
						icon={<X size={14} />}
						onPress={() => notices.close(n.id)}
					/>
				</div>
			))}
		</div>
	);
}
