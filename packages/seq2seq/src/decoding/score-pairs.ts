import { specialIndex, type PaddedSequences } from '@rondo/data';
import { concat, dispose, full, gather, keep, logSoftmax, scope, tensor } from '@rondo/tensor';
import type { Tensor } from '@rondo/tensor';
import { Breath } from '@rondo/training';
import { startOn, type RunOptions } from './decoding-run.ts';
import type { DecodingState, IncrementalDecoder } from './incremental-decoder.ts';
import { requireOneEach } from './prefixes.ts';

/** What a model says about a given translation. */
export interface ScoredPair {
  /** ln P(yⱼ | y₁ … yⱼ₋₁, X) of each token and of [end]. */
  readonly logProbabilities: readonly number[];
  /** ln P(Y | X), their sum. */
  readonly logProbability: number;
  /** Weights over the source for each token and [end], if asked for and the model has attention. */
  readonly attention: readonly (readonly number[])[] | undefined;
}

/**
 * Forced decoding: walks given targets, each with its [end], beside their sources and tells the log-probability of every token. No rule
 * changes the probabilities. Numbers are read back once, at the end.
 * @throws RangeFault when there are not as many targets as sources.
 */
export async function scorePairs(
  model: IncrementalDecoder,
  source: PaddedSequences,
  target: PaddedSequences,
  { attention = false, signal }: RunOptions = {},
): Promise<ScoredPair[]> {
  const [batch, steps] = target.shape;
  requireOneEach('scorePairs', 'target', [...target.lengths], source.shape[0]);
  signal?.throwIfAborted();
  if (batch === 0) return [];
  const breath = new Breath();
  const columns: Columns[] = [];
  const targets = keep(tensor(target.ids, { shape: target.shape }));
  const state = startOn(model, source, attention);
  try {
    for (let t = 0; t < steps; t++) {
      columns.push(keep(scope(() => column(state, targets, t))));
      await breath.take();
      signal?.throwIfAborted();
    }
    const joined = joinColumns(columns);
    try {
      const logProbabilities = await joined.logProbabilities.data();
      return scoredPairs(source, target, logProbabilities, await joined.attention?.data());
    } finally {
      dispose(joined);
    }
  } finally {
    dispose(columns);
    targets.dispose();
    state.dispose();
  }
}

interface Columns {
  readonly logProbabilities: Tensor;
  readonly attention: Tensor | undefined;
}

/** ln P `[N, 1]` of the tokens at a place, and the attention `[N, 1, S]`. */
function column(state: DecodingState, targets: Tensor, t: number): Columns {
  const [batch] = targets.shape as [number, number];
  const begin = (): Tensor => full([batch], specialIndex.begin, { dtype: 'int32' });
  const { logits, attention } = state.step(t === 0 ? begin() : targets.select(1, t - 1));
  return {
    logProbabilities: gather(logSoftmax(logits), -1, targets.narrow(1, t, 1)),
    attention: attention?.unsqueeze(1),
  };
}

function joinColumns(columns: readonly Columns[]): Columns {
  return keep(
    scope(() => {
      const attention = columns.flatMap((one) => one.attention ?? []);
      return {
        logProbabilities: concat(
          columns.map(({ logProbabilities }) => logProbabilities),
          1,
        ),
        attention: attention.length > 0 ? concat(attention, 1) : undefined,
      };
    }),
  );
}

function scoredPairs(
  source: PaddedSequences,
  target: PaddedSequences,
  logProbabilities: ArrayLike<number>,
  attention: ArrayLike<number> | undefined,
): ScoredPair[] {
  const [, steps] = target.shape;
  const [, longest] = source.shape;
  return Array.from(target.lengths, (tokens, n) => {
    const own = Array.from({ length: tokens }, (_, t) => logProbabilities[n * steps + t]!);
    const weightsAt = (t: number): number[] =>
      Array.from(
        { length: source.lengths[n]! },
        (_, s) => attention![(n * steps + t) * longest + s]!,
      );
    return {
      logProbabilities: own,
      logProbability: own.reduce((a, b) => a + b, 0),
      attention: attention && own.map((_, t) => weightsAt(t)),
    };
  });
}
