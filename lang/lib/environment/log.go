package environment

import (
	"context"
	"io"
	"log/slog"

	"quoin.dev/quoin/fault"
	"quoin.dev/quoin/lang/command"
	"quoin.dev/quoin/lang/vm"
	"quoin.dev/quoin/value"
)

// Targets and levels of LOG EVENT.
const (
	intoWindowsLog    = 0
	intoDebugMessage  = 1
	intoRequestLog    = 2
	intoCommandsLog   = 3
	intoDiagnosticLog = 5
	intoStandardOut   = 6

	levelInformation = 0
	levelWarning     = 1
	levelError       = 2
)

func logEvent(c *vm.Call) (value.Value, error) {
	target, at := intoDiagnosticLog, 0
	if c.Arg(0).IsNumber() {
		target, at = c.Int(0), 1
	}
	message, level := c.Text(at), c.Int(at+1)
	if target == intoStandardOut && c.Process.Output != nil {
		if _, err := io.WriteString(c.Process.Output, message); err != nil {
			return value.Value{}, fault.New(fault.IO, "log.output", "LOG EVENT: %w", err)
		}
		return value.Value{}, nil
	}
	slevel := slog.LevelInfo
	switch level {
	case levelWarning:
		slevel = slog.LevelWarn
	case levelError:
		slevel = slog.LevelError
	}
	c.Runtime().Log.Log(context.Background(), slevel, message, "process", c.Process.Name)
	return value.Value{}, nil
}

func constants() []command.Constant {
	return []command.Constant{
		{Name: "Into Windows log events", Value: intoWindowsLog},
		{Name: "Into 4D debug message", Value: intoDebugMessage},
		{Name: "Into 4D request log", Value: intoRequestLog},
		{Name: "Into 4D commands log", Value: intoCommandsLog},
		{Name: "Into 4D diagnostic log", Value: intoDiagnosticLog},
		{Name: "Into system standard outputs", Value: intoStandardOut},
		{Name: "Information message", Value: levelInformation},
		{Name: "Warning message", Value: levelWarning},
		{Name: "Error message", Value: levelError},
		{Name: "4D Local mode", Value: 0},
		{Name: "4D Volume desktop", Value: 1},
		{Name: "4D Desktop", Value: 3},
		{Name: "4D Remote mode", Value: 4},
		{Name: "4D Server", Value: typeServer},
		{Name: "tool4d", Value: typeTool},
		{Name: "64 bit version", Value: 1},
		{Name: "Merged application", Value: 2},
		{Name: "Default localization", Value: 0},
		{Name: "Mac OS", Value: 2},
		{Name: "Windows", Value: 3},
		{Name: "Table sequence number", Value: 31},
		{Name: "Debug log recording", Value: 34},
		{Name: "Diagnostic log recording", Value: 79},
		{Name: "Log command list", Value: 80},
		{Name: "Dates inside objects", Value: 85},
		{Name: "Tips enabled", Value: 101},
		{Name: "Tips delay", Value: 102},
		{Name: "Tips duration", Value: 103},
		{Name: "User param value", Value: 108},
		{Name: "Times inside objects", Value: 109},
		{Name: "Current process debug log recording", Value: 111},
		{Name: "Is host database a project", Value: 114},
		{Name: "Decimal separator", Value: 0},
		{Name: "Thousand separator", Value: 1},
		{Name: "Currency symbol", Value: 2},
		{Name: "System time short pattern", Value: 3},
		{Name: "System time medium pattern", Value: 4},
		{Name: "System time long pattern", Value: 5},
		{Name: "System date short pattern", Value: 6},
		{Name: "System date medium pattern", Value: 7},
		{Name: "System date long pattern", Value: 8},
		{Name: "Date separator", Value: 13},
		{Name: "Time separator", Value: 14},
		{Name: "Short date day position", Value: 15},
		{Name: "Short date month position", Value: 16},
		{Name: "Short date year position", Value: 17},
		{Name: "System time AM label", Value: 18},
		{Name: "System time PM label", Value: 19},
	}
}
