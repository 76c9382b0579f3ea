import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dimensionChoices,
  models,
  queryOf,
  settingsOf,
  texts,
  usualSettings,
  withText,
  windows,
} from './words-settings.ts';

const told = (settings: Parameters<typeof queryOf>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOf(settings)).filter((entry): entry is [string, string] => !!entry[1]),
  );

describe('settings in the address', () => {
  it('are nothing where all is as usual', () => {
    expect(told(usualSettings('english'))).toEqual({});
  });

  it('come back whole', () => {
    const settings = fc.record({
      text: fc.constantFrom(...texts),
      model: fc.constantFrom(...models),
      dimensions: fc.constantFrom(...dimensionChoices),
      window: fc.constantFrom(...windows),
      epochs: fc.integer({ min: 1, max: 10_000 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(settings, (chosen) => {
        expect(settingsOf(told(chosen))).toEqual(chosen);
      }),
    );
  });

  it('are as usual where a link is damaged', () => {
    const damaged = { text: 'x', model: '', dimensions: '65', window: '-1', epochs: '1.5' };
    expect(settingsOf(damaged)).toEqual(usualSettings('english'));
  });
});

it('keeps what was changed when another text is chosen', () => {
  const changed = { ...usualSettings('english'), dimensions: 64 };
  expect(withText(changed, 'baskets')).toEqual({ ...usualSettings('baskets'), dimensions: 64 });
});
