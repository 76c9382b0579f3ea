import type { PaddedSequences } from '@rondo/data';
import {
  gather,
  philox,
  randomState,
  setRandomState,
  softmax,
  sort,
  tensor,
  topk,
  uniformFromBits,
  type Tensor,
} from '@rondo/tensor';
import { collectHypotheses } from './collect-hypotheses.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { requireWhole, requireWithin } from './length-options.ts';
import { requireOneEach } from './prefixes.ts';
import {
  tokenEvents,
  type Choose,
  type OnEventOptions,
  type OneByOneOptions,
  type Sequence,
} from './token-events.ts';

/** From which tokens, and how boldly, one is drawn. */
export interface SamplingOptions {
  /** τ > 0: below 1 probable tokens become more so, above 1 less. Default 1. */
  readonly temperature?: number;
  /** Draws from the k most probable tokens only (Fan, Lewis & Dauphin 2018, section 5.1). Default: from all. */
  readonly topK?: number;
  /** Draws from the fewest tokens whose probabilities sum to p or more (Holtzman et al. 2020, section 3.1). Default 1: from all. */
  readonly topP?: number;
  /** Same seed, same outputs; without it the global stream of random numbers says. */
  readonly seed?: number;
  /** Which random numbers of the seed each sentence gets, whatever it is decoded beside. Default: its place, 0, 1, … */
  readonly streams?: readonly number[];
}

export interface SampleOptions extends OneByOneOptions, SamplingOptions, OnEventOptions {}

/**
 * Draws each token from softmax(ln P / τ), limited by `topK` first and then by `topP`, for a batch of sources side by side. `score` and
 * `logProbabilities` are those of the model, at τ = 1.
 * @throws RangeFault for options out of range.
 */
export async function sampleDecode(
  model: IncrementalDecoder,
  source: PaddedSequences,
  options: SampleOptions = {},
): Promise<Hypothesis[]> {
  const draw = sampler('sampleDecode', options, source.shape[0]);
  const events = tokenEvents('sampleDecode', model, source, options, draw);
  return collectHypotheses(source.shape[0], events, options.onEvent);
}

/** Draws with the options given; checks them. */
export function sampler(where: string, options: SamplingOptions, sentences: number): Choose {
  const { temperature = 1, topK, topP = 1, seed = seedFromStream(), streams } = options;
  requireWithin(where, 'temperature', temperature, Number.MIN_VALUE);
  if (topK !== undefined) requireWhole(where, 'topK', topK, 1);
  requireWithin(where, 'topP', topP, Number.MIN_VALUE, 1);
  requireWhole(where, 'seed', seed, 0);
  if (streams) requireOneEach(where, 'streams', streams, sentences);
  return (scores, sequences) => {
    const uniforms = sequences.map((sequence) =>
      uniformOf(seed, streams?.[sequence.sentence] ?? sequence.sentence, sequence),
    );
    const drawn = tensor(uniforms, { shape: [sequences.length, 1] });
    return drawTokens(scores, drawn, { temperature, topK, topP });
  };
}

/** A number on [0, 1) that depends on seed, stream and place in the output only. */
function uniformOf(seed: number, stream: number, { ids }: Sequence): number {
  return uniformFromBits(philox(seed, stream * 2 ** 24 + ids.length)[0]);
}

/** Takes one block of the global stream. */
function seedFromStream(): number {
  const { seed, block } = randomState();
  setRandomState({ seed, block: block + 1 });
  const [low, high] = philox(seed, block);
  return low + (high >>> 11) * 2 ** 32;
}

interface Limits {
  readonly temperature: number;
  readonly topK: number | undefined;
  readonly topP: number;
}

/** The token at which the running sum of the probabilities passes u · total: ln P, but for a number a row, `[N, V]`, u `[N, 1]` → int32 `[N]`. */
export function drawTokens(
  scores: Tensor,
  uniforms: Tensor,
  { temperature, topK = Infinity, topP }: Limits,
): Tensor {
  const scaled = temperature === 1 ? scores : scores.div(temperature);
  const all = scaled.shape[1]!;
  const isLimited = topK < all || topP < 1;
  const { values, indices } = isLimited
    ? ranked(scaled, Math.min(topK, all))
    : { values: scaled, indices: undefined };
  const probabilities = softmax(values);
  const kept = topP < 1 ? nucleus(probabilities, topP) : probabilities;
  const sums = kept.cumsum(-1);
  // A little below u · total, so that rounding cannot lead past the last token.
  const threshold = sums.narrow(-1, values.shape[1]! - 1, 1).mul(uniforms.mul(1 - 2 ** -20));
  const places = sums.lessEqual(threshold).cast('float32').sum(-1).cast('int32');
  return indices ? gather(indices, -1, places.unsqueeze(1)).squeeze(1) : places;
}

function ranked(values: Tensor, count: number): { values: Tensor; indices: Tensor } {
  return count < values.shape[1]! ? topk(values, count) : sort(values, -1, { descending: true });
}

/** 0 behind the first tokens, of falling probability, that have p or more together. */
function nucleus(probabilities: Tensor, p: number): Tensor {
  const before = probabilities.cumsum(-1).sub(probabilities);
  return before.less(p).where(probabilities, 0);
}
