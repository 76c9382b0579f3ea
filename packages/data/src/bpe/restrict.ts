import type { Merge } from './merges.ts';
import { endOfWord } from './merges.ts';

/** What marks a piece that another piece of the same word follows. */
export const separator = '@@';

/**
 * Takes apart pieces that are not in a vocabulary by undoing the merges that made them, until every part is in it or is a single
 * character (as `subword-nmt apply-bpe --vocabulary` does; Sennrich et al. 2017, section 3.2).
 */
export class PieceRestriction {
  readonly #vocabulary: ReadonlySet<string>;
  /** From a joined symbol to the two that it was made of. */
  readonly #parts = new Map<string, Merge>();

  constructor(vocabulary: ReadonlySet<string>, merges: readonly Merge[]) {
    this.#vocabulary = vocabulary;
    for (const merge of merges) {
      const joined = merge[0] + merge[1];
      if (!this.#parts.has(joined)) this.#parts.set(joined, merge);
    }
  }

  /** The pieces of a word, each without its mark. */
  apply(pieces: readonly string[]): string[] {
    return pieces.flatMap((piece, i) => [...this.partsOf(piece, i === pieces.length - 1)]);
  }

  /** The parts of one piece; `last`: at the end of its word. */
  *partsOf(piece: string, last: boolean): Generator<string, void> {
    const symbol = last ? piece + endOfWord : piece;
    const parts = this.#vocabulary.has(last ? piece : piece + separator)
      ? undefined
      : this.#parts.get(symbol);
    const [left, right] = parts ?? [];
    if (left === undefined || right === undefined) {
      yield piece;
      return;
    }
    // A mark for the end of the word that is a symbol of its own (version 0.1) is no piece.
    if (last && (right === endOfWord || !right.endsWith(endOfWord))) {
      yield piece;
      return;
    }
    yield* this.partsOf(left, false);
    yield* this.partsOf(last ? right.slice(0, -endOfWord.length) : right, last);
  }
}
