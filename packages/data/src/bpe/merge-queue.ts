/** A join of a symbol, by its place, with the one after it. */
export interface QueuedMerge {
  readonly left: number;
  readonly score: number;
}

/** A binary heap that gives the merge of the highest score, of equal scores the leftmost. */
export class MergeQueue<Merge extends QueuedMerge = QueuedMerge> {
  readonly #heap: Merge[] = [];

  push(merge: Merge): void {
    const heap = this.#heap;
    let i = heap.push(merge) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(merge, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = merge;
  }

  pop(): Merge | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let i = 0;
    for (let child = 1; child < heap.length; child = 2 * i + 1) {
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

function before(a: QueuedMerge, b: QueuedMerge): boolean {
  return a.score > b.score || (a.score === b.score && a.left < b.left);
}
