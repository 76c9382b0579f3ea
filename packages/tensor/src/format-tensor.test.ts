import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { arange, tensor, zeros } from './create.ts';
import { RangeFault, RondoError } from './errors.ts';
import { formatTensor, type FormatOptions } from './format-tensor.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

expectNoLeaks();

async function text(body: () => Tensor, options?: FormatOptions): Promise<string[]> {
  const x = scope(body);
  try {
    return (await formatTensor(x, options)).split('\n');
  } finally {
    x.dispose();
  }
}

describe('formatTensor', () => {
  it('starts with dtype and shape and aligns columns', async () => {
    const rows = [
      [1.5, -2, 100],
      [0.25, 3, 7],
    ];
    expect(await text(() => tensor(rows))).toEqual([
      'Tensor float32 [2, 3]',
      '[[  1.5000,  -2.0000, 100.0000],',
      ' [  0.2500,   3.0000,   7.0000]]',
    ]);
  });

  it('shows whole numbers, truth values and single numbers plainly', async () => {
    expect(await text(() => tensor([1, -20, 3]))).toEqual([
      'Tensor float32 [3]',
      '[  1, -20,   3]',
    ]);
    expect(await text(() => arange(0, 3))).toEqual(['Tensor int32 [3]', '[0, 1, 2]']);
    expect(await text(() => tensor([[true], [false]]))).toEqual([
      'Tensor bool [2, 1]',
      '[[ true],',
      ' [false]]',
    ]);
    expect(await text(() => tensor(Math.PI))).toEqual(['Tensor float32 []', '3.1416']);
  });

  it('takes a precision', async () => {
    expect((await text(() => tensor([0.125, 2]), { precision: 2 }))[1]).toBe('[0.13, 2.00]');
    expect((await text(() => tensor([0.5, 2]), { precision: 0 }))[1]).toMatch(/^\[[01], 2\]$/);
  });

  it('uses exponents where numbers differ widely, are tiny or huge', async () => {
    expect((await text(() => tensor([1.5, 2000.25])))[1]).toBe('[1.5000e+0, 2.0003e+3]');
    expect((await text(() => tensor([0.00005])))[1]).toBe('[5.0000e-5]');
    expect((await text(() => tensor([2 ** 40])))[1]).toBe('[1.0995e+12]');
  });

  it('shows what is not finite', async () => {
    expect((await text(() => tensor([Number.NaN, Infinity, -Infinity, 0.5])))[1]).toBe(
      '[   nan,    inf,   -inf, 0.5000]',
    );
  });

  it('shows empty tensors as empty brackets', async () => {
    expect(await text(() => zeros([0]))).toEqual(['Tensor float32 [0]', '[]']);
    expect(await text(() => zeros([2, 0]))).toEqual(['Tensor float32 [2, 0]', '[[],', ' []]']);
  });

  it('puts blank lines between matrices', async () => {
    const lines = await text(() => arange(1, 9).reshape([2, 2, 2]));
    expect(lines.slice(1)).toEqual(['[[[1, 2],', '  [3, 4]],', '', ' [[5, 6],', '  [7, 8]]]']);
  });

  it('leaves out the middle of large tensors and reads only the ends', async () => {
    const lines = await text(() => arange(0, 70).reshape([7, 10]), { threshold: 69, edgeItems: 2 });
    expect(lines.slice(1)).toEqual([
      '[[ 0,  1, ...,  8,  9],',
      ' [10, 11, ..., 18, 19],',
      ' ...,',
      ' [50, 51, ..., 58, 59],',
      ' [60, 61, ..., 68, 69]]',
    ]);
  });

  it('leaves short axes whole', async () => {
    const lines = await text(() => arange(0, 24).reshape([12, 2]), { threshold: 10, edgeItems: 1 });
    expect(lines.slice(1)).toEqual(['[[ 0,  1],', ' ...,', ' [22, 23]]']);
  });

  it('breaks long rows', async () => {
    const lines = await text(() => arange(0, 12).reshape([1, 12]), { lineWidth: 24 });
    expect(lines.slice(1)).toEqual([
      '[[ 0,  1,  2,  3,  4,',
      '   5,  6,  7,  8,  9,',
      '  10, 11]]',
    ]);
    expect(lines.every(({ length }) => length <= 24)).toBe(true);
  });

  it('shows strided views', async () => {
    const lines = await text(() => arange(0, 6).reshape([2, 3]).transpose(0, 1).flip(0));
    expect(lines.slice(1)).toEqual(['[[2, 5],', ' [1, 4],', ' [0, 3]]']);
  });

  it.each<[FormatOptions, string]>([
    [{ precision: -1 }, 'precision'],
    [{ precision: 1.5 }, 'precision'],
    [{ edgeItems: 0 }, 'edgeItems'],
  ])('refuses %j', async (options, option) => {
    const error: unknown = await text(() => zeros([2]), options).catch((reason: unknown) => reason);
    expect(factsOf(RangeFault, () => throwIt(error))).toMatchObject({ option });
  });
});

function throwIt(error: unknown): never {
  throw error instanceof RondoError ? error : new Error(String(error));
}

describe('toString', () => {
  it('is one short line, which Node prints too', () => {
    const x = zeros([2, 3], { dtype: 'int32' });
    expect(String(x)).toBe('Tensor int32 [2, 3]');
    expect(inspect({ x })).toBe('{ x: Tensor int32 [2, 3] }');
    x.dispose();
  });
});
