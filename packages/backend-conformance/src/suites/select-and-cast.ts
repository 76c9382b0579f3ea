import { tensor, type DType } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { shapes } from '../shapes.ts';
import { at, noise, valuesOf } from '../values.ts';

const dtypes: readonly DType[] = ['float32', 'int32', 'bool'];

export function selectAndCastSuite({ backend }: Context): void {
  describe.each(dtypes)('select of %s', (dtype) => {
    it('takes the first where the condition holds, in every shape and layout', async () => {
      for (const shape of shapes) {
        const condition = noise(shape, 1, [0, 1], 'bool');
        const a = noise(shape, 2, [-9, 9], dtype);
        const b = noise(shape, 3, [-9, 9], dtype);
        const expected = condition.data.map((holds, i) => (holds ? a.data[i]! : b.data[i]!));
        for (const layout of layoutNames) {
          const y = await resultOf(() => {
            const output = unset(shape, dtype);
            const chosen = place(a, dtype, layout);
            backend().select(place(condition, 'bool', layout), chosen, place(b, dtype), output);
            return output;
          });
          expectClose(y, expected, exactly, `[${shape.join(', ')}], ${layout}`);
        }
      }
    });
  });

  it('select broadcasts, and takes nothing from the side not chosen', async () => {
    const condition = noise([3, 1], 4, [0, 1], 'bool');
    const b = noise([7], 5);
    const expected = valuesOf([3, 7], (index) => (at(condition, index) ? NaN : at(b, index)));
    const y = await resultOf(() => {
      const output = unset([3, 7], 'float32');
      const holds = place(condition, 'bool').expand([3, 7]);
      const nan = tensor(NaN).expand([3, 7]);
      backend().select(holds, nan, place(b, 'float32').expand([3, 7]), output);
      return output;
    });
    expectClose(y, expected.data, exactly);
  });

  const conversions: Readonly<Record<DType, (x: number) => number>> = {
    float32: (x) => x,
    int32: (x) => Math.trunc(x),
    bool: (x) => (x === 0 ? 0 : 1),
  };

  describe.each(dtypes)('cast from %s', (from) => {
    it.each(dtypes)('to %s', async (to) => {
      for (const shape of shapes) {
        const x = noise(shape, 6, [-3, 3], from);
        for (const layout of layoutNames) {
          const y = await resultOf(() => {
            const output = unset(shape, to);
            backend().cast(place(x, from, layout), output);
            return output;
          });
          expectClose(y, x.data.map(conversions[to]), exactly, `[${shape.join(', ')}], ${layout}`);
        }
      }
    });
  });

  it('casts edges: NaN and -0', async () => {
    const truths = await resultOf(() => tensor([NaN, -0, 1e-30, Infinity]).cast('bool'));
    expectClose(truths, [1, 0, 1, 1], exactly);
    const numbers = await resultOf(() => tensor([-0.99, 0.99, -1.01, 16_777_216]).cast('int32'));
    expectClose(numbers, [0, 0, -1, 16_777_216], exactly);
  });
}
