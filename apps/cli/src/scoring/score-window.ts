import { normalizeLine, type SentencePair } from '@rondo/data';
import type { Translator } from '@rondo/seq2seq';
import { inPlannedBatches, type BatchSize } from '../translation/plan-batches.ts';
import type { CountedLine } from '../translation/too-long.ts';

/** What a model says of a pair. */
interface Scores {
  /** ln P of the target given the source, [end] included. */
  readonly logProbability: number;
  readonly tokens: readonly string[];
  /** Of each token and of [end]. */
  readonly logProbabilities: readonly number[];
}

/** What became of a pair; its tokens are those of the longer side. */
export interface ScoredLine extends CountedLine {
  /** Nothing for a pair with a side that is empty or too long. */
  readonly scores: Scores | undefined;
}

export interface ScoreWindowOptions {
  readonly batch: BatchSize;
  /** Most tokens of a side. */
  readonly longest: number;
  readonly signal: AbortSignal;
}

/** Scores pairs, the first of them with the given number, in batches of similar length, and returns them in order. */
export async function scoreWindow(
  translator: Translator,
  pairs: readonly SentencePair[],
  first: number,
  { batch, longest, signal }: ScoreWindowOptions,
): Promise<ScoredLine[]> {
  const { source, target } = translator.codec;
  const tidy = pairs.map((pair) => ({
    source: normalizeLine(pair.source),
    target: normalizeLine(pair.target),
  }));
  const tokens = tidy.map((pair) =>
    Math.max(
      source.tokenizer.tokenize(pair.source).length,
      target.tokenizer.tokenize(pair.target).length,
    ),
  );
  const lengths = tidy.map((pair, n) =>
    pair.source !== '' && pair.target !== '' && tokens[n]! <= longest ? tokens[n]! + 1 : undefined,
  );
  const scores = await inPlannedBatches(lengths, batch, (places) =>
    translator.score(
      places.map((place) => tidy[place]!),
      { batchSize: places.length, signal },
    ),
  );
  return tokens.map((count, n) => ({ number: first + n, tokens: count, scores: scores[n] }));
}

/** Sums over all pairs. */
export class Total {
  pairs = 0;
  leftOut = 0;
  /** [end] included. */
  tokens = 0;
  logProbability = 0;

  add({ scores }: Pick<ScoredLine, 'scores'>): void {
    if (!scores) {
      this.leftOut += 1;
      return;
    }
    this.pairs += 1;
    this.tokens += scores.logProbabilities.length;
    this.logProbability += scores.logProbability;
  }

  get perplexity(): number {
    return Math.exp(-this.logProbability / this.tokens);
  }
}
