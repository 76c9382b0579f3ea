import type { PaddedSequences } from '@rondo/data';
import { topk, type Tensor } from '@rondo/tensor';
import { collectHypotheses } from './collect-hypotheses.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { tokenEvents, type OnEventOptions, type OneByOneOptions } from './token-events.ts';

export interface GreedyOptions extends OneByOneOptions, OnEventOptions {}

/** Takes the most probable token at each step, for a batch of sources side by side. [pad] and [begin] are never taken. */
export async function greedyDecode(
  model: IncrementalDecoder,
  source: PaddedSequences,
  options: GreedyOptions = {},
): Promise<Hypothesis[]> {
  const events = tokenEvents('greedyDecode', model, source, options, mostProbable);
  return collectHypotheses(source.shape[0], events, options.onEvent);
}

export function mostProbable(scores: Tensor): Tensor {
  return topk(scores, 1).indices.squeeze(-1);
}
