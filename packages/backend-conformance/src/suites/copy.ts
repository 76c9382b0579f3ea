import type { DType } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { shapes } from '../shapes.ts';
import { at, noise, valuesOf, type Values } from '../values.ts';

const dtypes: readonly DType[] = ['float32', 'int32', 'bool'];

/** Every second column of rows 1 to 3. */
function isInWindow([i, j]: readonly number[]): boolean {
  return i! >= 1 && i! < 4 && j! % 2 === 1;
}

export function copySuite({ backend }: Context): void {
  describe.each(dtypes)('copy of %s', (dtype) => {
    it('reads back what was written, from every layout', async () => {
      for (const shape of shapes) {
        const x = noise(shape, 1, [-9, 9], dtype);
        for (const layout of layoutNames) {
          const y = await resultOf(() => place(x, dtype, layout));
          expectClose(y, x.data, exactly, `[${shape.join(', ')}], ${layout}`);
        }
      }
    });

    it('copies from every layout to every layout', async () => {
      for (const shape of shapes) {
        const x = noise(shape, 2, [-9, 9], dtype);
        const before = noise(shape, 3, [-9, 9], dtype);
        for (const from of layoutNames) {
          for (const to of layoutNames) {
            const y = await resultOf(() => {
              const output = place(before, dtype, to);
              backend().copy(place(x, dtype, from), output);
              return output;
            });
            expectClose(y, x.data, exactly, `[${shape.join(', ')}], ${from} to ${to}`);
          }
        }
      }
    });
  });

  const whole = noise([5, 9], 4);
  /** The whole with other values in the window. */
  const replaced = (inside: (index: readonly number[]) => number): Values =>
    valuesOf(whole.shape, (index) => (isInWindow(index) ? inside(index) : at(whole, index)));

  it('copy writes only inside its window', async () => {
    const part = noise([3, 4], 5);
    const y = await resultOf(() => {
      const target = place(whole, 'float32');
      backend().copy(place(part, 'float32'), target.narrow(0, 1, 3).slice(1, 1, 9, 2));
      return target;
    });
    expectClose(y, replaced(([i, j]) => at(part, [i! - 1, (j! - 1) / 2])).data, exactly);
  });

  it('copy repeats a broadcast operand', async () => {
    const x = noise([3, 1], 6);
    const y = await resultOf(() => {
      const output = unset([2, 3, 7], 'float32');
      backend().copy(place(x, 'float32').expand([2, 3, 7]), output);
      return output;
    });
    expectClose(y, valuesOf([2, 3, 7], (index) => at(x, index)).data, exactly);
  });

  it('copy moves NaN and infinities', async () => {
    const x = { shape: [4], data: Float64Array.of(NaN, Infinity, -Infinity, -0) };
    const y = await resultOf(() => place(x, 'float32').clone());
    expectClose(y, x.data, exactly);
  });

  it('fill writes only inside its window', async () => {
    const y = await resultOf(() => {
      const target = place(whole, 'float32');
      backend().fill(target.narrow(0, 1, 3).slice(1, 1, 9, 2), -0.5);
      return target;
    });
    expectClose(y, replaced(() => -0.5).data, exactly);
  });

  it.each(dtypes)('fill takes %s in every shape', async (dtype) => {
    for (const shape of shapes) {
      for (const layout of layoutNames) {
        const y = await resultOf(() => {
          const output = place(noise(shape, 7, [-9, 9], dtype), dtype, layout);
          backend().fill(output, 3);
          return output;
        });
        expectClose(
          y,
          y.map(() => (dtype === 'bool' ? 1 : 3)),
          exactly,
          layout,
        );
      }
    }
  });
}
