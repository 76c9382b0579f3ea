/** Half the width of the band around the diagonal in which distances are computed (Tercom's beam). */
const beam = 25;

/** More than any distance: a cell outside the band. */
const unreachable = 2 ** 30;

/** How a hypothesis is aligned with the reference on the cheapest way from one to the other. */
export interface Alignment {
  /** For each word of the reference the word of the hypothesis at which it stands, −1 before the first. */
  readonly positions: Int32Array;
  /** 1 where a word of the reference or of the hypothesis is not matched. */
  readonly referenceErrors: Uint8Array;
  readonly hypothesisErrors: Uint8Array;
}

/**
 * Levenshtein distances from hypotheses of n words to one reference of m words, in a band around the diagonal:
 *
 *     d(i, j) = min(d(i−1, j−1) + [hᵢ ≠ rⱼ], d(i−1, j) + 1, d(i, j−1) + 1)
 *
 * The rows of the last hypothesis given to `align` are kept; `distance` computes those which differ from them.
 */
export class BandedEditDistance {
  readonly #reference: Int32Array;
  /** Row i has the columns from #first[i] up to, but without, #end[i], kept in #rows from #start[i] on. */
  readonly #first: Int32Array;
  readonly #end: Int32Array;
  readonly #start: Float64Array;
  readonly #rows: Int32Array;
  #above: Int32Array;
  #row: Int32Array;

  constructor(reference: Int32Array, hypothesisLength: number) {
    const [m, n] = [reference.length, hypothesisLength];
    const ratio = n > 0 ? m / n : 1;
    // Where one word stands for very many, the bands of two rows must still meet.
    const width = beam < ratio / 2 ? Math.ceil(ratio / 2 + beam) : beam;
    const first = new Int32Array(n + 1);
    const end = new Int32Array(n + 1).fill(m + 1);
    const start = new Float64Array(n + 2);
    for (let i = 0; i <= n; i++) {
      const diagonal = Math.floor(i * ratio);
      if (i > 0) first[i] = Math.max(0, diagonal - width);
      if (i > 0 && i < n) end[i] = Math.min(m + 1, diagonal + width);
      start[i + 1] = start[i]! + end[i]! - first[i]!;
    }
    this.#reference = reference;
    this.#first = first;
    this.#end = end;
    this.#start = start;
    this.#rows = new Int32Array(start[n + 1]!);
    for (let j = 0; j <= m; j++) this.#rows[j] = j;
    this.#above = new Int32Array(m + 1);
    this.#row = new Int32Array(m + 1);
  }

  /** The distance of a hypothesis that equals the last aligned one in its first `from` words. */
  distance(hypothesis: Int32Array, from: number): number {
    return this.#compute(hypothesis, from, false);
  }

  /** The distance of a hypothesis, whose rows are kept, and its alignment. */
  align(hypothesis: Int32Array): Alignment & { readonly distance: number } {
    const distance = this.#compute(hypothesis, 0, true);
    return { distance, ...this.#trace(hypothesis) };
  }

  #compute(hypothesis: Int32Array, from: number, keep: boolean): number {
    const reference = this.#reference;
    const m = reference.length;
    this.#above.fill(unreachable);
    this.#row.fill(unreachable);
    const kept = this.#rows.subarray(this.#start[from], this.#start[from + 1]);
    this.#row.set(kept, this.#first[from]);
    for (let i = from + 1; i <= hypothesis.length; i++) {
      [this.#above, this.#row] = [this.#row, this.#above];
      const [above, row] = [this.#above, this.#row];
      const [first, end, word] = [this.#first[i]!, this.#end[i]!, hypothesis[i - 1]!];
      let left = unreachable;
      let diagonal = first > 0 ? above[first - 1]! : unreachable;
      // The buffer still holds the row before the last one, whose band may begin further left, or be the whole row 0.
      if (first > 0) row[first - 1] = unreachable;
      if (i === 2) row.fill(unreachable, end);
      for (let j = first; j < end; j++) {
        const up = above[j]!;
        const substituted = j > 0 && word === reference[j - 1] ? diagonal : diagonal + 1;
        left = Math.min(substituted, up + 1, left + 1);
        row[j] = left;
        diagonal = up;
      }
      if (keep) this.#rows.set(row.subarray(first, end), this.#start[i]);
    }
    return this.#row[m]!;
  }

  /** Walks from the last cell to the first; prefers a match or substitution, then a word of the hypothesis, then of the reference. */
  #trace(hypothesis: Int32Array): Alignment {
    const reference = this.#reference;
    const positions = new Int32Array(reference.length);
    const referenceErrors = new Uint8Array(reference.length);
    const hypothesisErrors = new Uint8Array(hypothesis.length);
    let [i, j] = [hypothesis.length, reference.length];
    while (i > 0 || j > 0) {
      const cell = this.#cell(i, j);
      const error = i > 0 && j > 0 && hypothesis[i - 1] === reference[j - 1] ? 0 : 1;
      if (i > 0 && j > 0 && cell === this.#cell(i - 1, j - 1) + error) {
        hypothesisErrors[--i] = error;
        referenceErrors[--j] = error;
        positions[j] = i;
      } else if (j === 0 || (i > 0 && cell === this.#cell(i - 1, j) + 1)) {
        hypothesisErrors[--i] = 1;
      } else {
        referenceErrors[--j] = 1;
        positions[j] = i - 1;
      }
    }
    return { positions, referenceErrors, hypothesisErrors };
  }

  #cell(i: number, j: number): number {
    const [first, end] = [this.#first[i]!, this.#end[i]!];
    return j < first || j >= end ? unreachable : this.#rows[this.#start[i]! + j - first]!;
  }
}
