/** A stretch of free memory. */
export interface Span {
  readonly pointer: number;
  readonly bytes: number;
}

/** Free memory of any size: neighbours are one, and blocks are cut from it. */
export class FreeSpans {
  /** In the order of their addresses. */
  #spans: Span[] = [];

  /** Adds blocks and joins all neighbours. */
  add(blocks: readonly Span[]): void {
    const all = [...this.#spans, ...blocks].toSorted((a, b) => a.pointer - b.pointer);
    this.#spans = [];
    for (const span of all) {
      const last = this.#spans.at(-1);
      if (last && last.pointer + last.bytes === span.pointer) {
        this.#spans[this.#spans.length - 1] = {
          pointer: last.pointer,
          bytes: last.bytes + span.bytes,
        };
      } else this.#spans.push(span);
    }
  }

  /** Cuts a block from the smallest span that holds it. */
  take(bytes: number): number | undefined {
    let best = -1;
    for (const [i, span] of this.#spans.entries()) {
      if (span.bytes >= bytes && (best < 0 || span.bytes < this.#spans[best]!.bytes)) best = i;
    }
    if (best < 0) return undefined;
    const { pointer, bytes: held } = this.#spans[best]!;
    if (held === bytes) this.#spans.splice(best, 1);
    else this.#spans[best] = { pointer: pointer + bytes, bytes: held - bytes };
    return pointer;
  }

  /** Takes the span that ends at an address, if there is one, and gives where it begins. */
  takeBefore(end: number): number {
    const last = this.#spans.at(-1);
    if (!last || last.pointer + last.bytes !== end) return end;
    this.#spans.pop();
    return last.pointer;
  }

  clear(): void {
    this.#spans = [];
  }
}
