import { customOp, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { GradientError, memory, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { gradCheckModule } from './grad-check-module.ts';
import { Module } from './module.ts';

useBackend(cpu());

/** y = w x², with a slope that may be told wrongly. */
class Parabola extends Module {
  readonly weight = new Parameter(tensor([0.5, -1, 2]));
  readonly #square: (x: Tensor) => Tensor;

  constructor(slope: number) {
    super();
    this.#square = customOp<readonly [Tensor]>({
      name: 'square',
      forward: (x) => x.mul(x),
      vjp: ({ inputs: [x] }, g) => [() => g.mul(x).mul(slope)],
    });
  }

  forward(x: Tensor): Tensor {
    return this.#square(x).mul(this.weight);
  }
}

const x = tensor([0.3, 0.7, -1.1]);

it('accepts right gradients and leaves the parameters as they were', async () => {
  const module = own(new Parabola(2));
  const before = memory();
  expect(await gradCheckModule(module, (value) => module.forward(value), [x])).toBeLessThan(1e-3);
  expect(await module.weight.array()).toEqual([0.5, -1, 2]);
  expect(memory()).toEqual(before);
});

it('finds a wrong gradient, naming the input', async () => {
  const module = own(new Parabola(2.1));
  const failure = gradCheckModule(module, (value) => module.forward(value), [x]);
  await expect(failure).rejects.toThrow(GradientError);
  await expect(failure).rejects.toThrow(/input 1, element 0/);
  expect(await module.weight.array()).toEqual([0.5, -1, 2]);
});
