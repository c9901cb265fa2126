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
		// Codes, as Char takes them.
		{Name: "Tab", Value: 9},
		{Name: "Line feed", Value: 10},
		{Name: "Carriage return", Value: 13},
		{Name: "Escape", Value: 27},
		{Name: "Space", Value: 32},
		{Name: "Double quote", Value: 34},
		{Name: "At sign", Value: 64},
		{Name: "NBSP ASCII CODE", Value: 202},
	}
}
