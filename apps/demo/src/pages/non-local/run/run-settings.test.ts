import { describe, expect, it } from 'vitest';
import { blocks, clipCounts, queryOf, settingsOf } from './run-settings.ts';

describe('settings of a run', () => {
  it('come back from the address', () => {
    for (const block of blocks) {
      for (const clips of clipCounts) {
        const settings = { block, clips, seed: 12, isCompared: clips > 10_000 && block !== 'none' };
        const told = Object.entries(queryOf(settings)).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        );
        expect(settingsOf(Object.fromEntries(told))).toEqual(settings);
      }
    }
  });

  it('are as usual where the address says nothing that can be read', () => {
    const usual = settingsOf({});
    expect(Object.values(queryOf(usual))).toEqual([undefined, undefined, undefined, undefined]);
    expect(settingsOf({ block: 'big', clips: '7', seed: '-1', compare: 'perhaps' })).toEqual(usual);
  });
});
