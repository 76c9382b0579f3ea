import {
  formatShape,
  GradientError,
  withRecorders,
  recorders,
  writesInPlace,
  type AnyOp,
  type Inputs,
  type Recorder,
  type Tensor,
} from '@rondo/tensor';
import type { TapeNode } from './tape.ts';

/**
 * Runs `wayBack`, the gradient of an op. Tensors that the op saved may have been changed in place since, which does no harm
 * unless the gradient reads them.
 * @throws GradientError when it does.
 */
export function refusingStaleReads(node: TapeNode, wayBack: () => void): void {
  const stale = staleStorages(node);
  if (stale.length === 0) wayBack();
  else withRecorders([...recorders(), new StaleReads(node.op, stale)], wayBack);
}

type Storage = Tensor['storage'];

const none: readonly Storage[] = [];

function staleStorages({ inputs, outputs, writes }: TapeNode): readonly Storage[] {
  if (writesInPlace() === writes) return none;
  const stale: Storage[] = [];
  for (const saved of [inputs, outputs]) {
    for (const tensor of saved) {
      if (tensor && tensor.storage.version > writes) stale.push(tensor.storage);
    }
  }
  return stale;
}

/** Stops the first op that reads a changed storage. */
class StaleReads implements Recorder {
  readonly #saver: AnyOp;
  readonly #stale: readonly Storage[];

  constructor(saver: AnyOp, stale: readonly Storage[]) {
    this.#saver = saver;
    this.#stale = stale;
  }

  record(_op: AnyOp, inputs: Inputs): void {
    for (const input of inputs) {
      if (!input || !this.#stale.includes(input.storage)) continue;
      const { dtype, shape } = input;
      const op = this.#saver.name;
      throw new GradientError(
        `${op}: its gradient needs a tensor, ${dtype} ${formatShape(shape)}, that was changed in place after ${op} used it; ` +
          'assign outside of the body, between steps, or let the op use a clone()',
        { op, dtype, shape },
      );
    }
  }
}
