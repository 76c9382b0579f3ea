import { normalizeLine, type SentencePair } from '@rondo/data';
import type { Translator } from '@rondo/seq2seq';
import { planBatches, type BatchSize } from '../translation/plan-batches.ts';

/** What a model says of a pair. */
export interface ScoredLine {
  /** ln P of the target given the source, [end] included. */
  readonly logProbability: number;
  readonly tokens: readonly string[];
  /** Of each token and of [end]. */
  readonly logProbabilities: readonly number[];
}

/** Scores pairs in batches of similar length, and returns them in order; nothing for a pair with an empty side, or one with more than `longest` tokens, [end] included. */
export async function scoreWindow(
  translator: Translator,
  pairs: readonly SentencePair[],
  batch: BatchSize,
  longest: number,
  signal: AbortSignal,
): Promise<(ScoredLine | undefined)[]> {
  const { source, target } = translator.codec;
  const tidy = pairs.map((pair) => ({
    source: normalizeLine(pair.source),
    target: normalizeLine(pair.target),
  }));
  const places = [...tidy.keys()].filter((n) => tidy[n]!.source !== '' && tidy[n]!.target !== '');
  const lengths = places.map((n) =>
    Math.max(
      source.tokenizer.tokenize(tidy[n]!.source).length + 1,
      target.tokenizer.tokenize(tidy[n]!.target).length + 1,
    ),
  );
  const scored: (ScoredLine | undefined)[] = pairs.map(() => undefined);
  const fitting = [...places.keys()].filter((n) => lengths[n]! <= longest);
  const groups = planBatches(
    fitting.map((n) => lengths[n]!),
    batch,
  );
  for (const group of groups) {
    const chosen = group.map((n) => places[fitting[n]!]!);
    const done = await translator.score(
      chosen.map((place) => tidy[place]!),
      { batchSize: chosen.length, signal },
    );
    for (const [n, place] of chosen.entries()) {
      const { logProbability, tokens, logProbabilities } = done[n]!;
      scored[place] = { logProbability, tokens, logProbabilities };
    }
  }
  return scored;
}

/** Sums over all pairs. */
export class Total {
  pairs = 0;
  leftOut = 0;
  /** [end] included. */
  tokens = 0;
  logProbability = 0;

  add(line: ScoredLine | undefined): void {
    if (!line) {
      this.leftOut += 1;
      return;
    }
    this.pairs += 1;
    this.tokens += line.logProbabilities.length;
    this.logProbability += line.logProbability;
  }

  get perplexity(): number {
    return Math.exp(-this.logProbability / this.tokens);
  }
}
