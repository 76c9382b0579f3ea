import { MergeQueue, type QueuedMerge } from '../bpe/merge-queue.ts';
import type { Segment, SplitPieces } from './pieces.ts';
import { characterLength } from './trie.ts';

/** A symbol between its neighbours; an empty one was joined to its left. */
interface Symbol {
  readonly start: number;
  end: number;
  previous: number;
  next: number;
  readonly frozen: boolean;
}

/** Two neighbouring symbols that together are a piece. */
interface Merge extends QueuedMerge {
  readonly right: number;
  /** The length of both together: tells whether they have changed since. */
  readonly length: number;
}

/**
 * The split of a text by byte pair encoding as SentencePiece does it: of all neighbours that together are a piece, those of the
 * highest score are joined, the leftmost first, until none are left. Symbols that the user defined are never joined; pieces that
 * are unused are taken apart again.
 */
export function bpeSplitter(model: SplitPieces): (text: string) => Segment[] {
  return (text) => new Merging(text, model).split();
}

class Merging {
  readonly #text: string;
  readonly #model: SplitPieces;
  readonly #symbols: Symbol[] = [];
  readonly #queue = new MergeQueue<Merge>();
  /** The parts of unused pieces. */
  readonly #parts = new Map<string, readonly [string, string]>();

  constructor(text: string, model: SplitPieces) {
    this.#text = text;
    this.#model = model;
  }

  split(): Segment[] {
    this.#begin();
    for (let i = 1; i < this.#symbols.length; i++) this.#offer(i - 1, i);
    for (let merge = this.#queue.pop(); merge; merge = this.#queue.pop()) {
      this.#join(merge.left, merge.right, merge.length);
    }
    const segments: Segment[] = [];
    for (let i = this.#symbols.length > 0 ? 0 : -1; i >= 0; i = this.#symbols[i]!.next) {
      const { start, end } = this.#symbols[i]!;
      this.#emit(this.#text.slice(start, end), segments);
    }
    return segments;
  }

  #begin(): void {
    const text = this.#text;
    for (let start = 0; start < text.length;) {
      const defined = this.#model.userDefined.longest(text, start);
      const end = start + (defined || characterLength(text, start));
      const i = this.#symbols.length;
      const next = end < text.length ? i + 1 : -1;
      this.#symbols.push({ start, end, previous: i - 1, next, frozen: defined > 0 });
      start = end;
    }
  }

  #offer(left: number, right: number): void {
    if (left < 0 || right < 0) return;
    const [a, b] = [this.#symbols[left]!, this.#symbols[right]!];
    if (a.frozen || b.frozen) return;
    const text = this.#text.slice(a.start, b.end);
    const id = this.#model.ids.get(text);
    if (id === undefined) return;
    const { score, type } = this.#model.pieces[id]!;
    this.#queue.push({ left, right, score, length: text.length });
    if (type !== 'unused') return;
    this.#parts.set(text, [this.#text.slice(a.start, a.end), this.#text.slice(b.start, b.end)]);
  }

  #join(left: number, right: number, length: number): void {
    const [a, b] = [this.#symbols[left]!, this.#symbols[right]!];
    const empty = a.start === a.end || b.start === b.end;
    if (empty || a.end - a.start + (b.end - b.start) !== length) return;
    a.end = b.end;
    a.next = b.next;
    if (b.next >= 0) this.#symbols[b.next]!.previous = left;
    b.end = b.start;
    this.#offer(a.previous, left);
    this.#offer(left, a.next);
  }

  /** Writes a symbol as pieces; unused ones by their parts. */
  #emit(text: string, segments: Segment[]): void {
    const { ids, reserved, unknown, pieces } = this.#model;
    const id = reserved.get(text) ?? ids.get(text) ?? unknown;
    const parts = pieces[id]!.type === 'unused' ? this.#parts.get(text) : undefined;
    if (!parts) segments.push({ text, id });
    else for (const part of parts) this.#emit(part, segments);
  }
}
