package program

import "context"

// sink returns what posts the pieces of an output to its function, of the type
// "data" for the first output, "error" for the second; nil: nobody wants them.
// Once the context ends nobody will listen any more.
func (w *worker) sink(ctx context.Context, name, kind string) func([]byte) {
	if !w.events.Wants(name) {
		return nil
	}
	var text whole
	return func(b []byte) {
		if w.dataType == "text" && w.set.Name == "UTF-8" {
			if b = text.take(b); len(b) == 0 {
				return
			}
		}
		_ = w.events.PostData(ctx, name, kind, w.shown(b))
	}
}
