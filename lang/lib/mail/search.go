package mail

import (
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// searchMails returns the identifiers of the mails that fit criteria as IMAP
// writes them: FLAGGED FROM "SMITH", OR SEEN NOT SUBJECT "x".
func searchMails(c *vm.Call) (value.Value, error) {
	t, s := vm.Receiver[*mailbox](c), c.Text(0)
	if t == nil || c.Err() != nil {
		return value.Value{}, nil
	}
	criteria, err := parseCriteria(s)
	if err != nil {
		return value.Value{}, err
	}
	l := value.NewList()
	err = t.with(c, func(client *imapclient.Client) error {
		if err := t.chosen(); err != nil {
			return err
		}
		data, err := client.UIDSearch(criteria, nil).Wait()
		if err != nil {
			return err
		}
		for _, n := range data.AllUIDs() {
			l.Push(value.FromText(strconv.FormatUint(uint64(n), 10)))
		}
		return nil
	})
	return value.FromCollection(l), raised(t, err)
}

// criteriaParser reads search keys one after the other.
type criteriaParser struct {
	text string
	at   int
}

// maxCriteria bounds the nesting of NOT, OR and parentheses.
const maxCriteria = 50

func criteriaError(format string, args ...any) error {
	return fault.New(fault.Invalid, "mail.search", "searchMails: "+format+".", args...)
}

func parseCriteria(s string) (*imap.SearchCriteria, error) {
	p := &criteriaParser{text: s}
	all := &imap.SearchCriteria{}
	if p.peek() == "CHARSET" { // texts are Unicode here, whatever it says
		p.word()
		p.word()
	}
	for !p.end() {
		k, err := p.key(0)
		if err != nil {
			return nil, err
		}
		all.And(k)
	}
	return all, nil
}

func (p *criteriaParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *criteriaParser) end() bool {
	p.space()
	return p.at >= len(p.text)
}

// word reads a word or a text in quotes.
func (p *criteriaParser) word() (s string, quoted bool) {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == '"' {
		var b strings.Builder
		for p.at++; p.at < len(p.text) && p.text[p.at] != '"'; p.at++ {
			if p.text[p.at] == '\\' && p.at+1 < len(p.text) {
				p.at++
			}
			b.WriteByte(p.text[p.at])
		}
		p.at = min(p.at+1, len(p.text))
		return b.String(), true
	}
	start := p.at
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n()\"", p.text[p.at]) < 0 {
		p.at++
	}
	return p.text[start:p.at], false
}

func (p *criteriaParser) peek() string {
	at := p.at
	s, _ := p.word()
	p.at = at
	return strings.ToUpper(s)
}

// argument reads what a key is about.
func (p *criteriaParser) argument(key string) (string, error) {
	if s, quoted := p.word(); s != "" || quoted {
		return strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ").Replace(s), nil
	}
	return "", criteriaError("%s wants a value behind it", key)
}

func (p *criteriaParser) date(key string) (time.Time, error) {
	s, err := p.argument(key)
	if err != nil {
		return time.Time{}, err
	}
	d, err := time.Parse("2-Jan-2006", s)
	if err != nil {
		return d, criteriaError("got %q behind %s, want a date such as 1-Feb-2026", s, key)
	}
	return d, nil
}

// flagKeys are the keys that ask for a flag, and for its absence.
var flagKeys = map[string]struct {
	flag imap.Flag
	not  bool
}{
	"ANSWERED": {imap.FlagAnswered, false}, "UNANSWERED": {imap.FlagAnswered, true},
	"DELETED": {imap.FlagDeleted, false}, "UNDELETED": {imap.FlagDeleted, true},
	"DRAFT": {imap.FlagDraft, false}, "UNDRAFT": {imap.FlagDraft, true},
	"FLAGGED": {imap.FlagFlagged, false}, "UNFLAGGED": {imap.FlagFlagged, true},
	"SEEN": {imap.FlagSeen, false}, "UNSEEN": {imap.FlagSeen, true},
	// What is recent is no longer told: it is what nobody has read.
	"NEW": {imap.FlagSeen, true}, "RECENT": {imap.FlagSeen, true}, "OLD": {imap.FlagSeen, false},
}

// key reads one search key with its values.
func (p *criteriaParser) key(depth int) (*imap.SearchCriteria, error) {
	if depth > maxCriteria {
		return nil, criteriaError("the criteria are nested too deep")
	}
	p.space()
	if p.at < len(p.text) && p.text[p.at] == '(' {
		return p.group(depth)
	}
	word, quoted := p.word()
	k := &imap.SearchCriteria{}
	name := strings.ToUpper(word)
	if quoted || name == "" {
		return nil, criteriaError("got %q, want a search key", p.text[max(p.at-20, 0):min(p.at+20, len(p.text))])
	}
	if f, ok := flagKeys[name]; ok {
		if f.not {
			k.NotFlag = []imap.Flag{f.flag}
		} else {
			k.Flag = []imap.Flag{f.flag}
		}
		return k, nil
	}
	switch name {
	case "ALL":
		return k, nil
	case "NOT":
		inner, err := p.key(depth + 1)
		if err == nil {
			k.Not = []imap.SearchCriteria{*inner}
		}
		return k, err
	case "OR":
		a, err := p.key(depth + 1)
		if err != nil {
			return nil, err
		}
		b, err := p.key(depth + 1)
		if err == nil {
			k.Or = [][2]imap.SearchCriteria{{*a, *b}}
		}
		return k, err
	}
	return k, p.valued(k, name)
}

func (p *criteriaParser) group(depth int) (*imap.SearchCriteria, error) {
	all := &imap.SearchCriteria{}
	for p.at++; ; {
		if p.end() {
			return nil, criteriaError("a parenthesis is not closed")
		}
		if p.text[p.at] == ')' {
			p.at++
			return all, nil
		}
		k, err := p.key(depth + 1)
		if err != nil {
			return nil, err
		}
		all.And(k)
	}
}

// valued reads the keys that have a value.
func (p *criteriaParser) valued(k *imap.SearchCriteria, name string) error {
	const day = 24 * time.Hour
	switch name {
	case "BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE":
		d, err := p.date(name)
		if err != nil {
			return err
		}
		switch name {
		case "BEFORE":
			k.Before = d
		case "SINCE":
			k.Since = d
		case "ON":
			k.Since, k.Before = d, d.Add(day)
		case "SENTBEFORE":
			k.SentBefore = d
		case "SENTSINCE":
			k.SentSince = d
		case "SENTON":
			k.SentSince, k.SentBefore = d, d.Add(day)
		}
		return nil
	case "HEADER":
		field, err := p.argument(name)
		if err != nil {
			return err
		}
		s, err := p.argument(name)
		k.Header = []imap.SearchCriteriaHeaderField{{Key: field, Value: s}}
		return err
	}
	if sets(name) {
		set, err := numberSet(name)
		k.SeqNum = []imap.SeqSet{set}
		return err
	}
	s, err := p.argument(name)
	if err != nil {
		if !strings.Contains(" TO FROM CC BCC SUBJECT BODY TEXT KEYWORD UNKEYWORD LARGER SMALLER UID ", " "+name+" ") {
			return criteriaError("%s is no search key", name)
		}
		return err
	}
	switch name {
	case "TO", "FROM", "CC", "BCC", "SUBJECT":
		k.Header = []imap.SearchCriteriaHeaderField{{Key: name[:1] + strings.ToLower(name[1:]), Value: s}}
	case "BODY":
		k.Body = []string{s}
	case "TEXT":
		k.Text = []string{s}
	case "KEYWORD":
		k.Flag, err = keyword(s)
	case "UNKEYWORD":
		k.NotFlag, err = keyword(s)
	case "LARGER":
		k.Larger, err = size(s)
	case "SMALLER":
		k.Smaller, err = size(s)
	case "UID":
		var set imap.SeqSet
		if set, err = numberSet(s); err == nil {
			var uids imap.UIDSet
			for _, r := range set {
				uids.AddRange(imap.UID(r.Start), imap.UID(r.Stop))
			}
			k.UID = []imap.UIDSet{uids}
		}
	default:
		return criteriaError("%s is no search key", name)
	}
	return err
}

func keyword(s string) ([]imap.Flag, error) {
	o := value.NewObject()
	o.Set(strings.Replace(s, `\`, "$", 1), value.FromBool(true))
	return flags(o)
}

func size(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 62)
	if err != nil || n < 0 {
		return 0, criteriaError("got %q, want a number of bytes", s)
	}
	return n, nil
}

// sets reports whether a word is a set of places: 2,4:7,12:*.
func sets(s string) bool {
	return s != "" && strings.Trim(s, "0123456789,:*") == ""
}

func numberSet(s string) (imap.SeqSet, error) {
	var set imap.SeqSet
	for part := range strings.SplitSeq(s, ",") {
		from, to, ranged := strings.Cut(part, ":")
		a, err := number(from)
		if err != nil {
			return nil, err
		}
		b := a
		if ranged {
			if b, err = number(to); err != nil {
				return nil, err
			}
		}
		set.AddRange(a, b)
	}
	return set, nil
}

// number reads a place; * is the last one.
func number(s string) (uint32, error) {
	if s == "*" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n == 0 {
		return 0, criteriaError("got %q, want the number of a mail", s)
	}
	return uint32(n), nil
}
