import { describe, expect, it } from 'vitest';
import { learningOf, queryOfLearning, usualLearning } from './learn-settings.ts';

const told = (settings: Parameters<typeof queryOfLearning>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOfLearning(settings)).filter(
      (entry): entry is [string, string] => !!entry[1],
    ),
  );

describe('the settings of learning in the address', () => {
  it('are nothing where they are as usual, and come back whole', () => {
    expect(told(usualLearning)).toEqual({});
    const other = {
      task: 'parity' as const,
      delay: 40,
      units: 32,
      keepBias: 0,
      steps: 1234,
      seed: 5,
    };
    expect(learningOf(told(other))).toEqual(other);
  });

  it('are as usual where a link is damaged', () => {
    const damaged = { task: 'copy', delay: '7', units: '1e6', forget: 'x', steps: '0', start: '-' };
    expect(learningOf(damaged)).toEqual(usualLearning);
  });
});
