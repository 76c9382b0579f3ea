import { backward } from '@rondo/autograd';
import {
  crossEntropy,
  manualSeed,
  tensor,
  useBackend,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import { ignored, soakBatch, vocabulary } from './batch.ts';
import { SoakModel } from './model.ts';

/** Loss and gradients of one batch. */
export function step(model: SoakModel, number: number): Tensor {
  const { ids, targets, lengths, shape } = soakBatch(number);
  return backward(() => {
    const logits = model.forward(tensor(ids, { shape }), lengths);
    return crossEntropy(logits.reshape([-1, vocabulary]), tensor(targets), {
      ignoreIndex: ignored,
    });
  });
}

/** The gradients of a batch by name, with the dropout of that step. */
async function gradients(
  model: SoakModel,
  number: number,
): Promise<Map<string, ArrayLike<number>>> {
  manualSeed(number);
  step(model, number).dispose();
  const found = new Map<string, ArrayLike<number>>();
  for (const [name, parameter] of model.namedParameters()) {
    found.set(name, await parameter.grad!.data());
    parameter.clearGrad();
  }
  return found;
}

/** The largest difference of two gradients, relative to the largest element of the second. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, size] = [0, 1e-6];
  for (let i = 0; i < b.length; i++) {
    const gap = Math.abs(a[i]! - b[i]!);
    // NaN must not pass for a small difference.
    if (!(gap <= most)) most = gap;
    size = Math.max(size, Math.abs(b[i]!));
  }
  return most / size;
}

/** The worst difference between the gradients of our kernels and of the reference kernels, from the parameters as they are now. */
export async function drift(model: SoakModel, own: Backend, reference: Backend, number: number) {
  const ours = await gradients(model, number);
  const values = await Promise.all(
    model
      .namedParameters()
      .map(async ([name, parameter]) => [name, await parameter.data(), parameter.shape] as const),
  );
  useBackend(reference);
  const twin = new SoakModel(vocabulary);
  const state = values.map(([name, data, shape]) => [name, tensor(data, { shape })] as const);
  twin.loadStateDict(Object.fromEntries(state));
  for (const [, copy] of state) copy.dispose();
  const theirs = await gradients(twin, number);
  twin.dispose();
  useBackend(own);
  let worst = { name: '', difference: 0 };
  for (const [name, gradient] of ours) {
    const found = difference(gradient, theirs.get(name)!);
    if (!(found <= worst.difference)) worst = { name, difference: found };
  }
  return worst;
}
