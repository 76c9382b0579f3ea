import { describe, expect, it } from 'vitest';
import { availableIds, offered, queryOf, settingsOf, threadCounts } from './benchmark-settings.ts';

const here = ['1', '2', 'webgpu'];
const told = (settings: Parameters<typeof queryOf>[0]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(queryOf(settings, here)).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

describe('what is measured, in the address', () => {
  it('is nothing where all is as usual', () => {
    expect(told(settingsOf({}, here))).toEqual({});
    expect(settingsOf({}, here).on).toEqual(here);
  });

  it('comes back whole, in the order of the page', () => {
    const settings = { work: ['gru_fb', 'decode_1'], on: ['1', 'webgpu'], rounds: 3 };
    expect(settingsOf(told(settings), here)).toEqual(settings);
    expect(settingsOf({ work: 'decode_1,gru_fb' }, here).work).toEqual(['gru_fb', 'decode_1']);
    expect(settingsOf(told({ ...settings, work: [] }), here).work).toEqual([]);
  });

  it('has only what this device has, and always one thread', () => {
    expect(settingsOf({ on: '2,16,webgpu' }, ['1', '2']).on).toEqual(['1', '2']);
    expect(settingsOf({ on: 'x', work: 'y', rounds: '4' }, here)).toEqual({
      work: settingsOf({}, here).work,
      on: ['1'],
      rounds: 7,
    });
  });

  it('offers workloads that there are', () => {
    expect(offered.map(({ name }) => name)).toContain('nl_clips_fb');
    expect(offered).toHaveLength(24);
  });
});

describe('numbers of threads', () => {
  it('are powers of two, and all', () => {
    expect(threadCounts(1)).toEqual([1]);
    expect(threadCounts(2)).toEqual([1, 2]);
    expect(threadCounts(12)).toEqual([1, 2, 4, 8, 12]);
    expect(availableIds([1, 2], true)).toEqual(here);
  });
});
