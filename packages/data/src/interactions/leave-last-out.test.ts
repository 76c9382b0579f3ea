import { expect, it } from 'vitest';
import { DataError } from '../errors.ts';
import { formatLeaveLastOut, leaveLastOut } from './leave-last-out.ts';

it('holds out the last two items of each user, new to the user, and tells of the others', () => {
  const split = leaveLastOut([
    { user: 'long', items: ['a', 'b', 'a', 'c', 'd', 'b'] },
    { user: 'short', items: ['a', 'b', 'a'] },
    { user: 'just', items: ['x', 'y', 'z'] },
  ]);
  expect(split.train).toEqual([
    { user: 'long', items: ['a', 'b'] },
    { user: 'short', items: ['a', 'b'] },
    { user: 'just', items: ['x'] },
  ]);
  expect(split.validation.map(({ item }) => item)).toEqual(['c', 'y']);
  expect(split.test).toEqual([
    { user: 'long', history: ['a', 'b', 'c'], item: 'd' },
    { user: 'just', history: ['x', 'y'], item: 'z' },
  ]);
  expect(split.report).toEqual({ users: 3, tooShort: 1, repeats: 3 });
  expect(formatLeaveLastOut(split)).toBe(
    [
      '3 users; the last item of 2 is the test, the one before validation, 5 interactions to learn from',
      '1 users have fewer than 3 different items: learned from, not tested',
      '3 times a user took an item again: counted once, where it came first',
    ].join('\n'),
  );
});

it('refuses histories of which nothing can be held out', () => {
  const refused = () => leaveLastOut([{ user: 'u', items: ['a', 'a', 'b'] }]);
  expect(refused).toThrow(DataError);
  expect(refused).toThrow('none of 1 users has 3 different items');
});
