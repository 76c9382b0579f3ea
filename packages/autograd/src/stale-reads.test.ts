import { describe, expect, it } from 'vitest';
import {
  accumulate,
  assign,
  GradientError,
  memory,
  ones,
  scope,
  softmax,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { backward } from './backward.ts';
import { checkpoint } from './checkpoint.ts';
import { customOp } from './custom-op.ts';
import { grad } from './grad.ts';
import { noGrad } from './no-grad.ts';
import { Parameter } from './parameter.ts';

const cube = customOp<readonly [Tensor]>({
  name: 'cube',
  forward: (x) => x.mul(x).mul(x),
  vjp: ({ inputs: [x] }, g) => [() => g.mul(x.square()).mul(3)],
});

/** Bodies that change what the op of that name needs for its gradient. */
const faults: readonly (readonly [op: string, body: (p: Parameter) => Tensor])[] = [
  [
    'square',
    (p) => {
      const y = p.square();
      p.assign(tensor([10, 20]));
      return y;
    },
  ],
  [
    'exp',
    (p) => {
      const y = p.exp();
      accumulate(y, ones([2]));
      return y;
    },
  ],
  [
    'mul',
    (p) => {
      const window = p.narrow(0, 0, 1);
      const y = p.mul(p);
      noGrad(() => assign(window, ones([1])));
      return y;
    },
  ],
  [
    'softmax',
    (p) => {
      const y = softmax(p);
      p.assign(ones([2]));
      return y;
    },
  ],
  [
    'checkpoint',
    (p) => {
      const y = checkpoint((x) => x.square(), [p]);
      p.assign(ones([2]));
      return y;
    },
  ],
  [
    'cube',
    (p) => {
      const y = cube(p);
      p.assign(ones([2]));
      return y;
    },
  ],
];

describe('a tensor changed in place before the way back', () => {
  it.each(faults)('is refused by %s', (op, body) => {
    const before = memory();
    const p = new Parameter(tensor([2, 3]));
    expect(() => backward(() => body(p).sum())).toThrow(
      expect.objectContaining({
        name: GradientError.name,
        message: expect.stringMatching(new RegExp(`^${op}: .*changed in place.*clone\\(\\)`)),
        facts: expect.objectContaining({ op, dtype: 'float32' }),
      }),
    );
    expect(p.grad).toBeUndefined();
    p.dispose();
    expect(memory()).toEqual(before);
  });

  it('is refused in a gradient of a gradient', () => {
    const p = new Parameter(tensor([2, 3]));
    const penalty = (): Tensor => {
      const slope = grad((x) => softmax(x).square().sum(), [p])[0]!;
      p.assign(ones([2]));
      return slope.square().sum();
    };
    expect(() => backward(penalty)).toThrow(/changed in place/);
    p.dispose();
  });

  it('does no harm where the gradient does not read it', async () => {
    const p = new Parameter(tensor([2, 3, 4]));
    const loss = backward(() => {
      const y = p.add(1).add(p.narrow(0, 1, 1));
      p.assign(tensor([5, 6, 7]));
      return y.add(p.square()).sum();
    });
    expect(await p.grad!.array()).toEqual([11, 16, 15]);
    p.dispose();
    loss.dispose();
  });

  it('is fine between steps and before its first use', async () => {
    const p = new Parameter(tensor([2]));
    for (let step = 0; step < 3; step++) {
      backward(() => {
        p.assign(tensor([step]));
        return p.square().sum();
      }).dispose();
      expect(await p.grad!.item()).toBe(2 * step);
      p.assign(scope(() => p.sub(p.grad!)));
      p.clearGrad();
    }
    p.dispose();
  });
});
