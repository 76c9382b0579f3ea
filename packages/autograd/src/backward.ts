import {
  GradientError,
  keep,
  ones,
  recorders,
  refusePromise,
  scope,
  tensorsIn,
  Tensor,
  withRecorders,
  type SynchronousOnly,
} from '@rondo/tensor';
import { Parameter } from './parameter.ts';
import { sweep } from './sweep.ts';
import { Tape } from './tape.ts';

/** A loss, alone or with other tensors that shall outlive the step. */
export type Loss = Tensor | ({ readonly loss: Tensor } & Readonly<Record<string, unknown>>);

/**
 * Runs `body`, which computes a loss of one element, and adds ∂loss/∂parameter to `parameter.grad` of every `Parameter` that the
 * loss depends on. Everything else that the body made is freed, except what it returns.
 *
 * @throws GradientError when the loss is not one float32 number or depends on no parameter.
 */
export function backward<T extends Loss>(body: () => T, ...guard: SynchronousOnly<T>): T;
export function backward<T extends Loss>(body: () => T, ..._guard: readonly unknown[]): T {
  return scope((): Loss => {
    const tape = new Tape((tensor) => tensor instanceof Parameter && tensor.requiresGrad);
    try {
      const result = withRecorders([...recorders(), tape], body);
      refusePromise('backward', result);
      const loss = result instanceof Tensor ? result : result.loss;
      checkLoss('backward', tape, loss);
      const gradients = sweep(tape, [[loss, ones(loss.shape)]], new Set(tensorsIn(result)));
      for (const tensor of gradients.tensors()) {
        if (tensor instanceof Parameter) addGradient(tensor, gradients.take(tensor)!);
      }
      return result;
    } finally {
      tape.release();
    }
  }) as T;
}

/** @throws GradientError unless a gradient can start from this tensor. */
export function checkLoss(where: string, tape: Tape, loss: Tensor): void {
  if (loss.dtype !== 'float32' || loss.size !== 1) {
    throw new GradientError(
      `${where}: the loss must be one float32 number, received ${loss.dtype} [${loss.shape.join(', ')}]; reduce it with mean() or sum()`,
      { shape: loss.shape, dtype: loss.dtype },
    );
  }
  if (tape.tracks(loss)) return;
  const cut = tape.cutBefore(loss);
  throw new GradientError(
    cut
      ? `${where}: no gradient reaches the inputs, since the path ends at ${cut}`
      : `${where}: the loss does not depend on anything that a gradient is wanted for; were the ops run inside the body, outside of noGrad()?`,
    { cut },
  );
}

function addGradient(parameter: Parameter, gradient: Tensor): void {
  if (parameter.grad) {
    const sum = parameter.grad.add(gradient);
    parameter.clearGrad();
    parameter.grad = keep(sum);
    return;
  }
  // Optimizers change gradients in place, so that each needs a storage of its own.
  parameter.grad = keep(
    gradient.isContiguous && !gradient.storage.isShared ? gradient : gradient.clone(),
  );
}
