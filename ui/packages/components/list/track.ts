/**
 * Positions of rows along the axis of scrolling, in CSS pixels. Rows have one size, or sizes that become known as rows
 * are measured; until then a row counts with the estimate.
 */
export class Track {
	private count = 0;
	private estimate = 1;
	private readonly sizes = new Map<number, number>();
	/** Fenwick tree over the differences between measured sizes and the estimate; absent while nothing is measured. */
	private deltas: Float64Array | undefined;

	/** Starts anew with a number of rows of one size. */
	reset(count: number, estimate: number): void {
		this.count = count;
		this.estimate = Math.max(1, estimate);
		this.sizes.clear();
		this.deltas = undefined;
	}

	/** Keeps what is measured while rows come or go at the end. */
	resize(count: number): void {
		if (count === this.count) return;
		const known = [...this.sizes];
		this.reset(count, this.estimate);
		for (const [row, size] of known) this.measure(row, size);
	}

	/** Records the size of a row; returns by how much the rows behind it moved. */
	measure(row: number, size: number): number {
		if (row < 0 || row >= this.count) return 0;
		const moved = size - this.sizeOf(row);
		if (moved === 0) return 0;
		this.sizes.set(row, size);
		this.deltas ??= new Float64Array(this.count + 1);
		for (let at = row + 1; at <= this.count; at += at & -at) this.deltas[at] = (this.deltas[at] ?? 0) + moved;
		return moved;
	}

	sizeOf(row: number): number {
		return this.sizes.get(row) ?? this.estimate;
	}

	/** Where a row starts; for the number of rows, where the last one ends. */
	start(row: number): number {
		let sum = row * this.estimate;
		if (this.deltas) {
			for (let at = Math.min(row, this.count); at > 0; at -= at & -at) sum += this.deltas[at] ?? 0;
		}
		return sum;
	}

	get total(): number {
		return this.start(this.count);
	}

	/** The row at an offset, kept within the rows that exist; -1 when there are none. */
	at(offset: number): number {
		let low = 0;
		let high = this.count - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.start(middle) <= offset) low = middle;
			else high = middle - 1;
		}
		return high < 0 ? -1 : low;
	}
}
