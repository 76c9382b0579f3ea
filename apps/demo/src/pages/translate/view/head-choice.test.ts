import { describe, expect, it } from 'vitest';
import { headChoiceOf, weightsOf } from './head-choice.ts';

const attention = [[1, 0]];
const heads = [
  [[[1, 0]], [[0, 1]]],
  [[[0.25, 0.75]], [[0.75, 0.25]]],
  [[[0.5, 0.5]], [[0.5, 0.5]]],
];

describe('which head is shown', () => {
  it('is the mean of the layer before the last, until one is chosen', () => {
    expect(headChoiceOf({}, heads)).toEqual({ layer: 2, head: 'mean' });
    expect(headChoiceOf({}, heads.slice(0, 1))).toEqual({ layer: 1, head: 'mean' });
    expect(weightsOf({ attention, heads }, {})).toEqual([[0.5, 0.5]]);
  });

  it('is the chosen one', () => {
    expect(weightsOf({ attention, heads }, { layer: '1', head: '2' })).toEqual([[0, 1]]);
    expect(weightsOf({ attention, heads }, { head: '1' })).toEqual([[0.25, 0.75]]);
  });

  it.each([
    { layer: '4', head: '3' },
    { layer: '0', head: 'x' },
    { layer: '1.5', head: '' },
  ])('is as at the start where there is none such: %o', (query) =>
    expect(headChoiceOf(query, heads)).toEqual({ layer: 2, head: 'mean' }),
  );

  it('is all there is of a model without heads', () => {
    expect(weightsOf({ attention, heads: undefined }, { layer: '1' })).toBe(attention);
    expect(weightsOf({ attention: undefined, heads: undefined }, {})).toBeUndefined();
  });
});
