import { expect, it } from 'vitest';
import { teller, whole } from './settings.ts';

it('reads whole numbers within bounds, and nothing else', () => {
  expect(['1', '30', '7'].map((text) => whole(text, 1, 30))).toEqual([1, 30, 7]);
  for (const text of [undefined, '', ' ', '0', '31', '1.5', '-1', 'x', 'NaN', '1e9']) {
    expect(whole(text, 1, 30)).toBeUndefined();
  }
});

it('tells only what is not as usual', () => {
  const told = teller(
    { size: 64, task: 'own', isLong: true },
    { size: 64, task: 'dates', isLong: false },
  );
  expect([told('size'), told('task'), told('isLong')]).toEqual([undefined, 'own', 'true']);
});
