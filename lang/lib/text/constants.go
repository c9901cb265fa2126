package text

import "quoin.dev/quoin/lang/command"

// Options of Compare strings, Position and Split string.
const (
	strict               = 0
	charCodes            = 1
	caseInsensitive      = 2
	diacriticInsensitive = 4
	kanaInsensitive      = 8
	widthInsensitive     = 16
	wholeWord            = 32

	ignoreEmpty = 1
	trimSpaces  = 2
)

func constants() []command.Constant {
	return []command.Constant{
		{Name: "sk strict", Value: strict},
		{Name: "sk char codes", Value: charCodes},
		{Name: "sk case insensitive", Value: caseInsensitive},
		{Name: "sk diacritic insensitive", Value: diacriticInsensitive},
		{Name: "sk kana insensitive", Value: kanaInsensitive},
		{Name: "sk width insensitive", Value: widthInsensitive},
		{Name: "sk whole word", Value: wholeWord},
		{Name: "sk ignore empty strings", Value: ignoreEmpty},
		{Name: "sk trim spaces", Value: trimSpaces},
		{Name: "Tab", Value: "\t"},
		{Name: "Line feed", Value: "\n"},
		{Name: "Carriage return", Value: "\r"},
		{Name: "Escape", Value: "\x1b"},
		{Name: "Space", Value: " "},
		{Name: "Double quote", Value: `"`},
		{Name: "At sign", Value: "@"},
		{Name: "NBSP ASCII CODE", Value: 202},
	}
}
