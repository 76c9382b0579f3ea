import { describe, expect, it } from 'vitest';
import { causal, initialState, queryOf, stateOf, withNumber } from './attention-state.ts';

const told = (state: Parameters<typeof queryOf>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOf(state)).filter((entry): entry is [string, string] => !!entry[1]),
  );

describe('the state in the address', () => {
  it('is nothing at the start', () => {
    expect(told(initialState)).toEqual({});
  });

  it('comes back whole', () => {
    const state = {
      ...initialState,
      key: withNumber(initialState.key, 2, 3, -1.25),
      mask: causal,
      heads: 2 as const,
      scaled: false,
      positions: true,
      projections: true,
      valueWeight: withNumber(initialState.valueWeight, 0, 3, 0.5),
      outputWeight: withNumber(initialState.outputWeight, 3, 1, -2),
    };
    expect(stateOf(told(state))).toEqual(state);
  });

  it('is the start where a link is damaged', () => {
    const damaged = { query: '1,2;3', key: 'a;b', value: '1e9,0,0,0;', mask: '01', heads: '7' };
    expect(stateOf(damaged)).toEqual(initialState);
  });
});
