import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionNumbers } from './attention-numbers.ts';
import { initialState, openMask, type AttentionState } from './attention-state.ts';
import { equations, isShown, type Place } from './explain.ts';

beforeAll(() => useBackend(cpu()));

const linesOf = async (place: Partial<Place>, changes: Partial<AttentionState> = {}) => {
  const state = { ...initialState, ...changes };
  return equations(
    { step: 'scores', head: 0, row: 2, column: 1, ...place },
    await attentionNumbers(state),
    state,
  );
};

describe('equations', () => {
  it('say how a score, a weight and an output come about', async () => {
    expect(await linesOf({ step: 'scores' })).toEqual([
      '0.00 × 0.00 + 2.00 × 2.00 + 0.00 × 0.50 + 1.00 × 0.00',
      '= 4.00',
      '4.00 / √4 = 2.00',
    ]);
    expect(await linesOf({ step: 'weights' })).toEqual([
      'e^2.00 / (e^0.50 + e^2.00 + e^0.00 + e^1.00)',
      '= 0.58',
    ]);
    expect(await linesOf({ step: 'output', column: 0 })).toEqual([
      '0.13 × 1.00 + 0.58 × 0.00 + 0.08 × 0.00 + 0.21 × 0.00',
      '= 0.13',
    ]);
  });

  it('leave out what the mask does, and put what is below zero into brackets', async () => {
    const mask = openMask.map((row) => row.map((_, j) => j !== 0));
    expect(await linesOf({ step: 'weights', column: 0 }, { mask })).toEqual(['= 0.00']);
    const key = initialState.key.map((row) => row.map((value) => -value));
    expect((await linesOf({ step: 'weights' }, { mask, key }))[0]).toBe(
      'e^(−2.00) / (e^(−2.00) + e^0.00 + e^(−1.00))',
    );
  });

  it('say how positions come about, and what they are added to', async () => {
    const changes = { positions: true };
    expect(await linesOf({ step: 'positions', column: 2 }, changes)).toEqual([
      'sin(2 / 10000^(2/4))',
      '= 0.02',
    ]);
    expect((await linesOf({ step: 'positions' }, changes))[0]).toBe('cos(2 / 10000^(0/4))');
    expect(await linesOf({ step: 'placedQuery' }, changes)).toEqual(['2.00 + (−0.42)', '= 1.58']);
    expect(await linesOf({ step: 'placedKey', row: 1 }, changes)).toEqual([
      '2.00 + 0.54',
      '= 2.54',
    ]);
  });

  it('say how projections come about, a row of W for each column', async () => {
    const changes: Partial<AttentionState> = { positions: true, projections: true, heads: 2 };
    expect(await linesOf({ step: 'projectedQuery' }, changes)).toEqual([
      '0.91 × 0.00 + 1.58 × 1.00 + 0.02 × 0.00 + 2.00 × 0.00',
      '= 1.58',
    ]);
    const [sum, result] = await linesOf({ step: 'result', column: 3 }, changes);
    expect(sum).toMatch(/^\d\.\d\d × 0\.00 \+ \d\.\d\d × 0\.50 .* × \(−0\.50\)$/u);
    expect(result).toMatch(/^= /u);
  });

  it('name only numbers that stand on the page', async () => {
    const state: AttentionState = {
      ...initialState,
      positions: true,
      projections: true,
      heads: 2,
    };
    const numbers = await attentionNumbers(state);
    const tables = [
      ...Object.values(numbers),
      ...numbers.heads.flatMap(Object.values),
      ...Object.values(state),
    ];
    const shown = new Set(
      tables.flat(3).flatMap((value) => (typeof value === 'number' ? [value.toFixed(2)] : [])),
    );
    for (const step of ['projectedKey', 'scores', 'weights', 'output', 'result'] as const) {
      for (const head of step === 'result' || step === 'projectedKey' ? [0] : [0, 1]) {
        const lines = equations({ step, head, row: 3, column: 1 }, numbers, state);
        // A product before it is scaled stands in the explanation itself.
        const found = lines[0]!.replaceAll('−', '-').match(/-?\d+\.\d\d/gu)!;
        for (const number of found) expect(shown).toContain(number);
      }
    }
  });

  it('are of tables that are there', () => {
    const place: Place = { step: 'output', head: 0, row: 0, column: 3 };
    const two: AttentionState = { ...initialState, heads: 2 };
    expect(isShown(place, initialState)).toBe(true);
    expect(isShown(place, two)).toBe(false);
    expect(isShown({ ...place, head: 1, column: 1 }, two)).toBe(true);
    expect(isShown({ ...place, head: 1, step: 'scores' }, initialState)).toBe(false);
    expect(isShown({ ...place, step: 'joined' }, two)).toBe(true);
    expect(isShown({ ...place, step: 'positions' }, two)).toBe(false);
    expect(isShown({ ...place, step: 'result' }, { ...two, projections: true })).toBe(true);
  });
});
