import { full, reduceKinds, type DType, type ReduceKind, type Shape } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, resultsOf, unset, type Context } from '../context.ts';
import { exactly, expectClose, type Tolerance } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { shapes } from '../shapes.ts';
import { at, noise, valuesOf, type Values } from '../values.ts';

interface Expectation {
  /** The combination of elements, given in order. */
  readonly f: (elements: readonly number[]) => number;
  readonly inputs: readonly DType[];
  readonly output?: DType;
  /** Whether the reduction of nothing is undefined. */
  readonly needsElements?: true;
  readonly tolerance?: Tolerance;
}

/** NaN is more extreme than everything else; of equals the first counts. */
const indexOfExtreme = (elements: readonly number[], sign: number): number => {
  const nan = elements.findIndex(Number.isNaN);
  if (nan >= 0) return nan;
  return elements.indexOf(sign * Math.max(...elements.map((x) => sign * x)));
};

const numbers: readonly DType[] = ['float32', 'int32'];

const expectations: Readonly<Record<ReduceKind, Expectation>> = {
  sum: { f: (x) => x.reduce((a, b) => a + b, 0), inputs: numbers, tolerance: { atol: 1e-5 } },
  prod: { f: (x) => x.reduce((a, b) => a * b, 1), inputs: numbers, tolerance: { rtol: 1e-4 } },
  max: { f: (x) => x[indexOfExtreme(x, 1)]!, inputs: numbers, needsElements: true },
  min: { f: (x) => x[indexOfExtreme(x, -1)]!, inputs: numbers, needsElements: true },
  argmax: {
    f: (x) => indexOfExtreme(x, 1),
    inputs: numbers,
    output: 'int32',
    needsElements: true,
  },
  argmin: {
    f: (x) => indexOfExtreme(x, -1),
    inputs: numbers,
    output: 'int32',
    needsElements: true,
  },
  any: { f: (x) => Number(x.includes(1)), inputs: ['bool'] },
  all: { f: (x) => Number(!x.includes(0)), inputs: ['bool'] },
};

const choosesIndex = (kind: ReduceKind): boolean => kind === 'argmax' || kind === 'argmin';

/** Each axis, the first two, the outer two, the last two, and all. */
function axesToTry(kind: ReduceKind, { length: rank }: Shape): number[][] {
  const single = Array.from({ length: rank }, (_, axis) => [axis]);
  if (choosesIndex(kind)) return single;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  if (rank < 2) return [[], ...single];
  return [[], ...single, [0, 1], [0, rank - 1], [rank - 2, rank - 1], all];
}

function reduced(x: Values, axes: readonly number[], f: Expectation['f']): Values {
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const inner = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  return valuesOf(shape, (index) => {
    const elements = valuesOf(inner, (offset) =>
      at(
        x,
        index.map((i, axis) => i + offset[axis]!),
      ),
    );
    return f([...elements.data]);
  });
}

/** Products stay away from overflow. */
function input(kind: ReduceKind, shape: Shape, dtype: DType): Values {
  if (kind === 'prod') return noise(shape, 1, dtype === 'int32' ? [1, 1] : [0.98, 1.02], dtype);
  return noise(shape, 1, [-4, 4], dtype);
}

export function reduceSuite({ backend }: Context): void {
  describe.each(reduceKinds)('reduce %s', (kind) => {
    const { f, inputs, output, needsElements, tolerance = exactly } = expectations[kind];

    it.each(inputs)('agrees with its formula for %s along every choice of axes', async (dtype) => {
      for (const shape of shapes) {
        if (needsElements && shape.includes(0)) continue;
        const x = input(kind, shape, dtype);
        for (const axes of axesToTry(kind, shape)) {
          const expected = reduced(x, axes, f);
          for (const layout of layoutNames) {
            const y = await resultOf(() => {
              const result = unset(expected.shape, output ?? dtype);
              backend().reduce(kind, place(x, dtype, layout), axes, result);
              return result;
            });
            const where = `[${shape.join(', ')}] along [${axes.join(', ')}], ${layout}`;
            expectClose(y, expected.data, dtype === 'float32' ? tolerance : exactly, where);
          }
        }
      }
    });
  });

  it.each(['sum', 'max', 'min', 'argmax', 'argmin'] as const)('%s meets NaN', async (kind) => {
    const rows = { shape: [4, 5], data: new Float64Array(20).map((_, i) => i % 7) };
    rows.data.set([NaN, 1], 3);
    rows.data[12] = NaN;
    rows.data[19] = -Infinity;
    rows.data[18] = Infinity;
    for (const layout of layoutNames) {
      const y = await resultOf(() => {
        const result = unset([4, 1], choosesIndex(kind) ? 'int32' : 'float32');
        backend().reduce(kind, place(rows, 'float32', layout), [1], result);
        return result;
      });
      expectClose(y, reduced(rows, [1], expectations[kind].f).data, exactly, `${kind}, ${layout}`);
    }
  });

  it('max and min of infinities alone are infinite', async () => {
    const results = await resultsOf(() =>
      (['max', 'min'] as const).map((kind, i) => {
        const result = unset([1, 1], 'float32');
        backend().reduce(kind, full([1, 3], i === 0 ? -Infinity : Infinity), [1], result);
        return result;
      }),
    );
    expectClose(results[0]!, [-Infinity]);
    expectClose(results[1]!, [Infinity]);
  });

  it('sums many numbers accurately', async () => {
    const x = noise([3, 99_999], 2, [0, 1]);
    const expected = reduced(x, [1], expectations.sum.f);
    const y = await resultOf(() => {
      const result = unset([3, 1], 'float32');
      backend().reduce('sum', place(x, 'float32'), [1], result);
      return result;
    });
    expectClose(y, expected.data, { rtol: 1e-5 });
  });

  it('writes only inside its window', async () => {
    const x = noise([3, 7], 3, [-4, 4], 'int32');
    const y = await resultOf(() => {
      const whole = unset([5, 2], 'int32');
      backend().reduce('sum', place(x, 'int32'), [1], whole.narrow(0, 1, 3).narrow(1, 1, 1));
      return whole;
    });
    const sums = reduced(x, [1], expectations.sum.f).data;
    expectClose(y, [55, 55, 55, sums[0]!, 55, sums[1]!, 55, sums[2]!, 55, 55], exactly);
  });
}
