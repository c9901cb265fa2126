/** How figures read: few digits, known units, the viewer's language. */

const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** 12345 as "12,345". */
export function count(n: number): string {
	return whole.format(n);
}

/** A size in bytes with a unit: "1.4 MB". */
export function bytes(n: number): string {
	const units = ["B", "KB", "MB", "GB", "TB"];
	let value = n;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${short.format(value)} ${units[unit]}`;
}

/** A latency: "0.4 ms", "1.2 s". */
export function milliseconds(n: number): string {
	if (n > 0 && n < 0.1) return "< 0.1 ms";
	return n >= 1000
		? `${short.format(n / 1000)} s`
		: `${n < 10 ? short.format(n) : whole.format(Math.round(n))} ms`;
}

/** A span of time until now in words: "3 minutes ago", "just now". */
export function age(iso: string, now: number = Date.now()): string {
	const seconds = Math.round((now - Date.parse(iso)) / 1000);
	if (Number.isNaN(seconds)) return "";
	if (seconds < 10) return "just now";
	const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
		["day", 86400],
		["hour", 3600],
		["minute", 60],
		["second", 1],
	];
	const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
	for (const [unit, size] of steps) {
		if (seconds >= size) return format.format(-Math.floor(seconds / size), unit);
	}
	return "just now";
}

/** A moment in full, for a tooltip. */
export function moment(iso: string): string {
	const at = new Date(iso);
	return Number.isNaN(at.getTime()) ? "" : at.toLocaleString();
}
