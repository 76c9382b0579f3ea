import { GradientError, type Tensor } from '@rondo/tensor';
import { expectTensor } from './expect-tensor.ts';
import type { Tape } from './tape.ts';

/** @throws GradientError unless a gradient can start from this tensor. */
export function checkLoss(where: string, tape: Tape, loss: unknown): asserts loss is Tensor {
  expectTensor(where, 'the body must return a tensor, or an object whose `loss` is one', loss);
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
