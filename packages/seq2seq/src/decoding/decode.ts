import type { PaddedSequences } from '@rondo/data';
import { RangeFault } from '@rondo/tensor';
import { beamSearch } from './beam-search.ts';
import type { RunOptions } from './decoding-run.ts';
import { greedyDecode } from './greedy.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import type { RankingOptions } from './ranking.ts';
import { sampleDecode, type SamplingOptions } from './sampling.ts';
import type { Stopping } from './sentence-beam.ts';
import type { OnEventOptions } from './token-events.ts';
import type { TokenRuleOptions } from './token-rules.ts';

/** How outputs are found: the same for all sentences, and plain data. */
export interface DecodingOptions extends TokenRuleOptions, RankingOptions {
  /** 1 (the default) for greedy search, more for beam search of that width. */
  readonly beam?: number;
  /** Outputs for each sentence, at most `beam`. Default 1. */
  readonly nBest?: number;
  /** When a sentence ends in beam search. Default 'beamFinished'. */
  readonly stopping?: Stopping;
  /** Draws the tokens instead of searching. */
  readonly sampling?: SamplingOptions;
}

/** What belongs to the sentences of one call. Only what takes one token after another tells them: no beam search, whose tokens are certain at its end alone. */
export interface DecodingInputs extends RunOptions, OnEventOptions {
  readonly prefixes?: readonly (readonly number[])[];
  readonly mustContain?: readonly (readonly (readonly number[])[])[];
}

/**
 * Decodes as the options say: by sampling, by greedy search, or by beam search, which is also taken for `mustContain`. Returns the outputs of each
 * sentence, the best first.
 * @throws RangeFault for options that contradict each other.
 */
export async function decode(
  model: IncrementalDecoder,
  source: PaddedSequences,
  { sampling, ...options }: DecodingOptions & DecodingInputs = {},
): Promise<(readonly Hypothesis[])[]> {
  const { beam = 1, nBest = 1, mustContain = [] } = options;
  const isBeam = beam !== 1 || nBest !== 1 || mustContain.some(({ length }) => length > 0);
  if (sampling && isBeam) {
    throw new RangeFault(
      'decode: sampling gives one output and no phrases can be forced into it; leave out beam, nBest and mustContain, or sampling',
      { beam, nBest, mustContain: mustContain.length },
    );
  }
  if (isBeam && options.onEvent) {
    throw new RangeFault(
      'decode: the tokens of beam search are certain only at its end; leave out beam, nBest and mustContain, or onEvent',
      { beam, nBest, mustContain: mustContain.length },
    );
  }
  if (sampling) return one(await sampleDecode(model, source, { ...options, ...sampling }));
  if (isBeam) return beamSearch(model, source, { ...options, beam });
  return one(await greedyDecode(model, source, options));
}

function one(hypotheses: readonly Hypothesis[]): Hypothesis[][] {
  return hypotheses.map((hypothesis) => [hypothesis]);
}
