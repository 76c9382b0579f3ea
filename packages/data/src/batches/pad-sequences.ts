import { specialIndex } from '../vocabulary/specials.ts';

/** Sequences of unequal lengths side by side. */
export interface PaddedSequences {
  /** N rows of L indices, row after row; [pad] behind the end of each sequence. */
  readonly ids: Int32Array;
  /** N sequences, L the longest of them. */
  readonly shape: readonly [sequences: number, longest: number];
  /** The length of each sequence, [begin] and [end] included where they were added. */
  readonly lengths: Int32Array;
}

export interface PadSequencesOptions {
  /** Put [begin] in front of every sequence. */
  readonly begin?: boolean;
  /** Put [end] behind every sequence. */
  readonly end?: boolean;
}

/** Pads sequences of indices to the longest: [N, L], row-major. */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  { begin = false, end = false }: PadSequencesOptions = {},
): PaddedSequences {
  const offset = begin ? 1 : 0;
  const lengths = Int32Array.from(sequences, ({ length }) => offset + length + (end ? 1 : 0));
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0);
  const ids = new Int32Array(sequences.length * longest).fill(specialIndex.pad);
  for (const [n, sequence] of sequences.entries()) {
    const row = n * longest;
    if (begin) ids[row] = specialIndex.begin;
    ids.set(sequence, row + offset);
    if (end) ids[row + lengths[n]! - 1] = specialIndex.end;
  }
  return { ids, shape: [sequences.length, longest], lengths };
}
