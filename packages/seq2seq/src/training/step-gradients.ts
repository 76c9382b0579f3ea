import { backward } from '@rondo/autograd';
import type { Batch } from '@rondo/data';
import type { GradScaler } from '@rondo/optim';
import {
  keep,
  randomState,
  scope,
  setRandomState,
  type RandomState,
  type Tensor,
} from '@rondo/tensor';
import { inMode } from '../model/mode.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { batchLoss } from './loss.ts';

export interface StepGradients {
  /** Mean over the target tokens of all batches, `[]`. */
  readonly loss: Tensor;
  /** Where the run's stream of random numbers stands after it. */
  readonly random: RandomState;
}

/**
 * Adds the gradients of the mean loss over all target tokens of some batches to the parameters, in training mode with random numbers
 * of the run's own stream; the global stream is left as it was. With a scaler the gradients are those of the scaled loss.
 */
export function stepGradients(
  model: Seq2Seq,
  batches: readonly Batch[],
  labelSmoothing: number,
  random: RandomState,
  scaler?: GradScaler,
): StepGradients {
  const tokens = batches.reduce((sum, batch) => sum + batch.tokens.target, 0);
  return withRandom(random, () => {
    const lossOf = (batch: Batch): Tensor =>
      batches.length === 1
        ? batchLoss(model, batch, { labelSmoothing })
        : batchLoss(model, batch, { labelSmoothing, reduction: 'sum' }).div(tokens);
    const losses = batches.map((batch) =>
      inMode(model, 'training', () => backwardFrom(() => lossOf(batch), scaler)),
    );
    const [first, ...rest] = losses;
    if (rest.length === 0) return first!;
    const loss = keep(scope(() => rest.reduce((sum, part) => sum.add(part), first!)));
    for (const part of losses) part.dispose();
    return loss;
  });
}

/** Goes backward from the loss, or from the scaled one; the loss itself. */
function backwardFrom(body: () => Tensor, scaler: GradScaler | undefined): Tensor {
  if (!scaler) return backward(body);
  const { loss: scaled, unscaled } = backward(() => {
    const loss = body();
    return { loss: scaler.scale(loss), unscaled: loss };
  });
  scaled.dispose();
  return unscaled;
}

/** Runs `body` with the global stream of random numbers at a place of our own, and puts it back. */
export function withRandom(random: RandomState, body: () => Tensor): StepGradients {
  const global = randomState();
  setRandomState(random);
  try {
    return { loss: body(), random: randomState() };
  } finally {
    setRandomState(global);
  }
}
