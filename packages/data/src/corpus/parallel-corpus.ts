import { DataError } from '../errors.ts';
import { normalizeLine } from './normalize-line.ts';
import { pairLines, type Lines, type PairLinesOptions } from './pair-lines.ts';
import { SideCount, type CorpusReport } from './report.ts';
import type { SentencePair } from './sentence-pair.ts';

export interface ParallelCorpus {
  readonly pairs: readonly SentencePair[];
  readonly report: CorpusReport;
}

export type ParallelCorpusOptions = PairLinesOptions;

/**
 * Pairs line i of the source with line i of the target.
 *
 * Blanks at the ends are cut and double blanks made single; a pair with an empty side is dropped and counted in the report.
 * Throws a DataError if the line counts differ (naming both) or no pair is left.
 */
export function parallelCorpus(
  source: Lines,
  target: Lines,
  options: ParallelCorpusOptions = {},
): Promise<ParallelCorpus> {
  return collectPairs(pairLines(source, target, options), options);
}

/** Collects pairs as they arrive, tidied and counted as `parallelCorpus` does. */
export async function collectPairs(
  arriving: Iterable<SentencePair> | AsyncIterable<SentencePair>,
  { sourceName = 'source', targetName = 'target' }: ParallelCorpusOptions = {},
): Promise<ParallelCorpus> {
  const pairs: SentencePair[] = [];
  const counts = [new SideCount(sourceName), new SideCount(targetName)] as const;
  let normalized = 0;
  let lines = 0;
  for await (const { source, target } of arriving) {
    lines += 1;
    const pair = { source: normalizeLine(source), target: normalizeLine(target) };
    if (pair.source !== source) normalized += 1;
    if (pair.target !== target) normalized += 1;
    if (pair.source === '' || pair.target === '') continue;
    pairs.push(pair);
    counts[0].add(pair.source, lines);
    counts[1].add(pair.target, lines);
  }
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
