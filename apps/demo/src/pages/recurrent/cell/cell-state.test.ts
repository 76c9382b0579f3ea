import { describe, expect, it } from 'vitest';
import { initialState, queryOf, stateOf, weightShape, withInput } from './cell-state.ts';

const told = (state: Parameters<typeof queryOf>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOf(state)).filter((entry): entry is [string, string] => !!entry[1]),
  );

describe('the cell in the address', () => {
  it('is nothing at the start', () => {
    expect(told(initialState)).toEqual({});
  });

  it('comes back whole', () => {
    const state = {
      ...initialState,
      kind: 'lstm' as const,
      hiddenSize: 4,
      seed: 77,
      inputs: withInput(initialState.inputs, 2, 1, -1.25),
      edits: { 'weight_hh.15.3': -0.5, 'bias_ih.0.0': 2 },
      step: 6,
    };
    expect(stateOf(told(state))).toEqual(state);
  });

  it('is the start where a link is damaged', () => {
    const damaged = {
      cell: 'cnn',
      hidden: '40',
      seed: '-1',
      x: '1,2;3',
      weights: 'weight_hh.99.0=1;weight_ih.0.0=1e9;other.0.0=1;constructor',
      t: '7',
    };
    expect(stateOf(damaged)).toEqual(initialState);
  });

  it('has the shapes that PyTorch has', () => {
    const sizes = { kind: 'lstm' as const, hiddenSize: 3 };
    expect(weightShape('weight_ih', sizes)).toEqual([12, 2]);
    expect(weightShape('weight_hh', sizes)).toEqual([12, 3]);
    expect(weightShape('bias_hh', sizes)).toEqual([12, 1]);
  });
});
