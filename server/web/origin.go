package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"quoin.dev/quoin/fault"
)

// Origin is one row of the CORS settings.
type Origin struct {
	// Host is "*", a host, or an origin with scheme and port; a "*" stands for
	// any characters: "https://*.example.com", "localhost:5173".
	Host string
	// Methods in upper case; empty: all.
	Methods []string
}

// crossSite applies the rule about requests from pages of other sites. They
// may read what their browser lets them (SameSite cookies keep it little), but
// change nothing, unless the CORS settings say so. Requests with neither
// Sec-Fetch-Site nor Origin do not come from a browser. done means that the
// response is complete: the answer to a preflight.
func (s *Server) crossSite(w *response, r *http.Request) (done bool, err error) {
	origin := r.Header.Get("Origin")
	site := r.Header.Get("Sec-Fetch-Site")
	if origin == "" && site == "" || sameOrigin(r, origin, site) || s.embeds(origin) {
		return false, nil
	}
	preflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
	if len(s.o.CORS) > 0 && origin != "" {
		method := r.Method
		if preflight {
			method = strings.ToUpper(r.Header.Get("Access-Control-Request-Method"))
		}
		if !s.allows(origin, method) {
			return false, fault.New(fault.Permission, "web.cors", "The settings of this server do not let pages of %s call it.", clip(origin))
		}
		w.Header().Add("Vary", "Origin")
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Allow-Credentials", "true")
		if preflight {
			allowPreflight(w, r)
			return true, nil
		}
		return false, nil
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return false, nil
	}
	return false, fault.New(fault.Permission, "web.cross-site", "This request comes from a page of another site and was refused.")
}

func allowPreflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", r.Header.Get("Access-Control-Request-Method"))
	if names := r.Header.Get("Access-Control-Request-Headers"); names != "" {
		h.Set("Access-Control-Allow-Headers", names)
	}
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// sameOrigin trusts Sec-Fetch-Site, which pages cannot forge; older browsers
// send Origin alone.
func sameOrigin(r *http.Request, origin, site string) bool {
	switch site {
	case "same-origin", "none":
		return true
	case "":
		u, err := url.Parse(origin)
		return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
	}
	return false
}

func (s *Server) embeds(origin string) bool {
	return origin != "" && s.o.Embedders != nil && slices.Contains(s.o.Embedders(), origin)
}

func (s *Server) allows(origin, method string) bool {
	_, host, _ := strings.Cut(origin, "://")
	name, _, _ := strings.Cut(host, ":")
	for _, o := range s.o.CORS {
		if len(o.Methods) > 0 && !slices.Contains(o.Methods, method) {
			continue
		}
		pattern := strings.ToLower(strings.TrimSuffix(o.Host, "/"))
		for _, candidate := range []string{origin, host, name} {
			if matchStar(pattern, strings.ToLower(candidate)) {
				return true
			}
		}
	}
	return false
}

// matchStar matches a pattern in which "*" stands for any characters.
func matchStar(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == s
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}
