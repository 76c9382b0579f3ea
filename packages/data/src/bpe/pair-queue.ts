import { compareCodePoints } from '../vocabulary/code-point-order.ts';

/** A neighbouring pair of symbols, how often it occurs, and the words it may occur in. */
export interface PairEntry {
  readonly left: number;
  readonly right: number;
  count: number;
  /** The count under which it stands in the queue: never less than `count`. */
  queued: number;
  readonly words: Set<number>;
}

/**
 * A binary heap that gives the most frequent pair; equal counts give the pair whose symbols come last in code-point order.
 *
 * Counts fall far more often than they rise: a fallen count is corrected only when the entry comes to the top.
 */
export class PairQueue {
  readonly #heap: { entry: PairEntry; count: number }[] = [];
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  /** Enters a pair that is new or has risen. */
  push(entry: PairEntry): void {
    if (entry.count <= entry.queued) return;
    entry.queued = entry.count;
    const heap = this.#heap;
    let i = heap.push({ entry, count: entry.count }) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#before(i, parent)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** Removes and returns the most frequent pair, or nothing when no pair is left. */
  pop(): PairEntry | undefined {
    for (let top = this.#take(); top !== undefined; top = this.#take()) {
      const { entry, count } = top;
      // An entry under an older, lower count than the one it was pushed again with.
      if (count !== entry.queued) continue;
      entry.queued = 0;
      if (entry.count === count) return entry;
      this.push(entry);
    }
    return undefined;
  }

  #take(): { entry: PairEntry; count: number } | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    heap[0] = last;
    for (let i = 0; ;) {
      let best = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && this.#before(child, best)) best = child;
      }
      if (best === i) return top;
      this.#swap(i, best);
      i = best;
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#heap[i]!;
    const b = this.#heap[j]!;
    if (a.count !== b.count) return a.count > b.count;
    const byLeft = compareCodePoints(this.#texts[a.entry.left]!, this.#texts[b.entry.left]!);
    if (byLeft !== 0) return byLeft > 0;
    return compareCodePoints(this.#texts[a.entry.right]!, this.#texts[b.entry.right]!) > 0;
  }

  #swap(i: number, j: number): void {
    const heap = this.#heap;
    [heap[i], heap[j]] = [heap[j]!, heap[i]!];
  }
}
