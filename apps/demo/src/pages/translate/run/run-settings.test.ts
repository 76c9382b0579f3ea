import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layerCounts,
  models,
  queryOf,
  settingsOf,
  sizes,
  tasks,
  usualSettings,
  withChoice,
} from './run-settings.ts';

const told = (settings: Parameters<typeof queryOf>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOf(settings)).filter((entry): entry is [string, string] => !!entry[1]),
  );

describe('settings in the address', () => {
  it('are nothing where all is as usual', () => {
    expect(told(usualSettings('dates', 'attention'))).toEqual({});
  });

  it('come back whole', () => {
    const settings = fc.record({
      task: fc.constantFrom(...tasks),
      model: fc.constantFrom(...models),
      size: fc.constantFrom(...sizes),
      layers: fc.constantFrom(...layerCounts),
      epochs: fc.integer({ min: 1, max: 1000 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      isCompared: fc.boolean(),
    });
    fc.assert(
      fc.property(settings, (chosen) => {
        const isCompared = chosen.isCompared && chosen.model === 'attention';
        expect(settingsOf(told({ ...chosen, isCompared }))).toEqual({ ...chosen, isCompared });
      }),
    );
  });

  it('are as usual where a link is damaged', () => {
    const damaged = { task: 'x', model: '', size: '65', layers: '-1', epochs: '1.5', seed: 'NaN' };
    expect(settingsOf(damaged)).toEqual(usualSettings('dates', 'attention'));
  });
});

describe('another choice', () => {
  it('keeps what was changed, and has all else as is usual for it', () => {
    const changed = { ...usualSettings('dates', 'attention'), size: 128, isCompared: true };
    expect(withChoice(changed, { task: 'addition' })).toEqual({
      ...usualSettings('addition', 'attention'),
      size: 128,
      isCompared: true,
    });
    expect(withChoice(changed, { model: 'transformer' })).toEqual({
      ...usualSettings('dates', 'transformer'),
      size: 128,
    });
  });
});
