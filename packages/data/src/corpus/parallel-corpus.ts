import { DataError } from '../errors.ts';
import { normalizeLine } from './normalize-line.ts';
import { SideCount, type CorpusReport } from './report.ts';

/** A sentence and its translation. */
export interface SentencePair {
  readonly source: string;
  readonly target: string;
}

export interface ParallelCorpus {
  readonly pairs: readonly SentencePair[];
  readonly report: CorpusReport;
}

export interface ParallelCorpusOptions {
  /** What errors call the two sides, for instance the file names. */
  readonly sourceName?: string;
  readonly targetName?: string;
}

/** Lines in memory or arriving one by one. */
export type Lines = Iterable<string> | AsyncIterable<string>;

/**
 * Pairs line i of the source with line i of the target.
 *
 * Blanks at the ends are cut and double blanks made single; a pair with an empty side is dropped and counted in the report.
 * Throws a DataError if the line counts differ (naming both) or no pair is left.
 */
export async function parallelCorpus(
  source: Lines,
  target: Lines,
  { sourceName = 'source', targetName = 'target' }: ParallelCorpusOptions = {},
): Promise<ParallelCorpus> {
  const [sourceLines, targetLines] = [await collect(source), await collect(target)];
  requireEqualCounts(sourceName, sourceLines.length, targetName, targetLines.length);
  const pairs: SentencePair[] = [];
  const counts = [new SideCount(sourceName), new SideCount(targetName)] as const;
  let normalized = 0;
  for (const [i, sourceLine] of sourceLines.entries()) {
    const targetLine = targetLines[i]!;
    const pair = { source: normalizeLine(sourceLine), target: normalizeLine(targetLine) };
    if (pair.source !== sourceLine) normalized += 1;
    if (pair.target !== targetLine) normalized += 1;
    if (pair.source === '' || pair.target === '') continue;
    pairs.push(pair);
    counts[0].add(pair.source, i + 1);
    counts[1].add(pair.target, i + 1);
  }
  const lines = sourceLines.length;
  if (pairs.length === 0) {
    throw new DataError(
      `no sentence pair is left: of the ${lines} lines of ${sourceName} and ${targetName} none has text on both sides`,
      { sourceName, targetName, lines },
    );
  }
  return {
    pairs,
    report: {
      pairs: pairs.length,
      droppedEmpty: lines - pairs.length,
      normalizedLines: normalized,
      source: counts[0].report(),
      target: counts[1].report(),
    },
  };
}

async function collect(lines: Lines): Promise<string[]> {
  if (Symbol.iterator in lines) return [...lines];
  const collected: string[] = [];
  for await (const line of lines) collected.push(line);
  return collected;
}

function requireEqualCounts(
  sourceName: string,
  sourceCount: number,
  targetName: string,
  targetCount: number,
): void {
  if (sourceCount === targetCount) return;
  throw new DataError(
    `parallel text needs equal line counts: ${sourceName} has ${sourceCount} lines, ${targetName} has ${targetCount}; line i of one must translate line i of the other`,
    { sourceName, targetName, sourceCount, targetCount },
  );
}
