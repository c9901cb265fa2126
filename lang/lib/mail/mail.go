// Package mail provides mail: messages from and to MIME, attachments, sending
// (SMTP) and mailboxes (IMAP, POP3).
package mail

import (
	_ "embed"

	"quoin.dev/quoin/lang/command"
)

//go:embed mail.md
var doc string

// Family returns the rows of the family.
func Family() command.Family {
	return command.Family{Name: "mail", Commands: commands(), Constants: constants(), Doc: doc,
		Classes: []command.Class{attachmentClass(), smtpClass(), imapClass(), popClass()}}
}

func commands() []command.Command {
	const attachment = "(source: 4D.File|4D.ZipFile|4D.Blob|Blob|Text, name?: Text, cid?: Text, type?: Text, disposition?: Text) : 4D.MailAttachment"
	return []command.Command{
		{Name: "IMAP New transporter", Sig: "(server: Object) : 4D.IMAPTransporter", Run: newIMAP},
		{Name: "MAIL Convert from MIME", Qodly: "mailConvertFromMIME", Sig: "(mime: Text|Blob) : Object", Run: convertFromMIME},
		{Name: "MAIL Convert to MIME", Qodly: "mailConvertToMIME", Sig: "(mail: Object, options?: Object) : Text", Run: convertToMIME},
		{Name: "MAIL New attachment", Sig: attachment, Run: newAttachment},
		{Name: "POP3 New transporter", Sig: "(server: Object) : 4D.POP3Transporter", Run: newPOP},
		{Name: "SMTP New transporter", Sig: "(server: Object) : 4D.SMTPTransporter", Run: newSMTP},
	}
}

// Charsets and encodings of headers and bodies.
const (
	modeUTF8   = "US-ASCII_UTF8_QP"
	modeBase64 = "US-ASCII_UTF8_B64"
	modeLatin  = "ISO-8859-1"
	modeJapan  = "US-ASCII_ISO-2022-JP_UTF8_QP"
)

// Ways of signing in.
const (
	authCRAM  = "CRAM-MD5"
	authLogin = "LOGIN"
	authOAuth = "OAUTH2"
	authPlain = "PLAIN"
	authAPOP  = "APOP" // of POP3 alone
)

func constants() []command.Constant {
	all := []command.Constant{
		{Name: "IMAP all", Value: allMessages},
		{Name: "IMAP read only state", Value: readOnly},
		{Name: "IMAP read write state", Value: 0},
		{Name: "mail mode UTF8", Value: modeUTF8},
		{Name: "mail mode UTF8 in base64", Value: modeBase64},
		{Name: "mail mode ISO88591", Value: modeLatin},
		{Name: "mail mode ISO2022JP", Value: modeJapan},
		{Name: "mail disposition attachment", Value: "attachment"},
		{Name: "mail disposition inline", Value: "inline"},
		{Name: "POP3 authentication APOP", Value: authAPOP},
	}
	for _, protocol := range []string{"SMTP", "IMAP", "POP3"} {
		all = append(all,
			command.Constant{Name: protocol + " authentication CRAM MD5", Value: authCRAM},
			command.Constant{Name: protocol + " authentication login", Value: authLogin},
			command.Constant{Name: protocol + " authentication OAUTH2", Value: authOAuth},
			command.Constant{Name: protocol + " authentication plain", Value: authPlain})
	}
	return all
}
