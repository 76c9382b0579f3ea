import type { DType, Shape } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { at, noise, valuesOf, type Values } from '../values.ts';

/** A shape, an axis, and how many elements are picked along it. */
const cases: readonly (readonly [shape: Shape, axis: number, picked: number])[] = [
  [[7], 0, 33],
  [[127, 1], 0, 3],
  [[33, 7], 0, 127],
  [[7, 33], 1, 3],
  [[3, 7, 5], 0, 4],
  [[3, 7, 5], 1, 9],
  [[3, 7, 5], 2, 1],
  [[2, 3, 1, 5, 2], 3, 7],
  [[9999, 3], 0, 33],
  [[4, 3], 0, 0],
  [[3, 0], 0, 5],
];

const dtypes: readonly DType[] = ['float32', 'int32', 'bool'];

/** Indices into `axis`: whole slices (equal along the other axes) or each element its own. */
function indicesFor(shape: Shape, axis: number, picked: number, elementwise: boolean): Values {
  const own = elementwise
    ? shape.with(axis, picked)
    : shape.map((_, other) => (other === axis ? picked : 1));
  return noise(own, 1, [0, shape[axis]! - 1], 'int32');
}

function added(before: Values, axis: number, indices: Values, source: Values): ArrayLike<number> {
  // One float32 addition after the other, in the order of the source.
  const sums = new Map<string, number>();
  valuesOf(source.shape, (index) => {
    const target = index.with(axis, at(indices, index));
    const key = target.join();
    sums.set(key, Math.fround((sums.get(key) ?? at(before, target)) + at(source, index)));
    return 0;
  });
  return valuesOf(before.shape, (index) => sums.get(index.join()) ?? at(before, index)).data;
}

export function gatherSuite({ backend }: Context): void {
  describe.each([
    ['slices', false],
    ['elements', true],
  ] as const)('gather and scatterAdd of %s', (_what, elementwise) => {
    it.each(cases)('gather from %j along %i: %i', async (shape, axis, picked) => {
      const indices = indicesFor(shape, axis, picked, elementwise);
      const outputShape = shape.with(axis, picked);
      for (const dtype of dtypes) {
        const x = noise(shape, 2, [-9, 9], dtype);
        const expected = valuesOf(outputShape, (index) =>
          at(x, index.with(axis, at(indices, index))),
        );
        for (const layout of layoutNames) {
          const y = await resultOf(() => {
            const output = unset(outputShape, dtype);
            const where = place(indices, 'int32', layout).expand(outputShape);
            backend().gather(place(x, dtype, layout), axis, where, output);
            return output;
          });
          expectClose(y, expected.data, exactly, `${dtype}, ${layout}`);
        }
      }
    });

    it.each(cases)('scatterAdd to %j along %i: %i', async (shape, axis, picked) => {
      const indices = indicesFor(shape, axis, picked, elementwise);
      const sourceShape = shape.with(axis, picked);
      for (const dtype of ['float32', 'int32'] as const) {
        const before = noise(shape, 3, [-9, 9], dtype);
        const source = noise(sourceShape, 4, [-9, 9], dtype);
        const expected = added(before, axis, indices, source);
        for (const layout of layoutNames) {
          const y = await resultOf(() => {
            const output = place(before, dtype, layout);
            const where = place(indices, 'int32', layout).expand(sourceShape);
            backend().scatterAdd(place(source, dtype, layout), axis, where, output);
            return output;
          });
          expectClose(y, expected, exactly, `${dtype}, ${layout}`);
        }
      }
    });
  });

  it('scatterAdd adds everything that falls on one place, in order', async () => {
    const source = noise([999, 3], 5);
    const before = noise([2, 3], 6);
    const indices = { shape: [999, 1], data: new Float64Array(999).fill(1) };
    const y = await resultOf(() => {
      const output = place(before, 'float32');
      const where = place(indices, 'int32').expand([999, 3]);
      backend().scatterAdd(place(source, 'float32'), 0, where, output);
      return output;
    });
    expectClose(y, added(before, 0, indices, source), exactly);
  });

  it('gather moves NaN', async () => {
    const x = { shape: [3], data: Float64Array.of(1, NaN, -Infinity) };
    const indices = { shape: [4], data: Float64Array.of(1, 2, 0, 1) };
    const y = await resultOf(() => {
      const output = unset([4], 'float32');
      backend().gather(place(x, 'float32'), 0, place(indices, 'int32'), output);
      return output;
    });
    expectClose(y, [NaN, -Infinity, 1, NaN], exactly);
  });
}
