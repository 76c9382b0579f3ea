import { DataError } from '../errors.ts';
import type { SentencePair } from './sentence-pair.ts';

/** Lines in memory or arriving one by one. */
export type Lines = Iterable<string> | AsyncIterable<string>;

export interface PairLinesOptions {
  /** What errors call the two sides, for instance the file names. */
  readonly sourceName?: string;
  readonly targetName?: string;
}

/**
 * Pairs line i of the source with line i of the target, one after the other, so that memory does not grow with them.
 *
 * @throws DataError at the end of the shorter side if the line counts differ, naming both.
 */
export async function* pairLines(
  source: Lines,
  target: Lines,
  { sourceName = 'source', targetName = 'target' }: PairLinesOptions = {},
): AsyncGenerator<SentencePair, void> {
  const sides = [iteratorOf(source), iteratorOf(target)] as const;
  let lines = 0;
  try {
    for (;;) {
      const [s, t] = [await sides[0].next(), await sides[1].next()];
      if (s.done && t.done) return;
      if (s.done || t.done) {
        const [sourceCount, targetCount] = [
          lines + (s.done ? 0 : 1 + (await countRest(sides[0]))),
          lines + (t.done ? 0 : 1 + (await countRest(sides[1]))),
        ];
        throw new DataError(
          `parallel text needs equal line counts: ${sourceName} has ${sourceCount} lines, ${targetName} has ${targetCount}; line i of one must translate line i of the other`,
          { sourceName, targetName, sourceCount, targetCount },
        );
      }
      lines += 1;
      yield { source: s.value, target: t.value };
    }
  } finally {
    for (const side of sides) await side.return?.();
  }
}

type LineIterator = Iterator<string> | AsyncIterator<string>;

function iteratorOf(lines: Lines): LineIterator {
  return Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]();
}

async function countRest(side: LineIterator): Promise<number> {
  let count = 0;
  while (!(await side.next()).done) count += 1;
  return count;
}
