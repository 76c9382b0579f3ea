import { tensor } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, resultsOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { shapes } from '../shapes.ts';
import { at, noise, valuesOf, type Values } from '../values.ts';

function runningSums(x: Values, axis: number): Values {
  return valuesOf(x.shape, (index) => {
    let sum = 0;
    for (let i = 0; i <= index[axis]!; i++) sum += at(x, index.with(axis, i));
    return sum;
  });
}

/** A finite height for each number, infinities included, and an infinite one for NaN. */
function height(x: number): number {
  return Number.isNaN(x) ? Infinity : Math.atan(x);
}

/** Indices along the last axis, best first: NaN counts as the largest, of equals the first comes first. */
function ranking(row: readonly number[], largest: boolean): number[] {
  const sign = largest ? -1 : 1;
  const indices = row.map((_, i) => i);
  return indices.toSorted((i, j) => sign * (height(row[i]!) - height(row[j]!)) || i - j);
}

export function cumsumAndTopkSuite({ backend }: Context): void {
  it.each(['float32', 'int32'] as const)('cumsum of %s', async (dtype) => {
    for (const shape of shapes) {
      for (let axis = 0; axis < shape.length; axis++) {
        // Running sums of many numbers of both signs would cancel.
        const x = noise(shape, 1, [0, 2], dtype);
        const expected = shape[axis]! > 999 ? runningSumsOfRow(x) : runningSums(x, axis);
        for (const layout of layoutNames) {
          const y = await resultOf(() => {
            const output = unset(shape, dtype);
            backend().cumsum(place(x, dtype, layout), axis, output);
            return output;
          });
          expectClose(y, expected.data, dtype === 'int32' ? exactly : { rtol: 2e-5 }, layout);
        }
      }
    }
  });

  describe.each([true, false])('topk, largest: %s', (largest) => {
    const check = async (x: Values, k: number, dtype: 'float32' | 'int32'): Promise<void> => {
      const size = x.shape.at(-1)!;
      const shape = x.shape.with(x.shape.length - 1, k);
      const rows = Array.from({ length: size === 0 ? 0 : x.data.length / size }, (_, i) => [
        ...x.data.subarray(i * size, (i + 1) * size),
      ]);
      const best = rows.map((row) => ranking(row, largest).slice(0, k));
      const picked = rows.flatMap((row, i) => best[i]!.map((index) => row[index]!));
      for (const layout of layoutNames) {
        const [values, indices] = await resultsOf(() => {
          const outputs = [unset(shape, dtype), unset(shape, 'int32')] as const;
          backend().topk(place(x, dtype, layout), largest, ...outputs);
          return outputs;
        });
        expectClose(indices!, best.flat(), exactly, `indices of ${k} from ${size}, ${layout}`);
        expectClose(values!, picked, exactly, `values of ${k} from ${size}, ${layout}`);
      }
    };

    it.each([1, 3, 7, 33, 127])('from rows of %i', async (size) => {
      for (const k of new Set([0, 1, Math.ceil(size / 2), size])) {
        await check(noise([3, 2, size], 2), k, 'float32');
        // Few different values: ties.
        await check(noise([3, size], 3, [0, 4], 'int32'), k, 'int32');
      }
    });

    it('from a vocabulary', async () => {
      const x = noise([2, 9999], 4);
      for (const k of [1, 5, 50, 1000]) await check(x, k, 'float32');
    });

    it('counts NaN as the largest', async () => {
      const data = Float64Array.of(1, NaN, Infinity, -Infinity, NaN, 0);
      const x = { shape: [1, 6], data };
      const order = largest ? [1, 4, 2, 0, 5, 3] : [3, 5, 0, 2, 1, 4];
      const [, indices] = await resultsOf(() => {
        const outputs = [unset([1, 6], 'float32'), unset([1, 6], 'int32')] as const;
        backend().topk(place(x, 'float32'), largest, ...outputs);
        return outputs;
      });
      expectClose(indices!, order, exactly);
    });

    it('takes a single vector', async () => {
      const [values] = await resultsOf(() => {
        const outputs = [unset([2], 'float32'), unset([2], 'int32')] as const;
        backend().topk(tensor([3, 1, 2]), largest, ...outputs);
        return outputs;
      });
      expectClose(values!, largest ? [3, 2] : [1, 2], exactly);
    });
  });
}

function runningSumsOfRow({ shape, data }: Values): Values {
  let sum = 0;
  return { shape, data: data.map((x) => (sum += x)) };
}
