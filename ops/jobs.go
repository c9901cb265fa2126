package ops

import (
	"context"
	"sync"
	"time"

	"quoin.dev/quoin/fault"
)

// Job is one piece of long work, running or done.
type Job struct {
	ID       int       `json:"id"`
	Kind     string    `json:"kind"` // "backup", "verify"
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished,omitzero"`
	Result   string    `json:"result,omitempty"` // a sentence, once done
	Error    string    `json:"error,omitempty"`
	Problems []string  `json:"problems,omitempty"`
}

// Jobs runs long work in the background, one job of a kind at a time, and
// remembers the latest. It is safe for concurrent use.
type Jobs struct {
	ctx context.Context
	now func() time.Time

	mu      sync.Mutex // guards what follows
	list    []*Job     // oldest first
	next    int
	running sync.WaitGroup
}

const keptJobs = 50

// NewJobs returns an empty list; jobs end with the context.
func NewJobs(ctx context.Context, now func() time.Time) *Jobs { return &Jobs{ctx: ctx, now: now} }

// Start begins a job unless one of its kind is running, and returns its
// description.
func (j *Jobs) Start(kind string, work func(context.Context) (result string, problems []string, err error)) (Job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, job := range j.list {
		if job.Kind == kind && job.Finished.IsZero() {
			return *job, fault.New(fault.Conflict, "ops.job-running", "A %s is running already, since %s.", kind, job.Started.Format("15:04:05"))
		}
	}
	j.next++
	job := &Job{ID: j.next, Kind: kind, Started: j.now()}
	j.list = append(j.list, job)
	if len(j.list) > keptJobs {
		j.list = j.list[1:]
	}
	j.running.Go(func() {
		result, problems, err := guarded(j.ctx, work)
		j.mu.Lock()
		defer j.mu.Unlock()
		job.Finished, job.Result, job.Problems = j.now(), result, problems
		if err != nil {
			job.Error = err.Error()
		}
	})
	return *job, nil
}

// guarded does the work; a bug in it must not end the server.
func guarded(ctx context.Context, work func(context.Context) (string, []string, error)) (result string, problems []string, err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fault.New(fault.Internal, "ops.panic", "The work failed: %v.", bug)
		}
	}()
	return work(ctx)
}

// List returns the jobs, newest first.
func (j *Jobs) List() []Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Job, 0, len(j.list))
	for i := len(j.list) - 1; i >= 0; i-- {
		out = append(out, *j.list[i])
	}
	return out
}

// Wait returns when no job is running.
func (j *Jobs) Wait() { j.running.Wait() }
