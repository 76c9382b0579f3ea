import { DataError, requireInteger } from '../errors.ts';

/**
 * Reads a vocabulary in the format of subword-nmt's get-vocab: a piece, a blank and its count a line. Pieces counted fewer than
 * `threshold` times are left out.
 *
 * @throws DataError naming the line that is none.
 */
export function parseVocabulary(text: string, threshold = 1): Set<string> {
  requireInteger('vocabularyThreshold', threshold, 1);
  const vocabulary = new Set<string>();
  const lines = text.split('\n');
  while (lines.at(-1) === '') lines.pop();
  for (const [i, line] of lines.entries()) {
    const [, piece, count] = /^[\r ]*(\S+) (\d+)[\r ]*$/u.exec(line) ?? [];
    if (piece === undefined) {
      throw new DataError(
        `BPE vocabulary: line ${i + 1} must hold a piece and its count with one blank between, received ${JSON.stringify(line.slice(0, 60))}`,
        { line: i + 1, received: line },
      );
    }
    if (Number(count) >= threshold) vocabulary.add(piece);
  }
  if (vocabulary.size > 0) return vocabulary;
  if (lines.length === 0) {
    throw new DataError(
      'BPE vocabulary: it has no pieces; write one a line, with a blank and its count behind it',
      { pieces: 0 },
    );
  }
  throw new DataError(
    `BPE vocabulary: none of its ${lines.length} pieces occurs ${threshold} times; lower the threshold`,
    { pieces: lines.length, threshold },
  );
}

/** Counted pieces in the same format, the most frequent first. */
export function formatVocabulary(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([piece, count]) => `${piece} ${count}\n`).join('');
}
