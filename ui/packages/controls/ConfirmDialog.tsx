import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button } from "./Button.tsx";

interface Props {
	readonly title: string;
	/** Names what will be destroyed or changed. */
	readonly text: string;
	readonly action: string;
	readonly onConfirm: () => void;
	readonly onCancel: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ title, text, action, onConfirm, onCancel }: Props) {
	return (
		<ModalOverlay className="c-scrim" isOpen isDismissable onOpenChange={(open) => !open && onCancel()}>
			<Modal>
				<Dialog role="alertdialog" className="c-dialog">
					<Heading slot="title">{title}</Heading>
					<p>{text}</p>
					<footer>
						<Button onPress={onCancel} autoFocus>
							Keep
						</Button>
						<Button tone="danger" onPress={onConfirm}>
							{action}
						</Button>
					</footer>
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}
