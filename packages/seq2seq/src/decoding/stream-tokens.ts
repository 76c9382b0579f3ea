import type { PaddedSequences } from '@rondo/data';
import { mostProbable } from './greedy.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { sampler, type SamplingOptions } from './sampling.ts';
import { tokenEvents, type OneByOneOptions, type TokenEvent } from './token-events.ts';

export interface StreamOptions extends OneByOneOptions {
  /** How to draw tokens; left out: the most probable one. */
  readonly sampling?: SamplingOptions;
}

/**
 * Tells each token as soon as it is there, for a batch of sources side by side: greedy, or drawn. Leaving the loop early ends the work and frees
 * everything.
 *
 * @example for await (const event of streamTokens(model, source)) if (event.kind === 'token') show(event.id);
 */
export async function* streamTokens(
  model: IncrementalDecoder,
  source: PaddedSequences,
  { sampling, ...options }: StreamOptions = {},
): AsyncGenerator<TokenEvent> {
  const where = 'streamTokens';
  const choose = sampling ? sampler(where, sampling, source.shape[0]) : mostProbable;
  for await (const step of tokenEvents(where, model, source, options, choose)) yield* step;
}
