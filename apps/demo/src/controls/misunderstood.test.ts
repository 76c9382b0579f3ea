import { expect, it } from 'vitest';
import { misunderstood } from './misunderstood.ts';

const known = {
  epochs: 3,
  compare: 'yes',
  word: () => true,
  at: (text: string) => /^\d+$/.test(text),
  weights: undefined,
};

it('tells what was understood otherwise than it stands, and what a page does not have', () => {
  const query = { epochs: '5000', compare: 'yes', word: 'any', at: 'x', weights: '1', size: '4' };
  expect(misunderstood(query, known)).toEqual(['epochs=5000', 'at=x', 'weights=1', 'size=4']);
});

it('takes numbers however they are written', () => {
  expect(misunderstood({ epochs: '3.0', at: '7' }, known)).toEqual([]);
});

it('is not misled by names that every object has', () => {
  expect(misunderstood({ constructor: 'x' }, known)).toEqual(['constructor=x']);
});

it('tells only the beginning of what is long', () => {
  expect(misunderstood({ at: 'x'.repeat(500) }, known)[0]!.length).toBeLessThan(50);
});
