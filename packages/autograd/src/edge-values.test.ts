import {
  crossEntropy,
  currentBackend,
  layerNorm,
  memory,
  ones,
  prod,
  scope,
  tensor,
  useBackend,
  zeros,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backward } from './backward.ts';
import { grad } from './grad.ts';
import { Parameter } from './parameter.ts';

/** The backend that tests use, without its fused kernels: composed twins run. */
function withoutFused(backend: Backend): Backend {
  return new Proxy(backend, {
    get: (target, name) => {
      if (name === 'fused') return {};
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const own = currentBackend();
const backends: [way: string, backend: Backend][] = [
  ['fused', own],
  ['composed', withoutFused(own)],
];
let before = memory();
beforeEach(() => {
  before = memory();
});
function expectNothingLeft(): void {
  expect(memory()).toEqual(before);
}
afterEach(() => {
  useBackend(own);
  expectNothingLeft();
});

async function valuesOf(body: () => Tensor): Promise<unknown> {
  const made = scope(body);
  const values = await made.array();
  made.dispose();
  return values;
}

it('second derivatives of a product with zeros', async () => {
  // Row i holds ∂²(a b c)/∂xᵢ∂xⱼ, which is the third factor.
  const second = (factors: number[], i: number): Promise<unknown> =>
    valuesOf(() => {
      const first = (x: Tensor): Tensor => grad((y) => prod(y), [x])[0]!;
      return grad((x) => first(x).select(0, i), [tensor(factors)])[0]!;
    });
  expect(await second([0, 3], 1)).toEqual([1, 0]);
  expect(await second([0, 3, 5], 1)).toEqual([5, 0, 0]);
  expect(await second([0, 0, 5], 0)).toEqual([0, 5, 0]);
  expect(await second([2, 3, 5], 2)).toEqual([3, 2, 0]);
});

describe.each(backends)('cross-entropy of banned classes, %s', (_way, backend) => {
  const gradient = (loss: (logits: Tensor) => Tensor): Promise<unknown> => {
    useBackend(backend);
    return valuesOf(() => grad((x) => loss(x).sum(), [tensor([[0, -Infinity, 0]])])[0]!);
  };
  const target = (): Tensor => tensor([0], { dtype: 'int32' });

  it('has finite gradients', async () => {
    expect(await gradient((x) => crossEntropy(x, tensor([[1, 0, 0]])))).toEqual([[-0.5, 0, 0.5]]);
    expect(await gradient((x) => crossEntropy(x, target()))).toEqual([[-0.5, 0, 0.5]]);
    const weighted = (x: Tensor): Tensor =>
      crossEntropy(x, target(), { weight: tensor([1, 0, 1]), labelSmoothing: 0.75 });
    expect(await gradient(weighted)).toEqual([[-0.125, 0, 0.125]]);
  });

  it('has the gradient of an even spread at smoothing 1', async () => {
    const third = expect.closeTo(0.5 - 1 / 3, 5) as number;
    const banned = expect.closeTo(-1 / 3, 5) as number;
    expect(await gradient((x) => crossEntropy(x, target(), { labelSmoothing: 1 }))).toEqual([
      [third, banned, third],
    ]);
  });
});

it.each(backends)('a layer norm of no rows has a gradient of 0, %s', async (_way, backend) => {
  useBackend(backend);
  const weight = new Parameter(ones([3]));
  backward(() => scope(() => layerNorm(zeros([0, 3]), [3], { weight }).sum())).dispose();
  expect(await weight.grad!.array()).toEqual([0, 0, 0]);
  weight.dispose();
});
