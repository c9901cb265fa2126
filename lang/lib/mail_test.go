package lib_test

import (
	"strings"
	"testing"

	"quoin.dev/quoin/lang/syntax"
)

func TestMail(t *testing.T) {
	const smtp = `$smtp:=SMTP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"})` + "\n"
	const imap = `$imap:=IMAP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"})` + "\n$imap.selectBox(\"INBOX\")\n"
	const pop = `$smtp:=SMTP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"})` + "\nFor ($i; 1; 2)\n$smtp.send({from: \"ada@example.com\"; to: \"bob@example.com\"; subject: \"Mail \"+String($i); textBody: \".dot\\n\"+String($i)})\nEnd for\n" +
		`$pop:=POP3 New transporter({host: "mail.example.com"; user: "ada"; password: "secret"})` + "\n"
	const mail = `{from: "Ada <ada@example.com>"; to: "bob@example.com"; subject: "Über 4 €"; textBody: "Hällo\nworld"}`
	for _, tc := range []struct{ name, code, want string }{
		{"sent and fetched", smtp + "$s:=$smtp.send(" + mail + ")\n" + imap + "$m:=$imap.getMail(1)\n$result:=[$s.success; $s.status; $m.subject; $m.from[0].name; $m.from[0].email; $m.to[0].email; $m.to[0].name; $m.bodyValues.p0001.value; $m.receivedAt; $m.sendAt]",
			`[true,250,"Über 4 €","Ada","ada@example.com","bob@example.com",null,"Hällo\r\nworld\r\n","2026-11-20T13:06:00Z","2026-11-20T13:05:07Z"]`},
		{"TLS from the first byte", "$s:=4D.SMTPTransporter.new({host: \"mail.example.com\"; port: 465; user: \"ada\"; password: \"secret\"}).send(" + mail + ")\n$result:=$s.success", `true`},
		{"CRAM-MD5", `SMTP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"; authenticationMode: SMTP authentication CRAM MD5}).checkConnection().success`, `true`},
		{"PLAIN", `SMTP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"; authenticationMode: SMTP authentication plain}).checkConnection().success`, `true`},
		{"LOGIN", `SMTP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"; authenticationMode: SMTP authentication login}).checkConnection().success`, `true`},
		{"OAUTH2", `SMTP New transporter({host: "mail.example.com"; user: "ada"; accessTokenOAuth2: "token"}).checkConnection().success`, `true`},
		{"a wrong token", `SMTP New transporter({host: "mail.example.com"; user: "ada"; accessTokenOAuth2: {token: {access_token: "x"}}}).checkConnection().status`, `535`},
		{"a wrong password", `SMTP New transporter({host: "mail.example.com"; user: "ada"; password: "x"}).checkConnection()`, `{"success":false,"status":535,"statusText":"Who are you?"}`},
		{"without encryption", `Position("acceptUnsecureConnection"; SMTP New transporter({host: "old.example.com"; user: "ada"; password: "secret"}).checkConnection().statusText)>0`, `true`},
		{"without encryption, accepted", `SMTP New transporter({host: "old.example.com"; user: "ada"; password: "secret"; acceptUnsecureConnection: True}).checkConnection().success`, `true`},
		{"a certificate that nobody vouches for", `Position("certificate"; SMTP New transporter({host: "rogue.example.com"; user: "ada"; password: "secret"}).checkConnection().statusText)>0`, `true`},
		{"such a certificate, accepted", `SMTP New transporter({host: "rogue.example.com"; user: "ada"; password: "secret"; acceptUnsecureConnection: True}).checkConnection().success`, `true`},
		{"a server that says nothing", `SMTP New transporter({host: "silent.example.com"; connectionTimeOut: 0.2}).checkConnection().statusText`, `"the server did not answer in time"`},
		{"the same, with TLS", `SMTP New transporter({host: "silent.example.com"; port: 465; connectionTimeOut: 0.2}).checkConnection().success`, `false`},
		{"nobody there", `SMTP New transporter({host: "127.0.0.1"; port: 1}).checkConnection().errors.length`, `1`},
		{"a recipient that is refused", smtp + `$result:=$smtp.send({from: "ada@example.com"; to: ["bob@example.com"; {name: "No"; email: "nobody@example.com"}]; subject: "x"})`,
			`{"success":false,"status":550,"statusText":"Nobody lives here"}`},
		{"after a refusal the connection goes on", smtp + "$smtp.send({from: \"ada@example.com\"; to: \"nobody@example.com\"})\n$result:=$smtp.send(" + mail + ").success", `true`},
		{"a send that takes too long", "$smtp:=SMTP New transporter({host: \"mail.example.com\"; sendTimeOut: 0.3; connectionTimeOut: 5})\n$s:=$smtp.send({from: \"ada@example.com\"; to: \"slow@example.com\"})\n$result:=[$s.success; $s.status; $s.statusText; Last errors.length]", `[false,0,"Failed to send email",1]`},
		{"no sender", smtp + "$s:=$smtp.send({to: \"bob@example.com\"})\n$result:=[$s.statusText; Last errors[0].message]", `["Failed to send email","send: the mail does not say who it is from."]`},
		{"no recipient, where code catches errors", smtp + "Try\n$s:=$smtp.send({from: \"bob@example.com\"})\nCatch\n$result:=[$s.success; Last errors[0].message]\nEnd try", `[false,"send: the mail does not say who it is for."]`},
		{"an address that is none", smtp + "$s:=$smtp.send({from: \"bob@example.com\"; to: {email: \"x@y\\r\\nRCPT TO:<z>\"}})\n$result:=$s.success", `false`},
		{"too large for the server", smtp + "var $b : Blob\nSET BLOB SIZE($b; 9000000)\n$result:=$smtp.send({from: \"ada@example.com\"; to: \"bob@example.com\"; attachments: [MAIL New attachment($b; \"a\")]}).status", `552`},
		{"blind copies", smtp + "$smtp.send({from: \"ada@example.com\"; to: \"a@x.org, B <b@x.org>\"; cc: \"c@x.org\"; bcc: \"d@x.org\"; replyTo: \"r@x.org\"; sender: \"s@x.org\"; subject: \"x\"})\n" + imap + "$m:=$imap.getMail(1)\n$result:=[$m.to.extract(\"email\"); $m.cc[0].email; $m.bcc; $m.replyTo[0].email; $m.sender[0].email; $m.headers[0].value]",
			`[["a@x.org","b@x.org"],"c@x.org",null,"r@x.org","s@x.org","<s@x.org>"]`},
		{"attachments and pictures", smtp + "File(\"/DATA/note é.txt\").setText(\"note\")\nvar $b : Blob\nTEXT TO BLOB(\"png\"; $b; UTF8 text without length)\n$smtp.send({from: \"ada@example.com\"; to: \"bob@example.com\"; subject: \"x\"; textBody: \"plain\"; htmlBody: \"<img src='cid:pic'>\"; attachments: [MAIL New attachment(File(\"/DATA/note é.txt\")); MAIL New attachment($b; \"pic.png\"; \"pic\")]})\n" + imap +
			"$m:=$imap.getMail(1)\n$s:=$m.bodyStructure\n$result:=[$s.type; $s.subParts[0].type; $s.subParts[0].subParts[1].type; $m.bodyValues.p0001.value; $m.bodyValues.p0002.value; $m.attachments.extract(\"name\"); $m.attachments.extract(\"type\"); $m.attachments.extract(\"disposition\"); $m.attachments.query(\"cid = pic\").length; Convert to text($m.attachments.query(\"disposition = attachment\")[0].getContent(); \"UTF-8\")]",
			`["multipart/mixed","multipart/alternative","multipart/related","plain","<img src='cid:pic'>",["pic.png","note é.txt"],["image/png","application/octet-stream"],["inline","attachment"],1,"note"]`},
		{"a log without secrets", "$smtp:=SMTP New transporter({host: \"mail.example.com\"; user: \"ada\"; password: \"secret\"; logFile: \"mail.txt\"; authenticationMode: \"PLAIN\"; keepAlive: False})\n$smtp.send(" + mail + ")\n$t:=File(\"/LOGS/mail.txt\").getText()\n$result:=[Position(\"RCPT TO\"; $t)>0; Position(\"AGFkYQBzZWNyZXQ=\"; $t)]", `[true,0]`},
		{"properties", `SMTP New transporter({host: "h"; user: "u"; password: "p"}).password=Null`, `true`},
		{"no host", `SMTP New transporter({port: 25})`, `error 0`},
		{"a mode that is none", `SMTP New transporter({host: "h"; authenticationMode: "KERBEROS"})`, `error 0`},

		{"boxes", imap + "$a:=$imap.createBox(\"Bills\").success\n$b:=$imap.createBox(\"Bills\").success\n$imap.renameBox(\"Bills\"; \"Rechnungen für 2026\")\n$c:=$imap.getBoxList().extract(\"name\")\n$imap.subscribe(\"INBOX\")\n$d:=$imap.getDelimiter()\n$e:=$imap.deleteBox(\"Rechnungen für 2026\").success\n$f:=$imap.deleteBox(\"none\")\n$result:=[$a; $b; $c; $d; $e; $f.success; $f.statusText#\"\"; $imap.unsubscribe(\"INBOX\").success]",
			`[true,false,["INBOX","Rechnungen für 2026"],"/",true,false,true,true]`},
		{"appended, flagged, moved, deleted", imap + "For ($i; 1; 4)\n$imap.append({from: \"ada@example.com\"; to: \"b@x.org\"; subject: \"Mail \"+String($i); textBody: \"x\"; keywords: New object(\"$seen\"; $i=1; \"$flagged\"; $i=2)}; \"INBOX\")\nEnd for\n$imap.createBox(\"Old\")\n$ids:=$imap.numToID(1; 0)\n$a:=$imap.searchMails(\"FLAGGED\")\n$b:=$imap.move([$ids[0]]; \"Old\").success\n$c:=$imap.copy([$ids[1]; $ids[2]]; \"Old\").success\n$imap.addFlags($ids[2]; New object(\"$deleted\"; True))\n$d:=$imap.expunge().success\n$result:=[$ids.length; $a=[$ids[1]]; $b; $c; $d; $imap.getBoxInfo(\"Old\"); $imap.getBoxInfo()]",
			`[4,false,true,true,true,{"name":"Old","mailCount":3,"mailRecent":2},{"name":"INBOX","mailCount":2,"mailRecent":2}]`},
		{"flags come and go", imap + "$imap.append({from: \"a@x.org\"; subject: \"x\"}; \"INBOX\")\n$imap.addFlags(IMAP all; New object(\"$flagged\"; True; \"project\"; True; \"$draft\"; False))\n$a:=$imap.getMail(1; {updateSeen: False}).keywords\n$imap.removeFlags(IMAP all; New object(\"$flagged\"; True))\n$b:=$imap.getMail(1; {updateSeen: False}).keywords\n$result:=[OB Keys($a).sort(); OB Keys($b).sort(); OB Keys($imap.getMail(1).keywords).indexOf(\"$seen\")>=0]",
			`[["$flagged","project"],["project"],true]`},
		{"several mails", imap + "For ($i; 1; 3)\n$imap.append({from: \"ada@example.com\"; subject: String($i); textBody: \"body \"+String($i)}; \"INBOX\")\nEnd for\n$ids:=$imap.numToID(0; 0)\n$a:=$imap.getMails([$ids[2]; \"999\"; $ids[0]])\n$b:=$imap.getMails(2; 5; {withBody: False})\n$c:=$imap.getMails(0; 0).list.length\n$result:=[$a.list.extract(\"subject\"); $a.notFound; $b.list.extract(\"subject\"); $b.notFound; $b.list[0].bodyValues; $c]",
			`[["3","1"],["999"],["2","3"],[4,5],null,3]`},
		{"the bytes of a mail", imap + "$imap.append({from: \"ada@example.com\"; subject: \"raw\"; textBody: \"x\"}; \"INBOX\")\n$b:=$imap.getMIMEAsBlob(1)\n$result:=[MAIL Convert from MIME($b).subject; BLOB size($imap.getMIMEAsBlob(7)); $imap.searchMails(\"SEEN\").length]", `["raw",0,1]`},
		{"searching", imap + "$imap.append({from: \"Smith <smith@x.org>\"; subject: \"Über Rechnungen\"; textBody: \"pay\"; keywords: New object(\"$seen\"; True)}; \"INBOX\")\n$imap.append({from: \"jones@x.org\"; subject: \"o\"; textBody: \"nay\"}; \"INBOX\")\n$ids:=$imap.numToID(0; 0)\n$r:=[]\nFor each ($q; [\"\"; \"FROM smith\"; \"NOT SEEN\"; \"OR SEEN UNSEEN\"; \"SUBJECT \\\"Über\\\"\"; \"BODY pay SEEN\"; \"1:1 SEEN\"; \"2 SEEN\"; \"UID \"+$ids[1]; \"HEADER Subject o (LARGER 10)\"; \"SINCE 1-Jan-2020 TEXT nay\"])\n$r.push($imap.searchMails($q).length)\nEnd for each\n$result:=$r",
			`[2,1,1,2,1,1,1,0,1,1,1]`},
		{"a search that is none", imap + `$result:=$imap.searchMails("BLUE sky")`, `error 0`},
		{"a mail that is not there", imap + `$result:=$imap.getMail("77")`, `error 0`},
		{"a mailbox that is not there", `IMAP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"}).selectBox("none")`, `error 0`},
		{"no mailbox", `IMAP New transporter({host: "mail.example.com"; user: "ada"; password: "secret"}).getMail(1)`, `error 0`},
		{"signing in fails", `IMAP New transporter({host: "mail.example.com"; user: "ada"; password: "x"}).checkConnection().success`, `false`},
		{"STARTTLS", `IMAP New transporter({host: "mail.example.com"; port: 143; user: "ada"; password: "secret"}).checkConnection().success`, `true`},
		{"no encryption", `Position("acceptUnsecureConnection"; IMAP New transporter({host: "old.example.com"; port: 143; user: "ada"; password: "secret"}).checkConnection().statusText)>0`, `true`},
		{"no encryption, accepted", `IMAP New transporter({host: "old.example.com"; port: 143; user: "ada"; password: "secret"; acceptUnsecureConnection: True}).checkConnection().success`, `true`},
		{"silence", `IMAP New transporter({host: "silent.example.com"; port: 143; connectionTimeOut: 0.2}).checkConnection().success`, `false`},
		{"a connection that has ended is opened again", "$imap:=IMAP New transporter({host: \"mail.example.com\"; user: \"ada\"; password: \"secret\"; sendTimeOut: 20; checkConnectionDelay: 1})\n$imap.selectBox(\"INBOX\")\nDELAY PROCESS(Current process; 70)\n$result:=[$imap.append({from: \"a@x.org\"}).success; $imap.numToID(0; 0).length]", `[true,1]`},

		{"POP3: what is there", pop + "$i:=$pop.getBoxInfo()\n$l:=$pop.getMailInfoList()\n$result:=[$i.mailCount; $i.size>200; $l.length; $l[1].id; $l[1].number; $pop.getMailInfo(2).id; $pop.getMailInfo(2).size=$l[1].size; $pop.getMailInfo(9)]", `[2,true,2,"id2",2,"id2",true,null]`},
		{"POP3: fetched", pop + "$m:=$pop.getMail(2)\n$h:=$pop.getMail(1; True)\n$b:=$pop.getMIMEAsBlob(2)\n$result:=[$m.subject; $m.bodyValues.p0001.value; $h.subject; $h.bodyValues; MAIL Convert from MIME($b).subject; Position(\"\\r\\n\"; Convert to text($b; \"UTF-8\"))>0; $pop.getMail(3); BLOB size($pop.getMIMEAsBlob(3))]",
			`["Mail 2",".dot\n2\n","Mail 1",null,"Mail 2",true,null,0]`},
		{"POP3: deleted at the end of the process, and not", pop + "$done:=New signal\n$pop.delete(1)\n$pop.undeleteAll()\nCALL WORKER(\"w\"; \"remove\"; $done)\n$done.wait(5)\nKILL WORKER(\"w\")\nDELAY PROCESS(Current process; 20)\n$result:=[$pop.getBoxInfo().mailCount; POP3 New transporter({host: \"mail.example.com\"; user: \"ada\"; password: \"secret\"}).getMail(1).subject]", `[2,"Mail 2"]`},
		{"POP3: deleting nothing", pop + "$pop.delete(7)", `error 0`},
		{"POP3: APOP", `POP3 New transporter({host: "mail.example.com"; user: "ada"; password: "secret"; authenticationMode: POP3 authentication APOP}).checkConnection().success`, `true`},
		{"POP3: LOGIN by USER", `POP3 New transporter({host: "mail.example.com"; port: 110; user: "ada"; password: "secret"}).checkConnection().success`, `true`},
		{"POP3: a wrong password", `POP3 New transporter({host: "mail.example.com"; user: "ada"; password: "x"}).checkConnection()`, `{"success":false,"statusText":"who are you?"}`},
		{"POP3: no encryption", `POP3 New transporter({host: "old.example.com"; port: 110; user: "ada"; password: "secret"}).checkConnection().success`, `false`},
		{"POP3: no encryption, accepted", `POP3 New transporter({host: "old.example.com"; port: 110; user: "ada"; password: "secret"; acceptUnsecureConnection: True}).checkConnection().success`, `true`},
		{"POP3: silence", `POP3 New transporter({host: "silent.example.com"; port: 110; connectionTimeOut: 0.2}).checkConnection().success`, `false`},
		{"POP3: a user that smuggles commands", `POP3 New transporter({host: "mail.example.com"; user: "ada\r\nQUIT"; password: "secret"; authenticationMode: POP3 authentication APOP}).checkConnection().success`, `false`},
	} {
		v, err := evaluate(t, strings.TrimSpace(tc.code), syntax.FourD, method("remove", `#DECLARE($done : 4D.Signal)
$pop:=POP3 New transporter({host: "mail.example.com"; user: "ada"; password: "secret"})
$pop.delete(1)
$done.trigger()`))
		if got := shown(v, err); got != tc.want {
			t.Errorf("%s: got %s (%v), want %s", tc.name, got, err, tc.want)
		}
	}
}
