import { backward } from '@rondo/autograd';
import { inMode, type Module } from '@rondo/layers-core';
import type { GradScaler } from '@rondo/optim';
import { keep, scope, type RandomState, type Tensor } from '@rondo/tensor';
import type { Objective } from './objective.ts';
import { withRandom } from './random-stream.ts';

export interface StepGradients {
  /** Mean over what the batches' weights count, `[]`. */
  readonly loss: Tensor;
  /** Where the run's stream of random numbers stands after it. */
  readonly random: RandomState;
}

/**
 * Adds the gradients of the mean loss over some batches to the parameters, in training mode with random numbers of the run's own stream;
 * the global stream is left as it was. With a scaler the gradients are those of the scaled loss.
 */
export function stepGradients<M extends Module, B>(
  model: M,
  objective: Pick<Objective<M, B>, 'loss' | 'summedLoss' | 'weight'>,
  batches: readonly B[],
  random: RandomState,
  scaler?: GradScaler,
): StepGradients {
  const { weight = () => 1 } = objective;
  const total = batches.reduce((sum, batch) => sum + weight(batch), 0);
  const lossOf = (batch: B): Tensor => {
    if (batches.length === 1) return objective.loss(model, batch);
    if (objective.summedLoss) return objective.summedLoss(model, batch).div(total);
    return objective.loss(model, batch).mul(weight(batch) / total);
  };
  const { value: loss, random: after } = withRandom(random, () => {
    const losses = batches.map((batch) =>
      inMode(model, 'training', () => backwardFrom(() => lossOf(batch), scaler)),
    );
    const [first, ...rest] = losses;
    if (rest.length === 0) return first!;
    const sum = keep(scope(() => rest.reduce((whole, part) => whole.add(part), first!)));
    for (const part of losses) part.dispose();
    return sum;
  });
  return { loss, random: after };
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
