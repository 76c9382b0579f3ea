import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { places } from '../../test/places.ts';
import { elementCount, rowMajorStrides, type Shape } from '../shape.ts';
import { reshapedStrides } from './reshaped-strides.ts';

/** The strides that show elements at these places in a shape, found by looking at each axis alone. */
function stridesFor(shape: Shape, at: readonly number[]): readonly number[] | undefined {
  const order = rowMajorStrides(shape);
  const strides = shape.map((size, axis) => (size === 1 ? 0 : at[order[axis]!]! - at[0]!));
  const shown = places(shape, strides);
  return at.every((place, i) => place === at[0]! + shown[i]!) ? strides : undefined;
}

const sizes = fc.array(fc.constantFrom(1, 2, 2, 3, 4), { maxLength: 4 });

/** A shape with strides as views make them: permuted, sliced, flipped, expanded. */
const views = sizes.chain((shape) =>
  fc
    .tuple(
      fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      fc.tuple(...shape.map(() => fc.constantFrom(1, 1, 1, -1, 0, 2))),
    )
    .map(([order, steps]) => {
      const strides = rowMajorStrides(shape).map((stride, axis) => stride * steps[axis]!);
      return {
        shape: order.map((axis) => shape[axis]!),
        strides: order.map((axis) => strides[axis]!),
      };
    }),
);

/** Another shape with as many elements: axes merged, split and axes of size 1 added at random. */
function reshapes(shape: Shape): fc.Arbitrary<number[]> {
  const primes = shape.flatMap((size) => (size === 4 ? [2, 2] : size === 1 ? [] : [size]));
  return fc
    .tuple(
      fc.shuffledSubarray(primes, { minLength: primes.length }),
      fc.array(fc.nat({ max: 4 }), { minLength: primes.length, maxLength: primes.length }),
      fc.nat({ max: 1 }),
    )
    .map(([factors, slots, extra]) => {
      const to = Array<number>(4 + extra).fill(1);
      for (const [i, factor] of factors.entries())
        to[Math.min(slots[i]!, to.length - 1)]! *= factor;
      return to;
    });
}

const cases = views.chain((view) => reshapes(view.shape).map((to) => ({ ...view, to })));

describe('reshapedStrides', () => {
  it('shows the same elements in the same order, wherever strides can', () => {
    fc.assert(
      fc.property(cases, ({ shape, strides, to }) => {
        const at = places(shape, strides);
        const found = reshapedStrides(shape, strides, to);
        const expected = stridesFor(to, at) && at;
        expect(found && places(to, found)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('shows nothing in any empty shape', () => {
    expect(reshapedStrides([2, 0], [7, 3], [0, 5])).toEqual([5, 1]);
    expect(elementCount([0, 5])).toBe(0);
  });

  it('keeps a single number single', () => {
    expect(reshapedStrides([], [], [1, 1])).toHaveLength(2);
    expect(reshapedStrides([1], [9], [])).toEqual([]);
  });
});
