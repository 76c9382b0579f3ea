import { Parameter } from '@rondo/autograd';
import { tensor, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import type { GoldenCase } from './golden-cases.ts';
import { differences, type GoldenTensor } from './golden-tensor.ts';
import { own } from './own.ts';
import { runGolden, type RunGoldenOptions } from './run-golden.ts';

const float = (...data: GoldenTensor['data']): GoldenTensor => ({
  shape: [data.length],
  dtype: 'float',
  data,
});

describe('differences', () => {
  it('lets rounding pass and names every element beyond it', async () => {
    const golden = float(1000, 0, 'nan', '-inf');
    expect(await differences('y', tensor([1000.005, 5e-7, NaN, -Infinity]), golden)).toEqual([]);
    expect(await differences('y', tensor([1000.05, 2e-6, 1, Infinity]), golden)).toEqual([
      expect.stringMatching(/^y\[0\]: 1000\.0.* for 1000$/),
      expect.stringMatching(/^y\[1\]: .* for 0$/),
      'y[2]: 1 for NaN',
      'y[3]: Infinity for -Infinity',
    ]);
    expect(await differences('y', tensor([NaN, 0, NaN, -3]), golden)).toHaveLength(2);
  });

  it('measures against the largest element where it is told to', async () => {
    const golden = float(1000, 0, 'inf');
    expect(await differences('y', tensor([1000, 0.01, Infinity]), golden, 'tensor')).toEqual([]);
    expect(await differences('y', tensor([1000, 0.02, 1]), golden, 'tensor')).toEqual([
      expect.stringMatching(/^y\[1\]: 0\.0.* for 0$/),
      'y[2]: 1 for Infinity',
    ]);
  });

  it('names a tensor that is not there or has another shape', async () => {
    expect(await differences('y', undefined, float(1))).toEqual(['y: nothing computed']);
    expect(await differences('y', tensor([[1, 2]]), float(1, 2))).toEqual(['y: [1, 2] for [2]']);
  });
});

describe('runGolden', () => {
  /** y = w x with w = [2, 3], x = [5, 7]; L = Σ y · [1, 10]. */
  const product: GoldenCase = {
    name: 'product',
    params: { w: float(2, 3) },
    inputs: { x: float(5, 7) },
    outputs: [float(10, 21)],
    gradSeed: [float(1, 10)],
    gradsParams: { w: float(5, 70) },
    gradsInputs: { x: float(2, 30) },
  };

  function run(
    golden: GoldenCase,
    f: (w: Tensor, x: Tensor) => Tensor,
    options?: RunGoldenOptions,
  ): Promise<string[]> {
    const w = own(new Parameter(tensor([0, 0])));
    const module = {
      loadStateDict: (state: Readonly<Record<string, Tensor>>) => w.assign(state['w']!),
      namedParameters: () => [['w', w] as const],
    };
    return runGolden(golden, module, ({ x }) => [f(w, x!)], options);
  }

  it('finds nothing where outputs and gradients agree', async () => {
    expect(await run(product, (w, x) => w.mul(x))).toEqual([]);
  });

  it('finds a wrong output and wrong gradients', async () => {
    const labels = (found: string[]): string[] => found.map((text) => text.split(':')[0]!);
    expect(labels(await run(product, (w, x) => w.mul(x).mul(2)))).toEqual(
      ['output 0', 'gradient of w', 'gradient of x'].flatMap((label) => [
        `${label}[0]`,
        `${label}[1]`,
      ]),
    );
    expect(await run(product, (w, x) => w.detach().mul(x))).toEqual([
      'gradient of w: nothing computed',
    ]);
  });

  it('measures outputs or gradients against the largest element where it is told to', async () => {
    const multiply = (w: Tensor, x: Tensor): Tensor => w.mul(x);
    const gradient = { ...product, gradsParams: { w: float(5.0005, 70) } };
    expect(await run(gradient, multiply)).toHaveLength(1);
    expect(await run(gradient, multiply, { gradientScale: 'tensor' })).toEqual([]);
    const output = { ...product, outputs: [float(10.000_15, 21)] };
    expect(await run(output, multiply, { gradientScale: 'tensor' })).toHaveLength(1);
    expect(await run(output, multiply, { outputScale: 'tensor' })).toEqual([]);
  });

  it('only compares outputs where a case has no gradients', async () => {
    const { gradSeed: _, gradsParams: __, gradsInputs: ___, ...forwardOnly } = product;
    expect(await run(forwardOnly, (w, x) => w.mul(x))).toEqual([]);
    expect(await run(forwardOnly, (w, x) => w.add(x))).toHaveLength(2);
  });
});
