import type { Batch } from '@rondo/data';
import { memory, recorders, withRecorders } from '@rondo/tensor';
import { stepGradients } from '@rondo/training';
import type { TrainingConfig } from '../config/schema.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { sentenceObjective } from './objective.ts';

/** Bytes that training takes whatever the batch. */
export interface FixedBytes {
  readonly parameters: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly average: number;
}

/** Bytes of parameters, their gradients, Adam's two moments and a moving average. */
export function fixedBytes(model: Seq2Seq, { ema }: Pick<TrainingConfig, 'ema'>): FixedBytes {
  const parameters = 4 * model.parameterCount();
  const gradients = 4 * trainedNumbers(model);
  const average = ema === undefined ? 0 : parameters;
  return { parameters, gradients, optimizer: 2 * gradients, average };
}

function trainedNumbers(model: Seq2Seq): number {
  return model
    .parameters()
    .reduce((sum, { size, requiresGrad }) => sum + (requiresGrad ? size : 0), 0);
}

/** The bytes that a step makes besides gradients, where most of them are there at once. The model has no gradients before and after. */
export function activationBytes(model: Seq2Seq, batch: Batch, labelSmoothing: number): number {
  const random = { seed: 1, block: 0 };
  try {
    const peak = peakBytes(() =>
      stepGradients(model, sentenceObjective(labelSmoothing), [batch], random).loss.dispose(),
    );
    return Math.max(0, peak - 4 * trainedNumbers(model));
  } finally {
    for (const parameter of model.parameters()) parameter.clearGrad();
  }
}

/** The most memory that tensors take at a time while a body runs, beyond what they took before. */
function peakBytes(body: () => void): number {
  const before = memory().bytes;
  let peak = before;
  const recorder = {
    record: (): void => {
      peak = Math.max(peak, memory().bytes);
    },
    wantsGradient: () => false,
  };
  withRecorders([...recorders(), recorder], body);
  return peak - before;
}
