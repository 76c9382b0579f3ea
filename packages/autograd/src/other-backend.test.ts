import { describe, expect, it } from 'vitest';
import {
  memory,
  record,
  softmax,
  tensor,
  type AnyOp,
  type Inputs,
  type Recorded,
  type Tensor,
} from '@rondo/tensor';
import { otherBackend } from '../test/other-backend.ts';
import { backward } from './backward.ts';
import { gradCheck } from './grad-check.ts';
import { grad } from './grad.ts';
import { Parameter } from './parameter.ts';

const backend = otherBackend();

describe('gradients on a backend that is not the current one', () => {
  it('start, add up and end there', async () => {
    const before = memory();
    const x = tensor([1, 2, 3], { backend });
    const unused = tensor([4], { backend });
    const gradients = grad(
      (y, _unused) =>
        y
          .square()
          .sum()
          .add(y.narrow(0, 1, 2).sum()),
      [x, unused],
    );
    expect(await Promise.all(gradients.map((gradient) => gradient.array()))).toEqual([
      [2, 5, 7],
      [0],
    ]);
    for (const gradient of gradients) expect(gradient.storage.backend).toBe(backend);
    for (const made of [x, unused, ...gradients]) made.dispose();
    expect(memory()).toEqual(before);
  });

  it('fill parameters', async () => {
    const p = new Parameter(tensor([1, 2, 3], { backend }));
    const loss = backward(() => p.square().sum());
    expect(await p.grad!.array()).toEqual([2, 4, 6]);
    p.dispose();
    loss.dispose();
  });

  it('pass an op whose first output is not used', async () => {
    const x = tensor([3, 1, 2], { backend });
    const twins: AnyOp = {
      name: 'twins',
      vjp: ({ gradients }: Recorded<Inputs, undefined>, g: Tensor) => [() => g.add(gradients[1]!)],
    };
    const second = (y: Tensor): Tensor => {
      const outputs = [y.detach(), y.detach()] as const;
      record(twins, [y], outputs, undefined);
      return outputs[1].square().sum();
    };
    const gradient = grad(second, [x])[0]!;
    expect(await gradient.array()).toEqual([6, 2, 4]);
    gradient.dispose();
    x.dispose();
  });

  it('are checked there, gradients of gradients too', async () => {
    const x = tensor([0.3, -0.7, 1.1], { backend });
    const penalty = (y: Tensor): Tensor =>
      grad((z) => softmax(z).square().sum(), [y])[0]!
        .square()
        .sum();
    await gradCheck((y) => y.square(), [x]);
    await gradCheck(penalty, [x]);
    x.dispose();
  });
});
