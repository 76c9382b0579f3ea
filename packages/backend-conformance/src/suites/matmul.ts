import { elementCount, type MatmulActivation, type Shape } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { expectClose } from '../expect-close.ts';
import { layoutNames, place, type LayoutName } from '../layouts.ts';
import { at, noise, valuesOf, type Values } from '../values.ts';

/** [m, k, n]: single rows and columns, tails of every width, nothing to sum, nothing to write. */
const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [1, 1, 1],
  [1, 7, 33],
  [33, 7, 1],
  [3, 1, 7],
  [2, 3, 5],
  [7, 33, 3],
  [4, 8, 8],
  [5, 9, 17],
  [33, 127, 7],
  [127, 33, 65],
  [1, 300, 129],
  [97, 259, 31],
  [5, 0, 3],
  [0, 3, 2],
  [3, 2, 0],
];

const batches: readonly Shape[] = [[1], [3], [2, 3], [0], [2, 1, 2]];

interface Extra {
  readonly bias?: Values;
  /** What the output holds, to be added to. */
  readonly before?: Values;
  readonly activation?: MatmulActivation;
}

function product(a: Values, b: Values, { bias, before, activation }: Extra = {}): Values {
  const [m, inner] = a.shape.slice(-2) as [number, number];
  const n = b.shape.at(-1)!;
  const shape = a.shape.with(a.shape.length - 1, n);
  const data = new Float64Array(elementCount(shape));
  data.forEach((_, i) => {
    const column = i % n;
    const row = Math.floor(i / n);
    const batch = Math.floor(row / m);
    let sum = (bias?.data[column] ?? 0) + (before?.data[i] ?? 0);
    for (let k = 0; k < inner; k++) {
      sum += a.data[row * inner + k]! * b.data[(batch * inner + k) * n + column]!;
    }
    // A sum that is not a number stays one.
    data[i] = activation === 'relu' && sum < 0 ? 0 : sum;
  });
  return { shape, data };
}

type Layouts = readonly [a: LayoutName, b: LayoutName, output: LayoutName];

const plain: readonly Layouts[] = [['rowMajor', 'rowMajor', 'rowMajor']];
const transposed: readonly Layouts[] = [['transposed', 'transposed', 'rowMajor']];
const weightTransposed: readonly Layouts[] = [['rowMajor', 'transposed', 'rowMajor']];
const everyPair: readonly Layouts[] = layoutNames.flatMap((a) =>
  layoutNames.map((b) => [a, b, 'rowMajor'] as const),
);
const eachAlone: readonly Layouts[] = layoutNames.flatMap((layout): Layouts[] => [
  [layout, 'rowMajor', 'rowMajor'],
  ['rowMajor', layout, 'rowMajor'],
  ['rowMajor', 'rowMajor', layout],
]);

/** Sums are rounded in float32 at every step. */
const float32Sums = { rtol: 1e-5, atol: 3e-5 };

export function matmulSuite({ backend, products: tolerance = float32Sums }: Context): void {
  const check = async (
    a: Values,
    b: Values,
    layouts: readonly Layouts[],
    extra: Extra = {},
  ): Promise<void> => {
    const expected = product(a, b, extra);
    const before = extra.before ?? valuesOf(expected.shape, () => 55);
    for (const [ofA, ofB, ofOutput] of layouts) {
      const y = await resultOf(() => {
        const output = place(before, 'float32', ofOutput);
        backend().matmul(place(a, 'float32', ofA), place(b, 'float32', ofB), output, {
          bias: extra.bias && place(extra.bias, 'float32'),
          accumulate: extra.before !== undefined,
          activation: extra.activation,
        });
        return output;
      });
      const where = `[${a.shape.join(', ')}] x [${b.shape.join(', ')}], ${ofA}, ${ofB}, ${ofOutput}`;
      expectClose(y, expected.data, tolerance, where);
    }
  };

  describe('matmul', () => {
    it.each(sizes)('[%i, %i] x [.., %i] in every layout', async (m, k, n) => {
      const a = noise([m, k], 1, [-1, 1]);
      const b = noise([k, n], 2, [-1, 1]);
      await check(a, b, everyPair);
    });

    it.each(sizes)('[%i, %i] x [.., %i] with bias and accumulation', async (m, k, n) => {
      const a = noise([m, k], 3, [-1, 1]);
      const b = noise([k, n], 4, [-1, 1]);
      const bias = noise([n], 5, [-1, 1]);
      const before = noise([m, n], 6, [-1, 1]);
      for (const extra of [{ bias }, { before }, { bias, before }]) {
        const intoWindow: Layouts = ['rowMajor', 'transposed', 'windowed'];
        await check(a, b, [...plain, ...transposed, intoWindow], extra);
      }
    });

    it.each(sizes)('[%i, %i] x [.., %i] with relu', async (m, k, n) => {
      const a = noise([m, k], 3, [-1, 1]);
      const b = noise([k, n], 4, [-1, 1]);
      const bias = noise([n], 5, [-1, 1]);
      const before = noise([m, n], 6, [-1, 1]);
      const intoTransposed: Layouts = ['rowMajor', 'rowMajor', 'transposed'];
      for (const extra of [{}, { bias }, { before }, { bias, before }]) {
        const layouts = [...plain, ...weightTransposed, intoTransposed];
        await check(a, b, layouts, { ...extra, activation: 'relu' });
      }
    });

    it('lets NaN pass relu', async () => {
      const a = noise([9, 17], 13, [-1, 1]);
      a.data[2 * 17 + 3] = NaN;
      const b = noise([17, 11], 14, [-1, 1]);
      await check(a, b, [...plain, ...weightTransposed], { activation: 'relu' });
    });

    it.each(batches.map((batch) => [batch] as const))('in batches %j', async (batch) => {
      for (const [m, k, n] of sizes.slice(0, 9)) {
        const a = noise([...batch, m, k], 7, [-1, 1]);
        const b = noise([...batch, k, n], 8, [-1, 1]);
        await check(a, b, eachAlone);
      }
    });

    it('repeats an operand over the batch', async () => {
      const a = noise([3, 1, 5, 7], 9, [-1, 1]);
      const b = noise([2, 7, 9], 10, [-1, 1]);
      const wideA = valuesOf([3, 2, 5, 7], (index) => at(a, index));
      const wideB = valuesOf([3, 2, 7, 9], (index) => at(b, index));
      const y = await resultOf(() => place(a, 'float32').matmul(place(b, 'float32')));
      expectClose(y, product(wideA, wideB).data, tolerance);
    });

    it('has tails for a large prime-like width', async () => {
      const a = noise([3, 65], 11, [-1, 1]);
      const b = noise([65, 9999], 12, [-1, 1]);
      await check(a, b, [...plain, ...weightTransposed]);
    });

    it('carries NaN and infinities to their row and column only', async () => {
      const a = noise([9, 17], 13, [0.5, 1]);
      a.data[2 * 17 + 3] = NaN;
      const b = noise([17, 11], 14, [0.5, 1]);
      b.data[5 * 11 + 4] = Infinity;
      await check(a, b, [...plain, ...transposed]);
    });

    it('multiplies zeros with infinities', async () => {
      const a = { shape: [1, 2], data: Float64Array.of(0, 1) };
      const b = { shape: [2, 1], data: Float64Array.of(Infinity, 1) };
      await check(a, b, plain);
    });
  });

  it('matmul of nothing along k gives the bias', async () => {
    const bias = noise([3], 15);
    const y = await resultOf(() => {
      const output = unset([2, 3], 'float32');
      const [a, b] = [noise([2, 0], 1), noise([0, 3], 1)].map((values) => place(values, 'float32'));
      backend().matmul(a!, b!, output, { bias: place(bias, 'float32') });
      return output;
    });
    expectClose(y, [...bias.data, ...bias.data]);
  });
}
