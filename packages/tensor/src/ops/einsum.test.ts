import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, randn, tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { diagonal } from './diagonal.ts';
import { einsum } from './einsum.ts';

expectNoLeaks();

const grid = (...shape: number[]): Tensor =>
  arange(
    0,
    shape.reduce((a, b) => a * b, 1),
    1,
    { dtype: 'float32' },
  ).reshape(shape);

describe('einsum', () => {
  it('does the products that have names', async () => {
    expect(await evaluate(() => einsum('i,i->', grid(3), grid(3)))).toBe(5);
    expect(await evaluate(() => einsum('i,j->ij', grid(2), grid(3)))).toEqual([
      [0, 0, 0],
      [0, 1, 2],
    ]);
    expect(await evaluate(() => einsum('ij->ji', grid(2, 3)))).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(await evaluate(() => einsum('ij->', grid(2, 3)))).toBe(15);
    expect(await evaluate(() => einsum('ii->', grid(3, 3)))).toBe(12);
    expect(await evaluate(() => einsum('ii->i', grid(3, 3)))).toEqual([0, 4, 8]);
    expect(await evaluate(() => einsum('ij,jk->ik', grid(2, 3), grid(3, 1)))).toEqual([[5], [14]]);
    expect(await evaluate(() => einsum('i,i,i->i', grid(3), grid(3), grid(3)))).toEqual([0, 1, 8]);
    expect(await evaluate(() => einsum(',->', tensor(2), tensor(3)))).toBe(6);
  });

  it('orders an implicit result by the alphabet', async () => {
    expect(await evaluate(() => einsum('ba', grid(2, 3)))).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(await evaluate(() => einsum('ij,jk', grid(2, 3), grid(3, 1)))).toEqual([[5], [14]]);
    expect(await evaluate(() => einsum('ii', grid(3, 3)))).toBe(12);
  });

  it('aligns the axes of an ellipsis at the last one', () => {
    const shapeOf = (equation: string, ...shapes: number[][]) =>
      scope(() => einsum(equation, ...shapes.map((shape) => ones(shape))).shape);
    expect(shapeOf('...ij,...jk->...ik', [2, 7, 3, 5], [7, 5, 4])).toEqual([2, 7, 3, 4]);
    expect(shapeOf('...ij,jk', [2, 3, 5], [5, 4])).toEqual([2, 3, 4]);
    expect(shapeOf('b...->...b', [2, 3, 5])).toEqual([3, 5, 2]);
    expect(shapeOf('...,...', [2, 1], [3])).toEqual([2, 3]);
    expect(shapeOf('...i->i', [2, 3, 5])).toEqual([5]);
    expect(shapeOf('i...', [2])).toEqual([2]);
  });

  it('broadcasts sizes of 1 and takes empty axes', async () => {
    expect(await evaluate(() => einsum('ij,j->i', tensor([[2], [3]]), grid(3)))).toEqual([6, 9]);
    expect(await evaluate(() => einsum('ij,ij->ij', tensor([[2], [3]]), grid(1, 2)))).toEqual([
      [0, 2],
      [0, 3],
    ]);
    expect(await evaluate(() => einsum('ij,jk->ik', zeros([2, 0]), zeros([0, 1])))).toEqual([
      [0],
      [0],
    ]);
    expect(await evaluate(() => einsum('ij,j->ij', zeros([0, 2]), grid(2)))).toEqual([]);
  });

  it('agrees with the sum over all labels, written out', async () => {
    const label = fc.constantFrom<string[]>('a', 'b', 'c', 'd');
    const term = fc.array(label, { maxLength: 3 });
    const equations = fc
      .array(term, { minLength: 1, maxLength: 3 })
      .chain((terms) =>
        fc.tuple(fc.constant(terms), fc.shuffledSubarray([...new Set(terms.flat())])),
      );
    const size: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1, d: 4 };
    const all = ['a', 'b', 'c', 'd'];
    await fc.assert(
      fc.asyncProperty(equations, async ([terms, output]) => {
        const shapes = terms.map((labels) => labels.map((name) => size[name]!));
        const equation = `${terms.map((labels) => labels.join('')).join(', ')} -> ${output.join('')}`;
        const difference = await evaluate(() => {
          const tensors = shapes.map((shape, i) => randn(shape, { seed: i }));
          const used = all.filter((name) => terms.flat().includes(name));
          // Every operand with one axis per label in use, by picking diagonals and adding axes.
          const spread = tensors.map((x, i) => {
            let [part, labels] = [x, terms[i]!];
            for (;;) {
              const axis = labels.findIndex((name, at) => labels.indexOf(name) !== at);
              if (axis < 0) break;
              const first = labels.indexOf(labels[axis]!);
              part = diagonal(part, first, axis);
              labels = [...labels.filter((_, at) => at !== first && at !== axis), labels[axis]!];
            }
            const own = used.filter((name) => labels.includes(name));
            const ordered = part.permute(own.map((name) => labels.indexOf(name)));
            return ordered.reshape(used.map((name) => (labels.includes(name) ? size[name]! : 1)));
          });
          const product = spread.reduce((x, y) => x.mul(y)).expand(used.map((name) => size[name]!));
          const summed = used.flatMap((name, axis) => (output.includes(name) ? [] : [axis]));
          const kept = used.filter((name) => output.includes(name));
          const expected = product.sum(summed).permute(output.map((name) => kept.indexOf(name)));
          const received = einsum(equation, ...tensors);
          expect(received.shape).toEqual(expected.shape);
          return received.sub(expected).abs().max();
        });
        expect(difference).toBeLessThan(1e-4);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[equation: string, shapes: number[][], facts: object]>([
    ['ij->k', [[2, 3]], { label: 'k' }],
    ['ij->ii', [[2, 3]], { label: 'i' }],
    ['ij,jk->ik', [[2, 3]], { equation: 'ij,jk->ik' }],
    [
      'ij,jk->ik',
      [
        [2, 3],
        [4, 5],
      ],
      { label: 'j', sizes: [3, 4] },
    ],
    ['ij', [[2, 3, 4]], { term: 'ij' }],
    ['ijk...', [[2, 3]], { term: 'ijk...' }],
    ['i->j->k', [[2]], { equation: 'i->j->k' }],
    ['i.j', [[2, 3]], { term: 'i.j' }],
    ['...i...', [[2, 3]], { term: '...i...' }],
    ['i1', [[2, 3]], { term: 'i1' }],
    ['i->I', [[2]], { label: 'I' }],
  ])('refuses %s of %j', (equation, shapes, facts) => {
    const found = factsOf(ShapeError, () =>
      einsum(equation, ...shapes.map((shape) => ones(shape))),
    );
    expect(found).toMatchObject({ equation, shapes, ...facts });
  });

  it('takes float32 only, and needs an operand', () => {
    expect(factsOf(DTypeError, () => einsum('i', arange(0, 3)))).toMatchObject({ op: 'einsum' });
    expect(factsOf(ShapeError, () => einsum('i'))).toMatchObject({ shapes: [] });
  });
});

describe('diagonal', () => {
  it('takes equal indices of two axes as the last axis', async () => {
    expect(await evaluate(() => diagonal(grid(2, 2, 2), 0, 2))).toEqual([
      [0, 5],
      [2, 7],
    ]);
    expect(await evaluate(() => diagonal(grid(3, 3).transpose(0, 1)))).toEqual(near([0, 4, 8]));
    expect(await evaluate(() => diagonal(zeros([0, 0])))).toEqual([]);
    expect(await evaluate(() => diagonal(grid(1, 1)))).toEqual([0]);
  });

  it('refuses axes of two sizes', () => {
    expect(factsOf(ShapeError, () => diagonal(ones([2, 3])))).toEqual({
      axes: [0, 1],
      shape: [2, 3],
    });
  });
});
