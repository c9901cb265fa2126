package orda

import (
	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/value"
)

// Status is the code of a Result that is not a success (spec/orda_rest.md 3.2).
type Status = int

const (
	StatusPermission        Status = 1 // wrong permission
	StatusStampChanged      Status = 2 // somebody else saved the entity meanwhile
	StatusLocked            Status = 3 // another process has the lock
	StatusSerious           Status = 4 // anything else; see Errors
	StatusGone              Status = 5 // the record was dropped
	StatusAutoMergeFailed   Status = 6 // the same attribute was changed by somebody else
	StatusValidation        Status = 7 // a validate event refused
	StatusSeriousValidation Status = 8 // a validate event refused, seriously
)

var statusTexts = [...]string{
	StatusPermission:        "Permission Error",
	StatusStampChanged:      "Stamp has changed",
	StatusLocked:            "Already locked",
	StatusSerious:           "Other error",
	StatusGone:              "Entity does not exist anymore",
	StatusAutoMergeFailed:   "Auto merge failed",
	StatusValidation:        "Mild Validation Error",
	StatusSeriousValidation: "Serious Validation Error",
}

// Result is the status object of save, drop, lock and reload.
type Result struct {
	Success    bool
	Status     Status
	StatusText string
	// AutoMerged is in the object only when auto merge was asked for, WasReloaded
	// only when a reload was.
	AutoMerged, WasReloaded bool
	LockKindText            string
	LockInfo                *value.Obj
	// Errors, the root cause first.
	Errors []*fault.Error
	// ErrorObjects are the same errors as the language sees them, with all
	// properties that user code gave them.
	ErrorObjects []*value.Obj
	// Thrown is a serious error that the language raises besides.
	Thrown error

	mergeAsked, reloadAsked bool
}

// Object returns the status object as the language sees it.
func (r Result) Object() *value.Obj {
	o := value.NewObject()
	o.Set("success", value.FromBool(r.Success))
	if r.mergeAsked {
		o.Set("autoMerged", value.FromBool(r.AutoMerged))
	}
	if r.reloadAsked {
		o.Set("wasReloaded", value.FromBool(r.WasReloaded))
	}
	if r.Success {
		return o
	}
	o.Set("status", value.FromInt(int64(r.Status)))
	o.Set("statusText", value.FromText(r.StatusText))
	if r.LockKindText != "" {
		o.Set("lockKindText", value.FromText(r.LockKindText))
		o.Set("lockInfo", value.FromObject(r.LockInfo))
	}
	if len(r.ErrorObjects) > 0 {
		list := value.NewList()
		for _, e := range r.ErrorObjects {
			list.Push(value.FromObject(e))
		}
		o.Set("errors", value.FromCollection(list))
	}
	return o
}

// asked notes which optional properties the object has.
func (r Result) asked(merge, reload bool) Result {
	r.mergeAsked, r.reloadAsked = merge, reload
	return r
}

func success() Result { return Result{Success: true} }

func failed(s Status) Result { return Result{Status: s, StatusText: statusTexts[s]} }

// because adds errors, the root cause first. The language sees them as errors
// only where the original gives them: a changed stamp has none.
func (r Result) because(errs ...*fault.Error) Result {
	for _, e := range errs {
		r.Errors = append(r.Errors, e)
		if r.Status != StatusStampChanged {
			r.ErrorObjects = append(r.ErrorObjects, errorObject(e))
		}
	}
	return r
}

// seriousError is the result of an error that is none of the others.
func seriousError(err error) Result {
	f := fault.As(err)
	if f == nil {
		f = &fault.Error{Kind: fault.Internal, Code: "orda.error", Message: err.Error(), Err: err}
	}
	if f.Kind == fault.Permission {
		return failed(StatusPermission).because(f)
	}
	r := failed(StatusSerious).because(f)
	if f.Kind == fault.Cancelled {
		r.Thrown = err
	}
	return r
}

// errorObject is what the language sees of an error.
func errorObject(e *fault.Error) *value.Obj {
	o := value.NewObject()
	o.Set("message", value.FromText(e.Error()))
	o.Set("componentSignature", value.FromText(e.Signature))
	o.Set("errCode", value.FromInt(int64(e.Number)))
	return o
}
