import { describe, expect, it } from 'vitest';
import {
  addLayerNormFused,
  layerNormFused,
  memory,
  tensor,
  type Backend,
  type FusedKernel,
  type Tensor,
} from '@rondo/tensor';
import { otherBackend } from '../test/other-backend.ts';
import { backward } from './backward.ts';
import { checkpoint } from './checkpoint.ts';
import { grad } from './grad.ts';
import { Parameter } from './parameter.ts';

type Shapes = (readonly number[] | undefined)[];

/** A backend whose norms write ones and keep the shapes of the gradients that each backward call was asked for. */
function spyBackend(calls: Shapes[]): Backend {
  const other = otherBackend();
  const kernel: FusedKernel<{ readonly eps: number }> = {
    forward: (_inputs, outputs) => {
      for (const output of outputs) other.fill(output, 1);
    },
    backward: (_saved, _gradients, inputGradients) => {
      calls.push(inputGradients.map((operand) => operand?.shape));
      for (const gradient of inputGradients) if (gradient) other.fill(gradient, 1);
    },
  };
  const fused: Backend['fused'] = { layerNorm: kernel, addLayerNorm: kernel };
  return new Proxy(other, {
    get: (target, name) => (name === 'fused' ? fused : (Reflect.get(target, name) as unknown)),
  });
}

const rows = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('the gradients that a fused kernel is asked for', () => {
  const normOf = (...inputs: readonly [Tensor, Tensor, Tensor]): Tensor =>
    layerNormFused.run(inputs, { eps: 0 })[0]!.sum();

  it('are those of the inputs that depend on a watched tensor', () => {
    const before = memory();
    const calls: Shapes[] = [];
    const backend = spyBackend(calls);
    const [x, weight, bias] = [
      tensor(rows, { backend }),
      tensor([1, 1, 1], { backend }),
      tensor([0, 0, 0], { backend }),
    ];
    const gradients = [
      ...grad((wanted) => normOf(x, wanted, bias), [weight]),
      ...grad((wanted) => normOf(wanted.mul(2), weight, bias), [x]),
      ...grad((...wanted) => normOf(wanted[0]!, weight, wanted[1]!), [x, bias]),
    ];
    expect(calls).toEqual([
      [undefined, [3], undefined],
      [[2, 3], undefined, undefined],
      [[2, 3], undefined, [3]],
    ]);
    for (const made of [x, weight, bias, ...gradients]) made.dispose();
    expect(memory()).toEqual(before);
  });

  it('are those of the parameters, in a checkpoint too', () => {
    const calls: Shapes[] = [];
    const backend = spyBackend(calls);
    const [x, weight] = [tensor(rows, { backend }), tensor([1, 1, 1], { backend })];
    const bias = new Parameter(tensor([0, 0, 0], { backend }));
    const losses = [
      backward(() => normOf(x, weight, bias)),
      backward(() => checkpoint((input) => normOf(input, weight, bias), [x])),
    ];
    expect(calls).toEqual([
      [undefined, undefined, [3]],
      [undefined, undefined, [3]],
    ]);
    for (const made of [x, weight, bias, ...losses]) made.dispose();
  });

  it('include a gradient that another input shares', async () => {
    const calls: Shapes[] = [];
    const backend = spyBackend(calls);
    const [x, residual] = [tensor(rows, { backend }), tensor(rows, { backend })];
    const f = (a: Tensor, b: Tensor): Tensor =>
      addLayerNormFused.run([a, b, undefined, undefined], { eps: 0 })[0]!.sum();
    const gradients = [
      ...grad((wanted) => f(x, wanted), [residual]),
      ...grad((wanted) => f(wanted, residual), [x]),
    ];
    const ofSum = [[2, 3], undefined, undefined, undefined];
    expect(calls).toEqual([ofSum, ofSum]);
    for (const gradient of gradients) {
      expect(await gradient.array()).toEqual([
        [1, 1, 1],
        [1, 1, 1],
      ]);
    }
    for (const made of [x, residual, ...gradients]) made.dispose();
  });

  it('add up once where one tensor is two inputs and the gradient is differentiated', async () => {
    const x = tensor(rows, { backend: spyBackend([]) });
    // The twin of the sum x + x has the gradient 2.
    const sum = (y: Tensor): Tensor =>
      addLayerNormFused.run([y, y, undefined, undefined], { eps: 0 })[1]!.sum();
    const gradient = grad((y) => grad(sum, [y])[0]!.mul(y).sum(), [x])[0]!;
    expect(await gradient.array()).toEqual([
      [2, 2, 2],
      [2, 2, 2],
    ]);
    for (const made of [x, gradient]) made.dispose();
  });
});
