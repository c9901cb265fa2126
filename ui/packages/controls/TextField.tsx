import {
	TextField as AriaTextField,
	FieldError,
	Input,
	Label,
	Text,
	type TextFieldProps,
} from "react-aria-components";

interface Props extends Omit<TextFieldProps, "className" | "children"> {
	readonly label: string;
	readonly hint?: string;
	readonly error?: string;
	readonly placeholder?: string;
}

/** A labelled line of text. */
export function TextField({ label, hint, error, placeholder, ...props }: Props) {
	return (
		<AriaTextField {...props} isInvalid={error !== undefined && error !== ""} className="c-field">
			<Label>{label}</Label>
			<Input placeholder={placeholder ?? ""} />
			{hint && <Text slot="description">{hint}</Text>}
			<FieldError>{error}</FieldError>
		</AriaTextField>
	);
}
