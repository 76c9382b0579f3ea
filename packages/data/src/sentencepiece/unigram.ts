import type { Piece } from './model-file.ts';
import { byteLength } from './normalizer.ts';
import type { Segment, SplitPieces } from './pieces.ts';
import { characterLength } from './trie.ts';

/** How much worse than the worst piece an unknown character is. */
const unknownPenalty = 10;
/** The smallest positive float: where SentencePiece starts its search for the best score. */
const smallestFloat = 2 ** -126;

/**
 * The most probable split of a text into pieces under a unigram model: argmax over splits of Σ log p(piece), by the Viterbi
 * algorithm (Kudo 2018, section 3.2). Sums are floats of 32 bits, as in SentencePiece, so that ties fall the same way.
 */
export function unigramSplitter({
  pieces,
  unknown,
  trie,
}: SplitPieces): (text: string) => Segment[] {
  const normal = pieces.filter(({ type }) => type === 'normal').map(({ score }) => score);
  const worst = normal.reduce((a, b) => Math.min(a, b), Infinity);
  const best = normal.reduce((a, b) => Math.max(a, b), smallestFloat);
  const unknownScore = Math.fround(worst - unknownPenalty);
  const scoreOf = ({ type, score }: Piece, bytes: number): number =>
    // What the user defined is nearly free, so that it is always taken.
    type === 'userDefined' ? Math.fround(bytes * best) - 0.1 : score;

  return (text) => {
    const length = text.length;
    const scores = new Float32Array(length + 1);
    const starts = new Int32Array(length + 1).fill(-1);
    const ids = new Int32Array(length + 1);
    for (let from = 0; from < length;) {
      const before = scores[from]!;
      const next = from + characterLength(text, from);
      let covered = false;
      const offer = (end: number, id: number, score: number): void => {
        if (starts[end]! >= 0 && !(before + score > scores[end]!)) return;
        scores[end] = before + score;
        starts[end] = from;
        ids[end] = id;
      };
      const start = from;
      trie.prefixes(text, from, (end, id) => {
        const piece = pieces[id]!;
        if (piece.type === 'unused') return;
        const bytes = piece.type === 'userDefined' ? bytesBetween(text, start, end) : 0;
        const score = scoreOf(piece, bytes);
        offer(end, id, score);
        covered ||= end === next;
      });
      if (!covered) offer(next, unknown, unknownScore);
      from = next;
    }
    return backtrack(text, starts, ids);
  };
}

function backtrack(text: string, starts: Int32Array, ids: Int32Array): Segment[] {
  const segments: Segment[] = [];
  for (let end = text.length; end > 0; end = starts[end]!) {
    segments.push({ text: text.slice(starts[end], end), id: ids[end]! });
  }
  return segments.toReversed();
}

function bytesBetween(text: string, from: number, to: number): number {
  let bytes = 0;
  for (let i = from; i < to; i += characterLength(text, i))
    bytes += byteLength(text.codePointAt(i)!);
  return bytes;
}
