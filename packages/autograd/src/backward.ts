import {
  accumulate,
  keep,
  recorders,
  refusePromise,
  scope,
  tensorsIn,
  withRecorders,
  type SynchronousOnly,
  type Tensor,
} from '@rondo/tensor';
import { checkLoss } from './check-loss.ts';
import { onesLike } from './like.ts';
import { ownsStorage, ownStorage } from './own-storage.ts';
import { Parameter } from './parameter.ts';
import { sweep } from './sweep.ts';
import { activeTapes, Tape } from './tape.ts';

/** A loss, alone or with other tensors that shall outlive the step. */
export type Loss = Tensor | ({ readonly loss: Tensor } & Readonly<Record<string, unknown>>);

/**
 * Runs `body`, which computes a loss of one element, and adds ∂loss/∂parameter to `parameter.grad` of every `Parameter` that the
 * loss depends on. Everything else that the body made is freed, except what it returns.
 *
 * @throws GradientError when the loss is not one float32 number or depends on no parameter, or when a tensor that its gradient
 * needs was changed in place.
 */
export function backward<T extends Loss>(body: () => T, ...guard: SynchronousOnly<T>): T;
export function backward<T extends Loss>(body: () => T, ..._guard: readonly unknown[]): T {
  return scope((): Loss => {
    const tape = new Tape((tensor) => tensor instanceof Parameter && tensor.requiresGrad);
    try {
      const result = withRecorders([...recorders(), tape], body);
      refusePromise('backward', result);
      const loss = lossIn(result);
      checkLoss('backward', tape, loss);
      const gradients = sweep(tape, [[loss, onesLike(loss)]], new Set(tensorsIn(result)));
      for (const tensor of gradients.tensors()) {
        if (tensor instanceof Parameter) addGradient(tensor, gradients.take(tensor)!);
      }
      return result;
    } finally {
      tape.release();
    }
  }) as T;
}

function lossIn(result: unknown): unknown {
  const isObject = typeof result === 'object' && result !== null && 'loss' in result;
  return isObject ? result.loss : result;
}

function addGradient(parameter: Parameter, gradient: Tensor): void {
  const { grad } = parameter;
  if (grad && ownsStorage(grad) && activeTapes().length === 0) {
    accumulate(grad, gradient);
    gradient.dispose();
    return;
  }
  if (grad) {
    const sum = grad.add(gradient);
    parameter.clearGrad();
    parameter.grad = keep(sum);
    return;
  }
  // Optimizers change gradients in place, so that each needs a storage of its own.
  parameter.grad = keep(ownStorage(gradient));
}
