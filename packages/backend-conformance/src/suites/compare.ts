import { compareKinds, type CompareKind, type DType } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';
import { layoutNames, place, type LayoutName } from '../layouts.ts';
import { shapes } from '../shapes.ts';
import { noise, type Values } from '../values.ts';

const expectations: Readonly<Record<CompareKind, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

const special = [0, -0, 1, -1, Infinity, -Infinity, NaN];

export function compareSuite({ backend }: Context): void {
  describe.each(compareKinds)('compare %s', (kind) => {
    const check = async (a: Values, b: Values, dtype: DType, layout: LayoutName): Promise<void> => {
      const expected = a.data.map((x, i) => Number(expectations[kind](x, b.data[i]!)));
      const y = await resultOf(() => {
        const output = unset(a.shape, 'bool');
        backend().compare(kind, place(a, dtype, layout), place(b, dtype), output);
        return output;
      });
      expectClose(y, expected, exactly, `${dtype} [${a.shape.join(', ')}], ${layout}`);
    };

    it.each(['float32', 'int32', 'bool'] as const)('takes %s', async (dtype) => {
      for (const shape of shapes) {
        // Few different values, so that many are equal.
        const a = noise(shape, 1, [-1, 1], dtype === 'bool' ? 'bool' : 'int32');
        const b = noise(shape, 2, [-1, 1], dtype === 'bool' ? 'bool' : 'int32');
        for (const layout of layoutNames) await check(a, b, dtype, layout);
      }
    });

    it('knows NaN and infinities', async () => {
      const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
      const a = { shape: [pairs.length], data: Float64Array.from(pairs, ([first]) => first) };
      const b = { shape: [pairs.length], data: Float64Array.from(pairs, ([, second]) => second) };
      await check(a, b, 'float32', 'rowMajor');
      await check(a, b, 'float32', 'stepped');
    });

    it('broadcasts', async () => {
      const a = noise([3, 1], 3, [-1, 1], 'int32');
      const b = noise([7], 4, [-1, 1], 'int32');
      const expected = Array.from({ length: 21 }, (_, i) =>
        Number(expectations[kind](a.data[Math.floor(i / 7)]!, b.data[i % 7]!)),
      );
      const y = await resultOf(() => {
        const output = unset([3, 7], 'bool');
        const [first, second] = [a, b].map((values) => place(values, 'float32').expand([3, 7]));
        backend().compare(kind, first!, second!, output);
        return output;
      });
      expectClose(y, expected, exactly);
    });
  });
}
