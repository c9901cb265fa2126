import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps } from "react-aria-components";

interface Props extends Omit<ButtonProps, "className" | "children"> {
	/** How much it asks for attention. @default "plain" */
	readonly tone?: "plain" | "primary" | "danger" | "quiet";
	readonly icon?: ReactNode;
	readonly children?: ReactNode;
}

/** A button of the Studio and the Dashboard. Without text it needs an aria-label. */
export function Button({ tone = "plain", icon, children, ...props }: Props) {
	return (
		<AriaButton
			{...props}
			className="c-button"
			data-tone={tone}
			data-icon-only={children === undefined || undefined}
		>
			{icon}
			{children !== undefined && <span>{children}</span>}
		</AriaButton>
	);
}
