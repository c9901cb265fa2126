package orda

import "quoin.dev/quoin/value"

// Entity is a reference to a record in memory. It belongs to one process.
type Entity struct {
	class *Dataclass
	sel   *Selection
	row   []value.Value
	rec   int64
	stamp int64
	time  int64
}

// SaveMode says how Save treats a stamp that has changed.
type SaveMode uint8

// AutoMerge saves when nobody else changed the same attributes.
const AutoMerge SaveMode = 1

// DropMode says how Drop treats a stamp that has changed.
type DropMode uint8

// ForceDrop drops even if the stamp has changed.
const ForceDrop DropMode = 2

// LockMode says how Lock treats a stamp that has changed.
type LockMode uint8

const (
	// ReloadIfStampChanged reloads the entity before locking.
	ReloadIfStampChanged LockMode = 4
	// SessionLock takes the lock for the web session instead of the process.
	SessionLock LockMode = 128
)

// ToObjectOptions says what ToObject and ToCollection add.
type ToObjectOptions struct{ WithKey, WithStamp bool }
