import { grad } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  manualSeed,
  memory,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from '../grad-check-module.ts';
import * as activations from './index.ts';

useBackend(cpu());
manualSeed(26);

/** Away from corners, where the slope is a matter of choice. */
const smooth = (): ReturnType<typeof tensor> =>
  tensor([
    [-4.3, -1.7, -0.4],
    [0.3, 1.4, 7.1],
  ]);
const layers = [
  new activations.CELU(0.7),
  new activations.ELU(1.3),
  new activations.GELU(),
  new activations.GELU({ approximate: 'tanh' }),
  new activations.Hardsigmoid(),
  new activations.Hardswish(),
  new activations.Hardtanh(-0.5, 2),
  new activations.LeakyReLU(0.2),
  new activations.LogSigmoid(),
  new activations.LogSoftmax(),
  new activations.Mish(),
  new activations.ReLU(),
  new activations.ReLU6(),
  new activations.SELU(),
  new activations.SiLU(),
  new activations.Sigmoid(),
  new activations.Softmax(0),
  new activations.Softplus(2),
  new activations.Softsign(),
  new activations.Tanh(),
].map((layer) => ({ name: layer.constructor.name, layer }));

describe.each(layers)('$name', ({ layer }) => {
  it('has the gradient of difference quotients', async () => {
    const deviation = await gradCheckModule(layer, (x) => layer.forward(x), [smooth()]);
    expect(deviation).toBeLessThan(2e-3);
  });

  it('has a finite value and gradient far out, and passes NaN on', async () => {
    const far = tensor([-1e4, -200, 200, 1e4]);
    expect((await layer.forward(far).data()).every(Number.isFinite)).toBe(true);
    const [gradient] = grad((x) => layer.forward(x).sum(), [far]);
    expect((await gradient!.data()).every(Number.isFinite)).toBe(true);
    expect((await layer.forward(tensor([Number.NaN])).data())[0]).toBeNaN();
  });

  it('leaks nothing', () => {
    const before = memory();
    scope(() => {
      layer.forward(randn([2, 4]));
    });
    expect(memory()).toEqual(before);
  });
});

describe('PReLU', () => {
  it.each([
    [1, [2, 3, 5]],
    [3, [2, 3, 5]],
    [3, [4, 3]],
  ])('with %i slopes has the gradients of difference quotients', async (count, shape) => {
    const layer = own(new activations.PReLU(count, 0.3));
    // At least 0.1 away from the corner.
    const x = scope(() => {
      const z = randn(shape);
      return z.add(z.greater(0).where(0.1, -0.1));
    });
    expect(await gradCheckModule(layer, (value) => layer.forward(value), [x])).toBeLessThan(2e-3);
  });

  it('refuses other channels', () => {
    const layer = own(new activations.PReLU(3));
    expect(() => layer.forward(randn([2, 5, 3]))).toThrow(ShapeError);
    expect(() => layer.forward(randn([3]))).toThrow(ShapeError);
  });
});

describe('GLU', () => {
  it('has the gradient of difference quotients', async () => {
    const layer = new activations.GLU(1);
    expect(await gradCheckModule(layer, (x) => layer.forward(x), [randn([2, 6, 3])])).toBeLessThan(
      2e-3,
    );
  });

  it('refuses an odd axis', () => {
    expect(() => new activations.GLU().forward(randn([2, 5]))).toThrow(/even size along axis 1/);
  });
});

it('Hardtanh refuses bounds that leave nothing', () => {
  expect(() => new activations.Hardtanh(1, 1)).toThrow(RangeFault);
});
