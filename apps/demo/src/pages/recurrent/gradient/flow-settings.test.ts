import { describe, expect, it } from 'vitest';
import { flowOf, queryOfFlow, usualFlow } from './flow-settings.ts';

const told = (settings: Parameters<typeof queryOfFlow>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOfFlow(settings)).filter((entry): entry is [string, string] => !!entry[1]),
  );

describe('the settings of the gradients in the address', () => {
  it('are nothing where they are as usual, and come back whole', () => {
    expect(told(usualFlow)).toEqual({});
    const other = { length: 150, radius: 1.25, keepBias: -1.5, seed: 9, shown: 'input' as const };
    expect(flowOf(told(other))).toEqual(other);
  });

  it('are as usual where a link is damaged', () => {
    const damaged = { length: '1e9', radius: '-1', keep: 'x', draw: '0', shown: 'all' };
    expect(flowOf(damaged)).toEqual(usualFlow);
  });
});
