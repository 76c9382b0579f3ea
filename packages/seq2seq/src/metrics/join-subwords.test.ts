import { expect, it } from 'vitest';
import { hasSubwords, joinSubwords } from './join-subwords.ts';

it('joins pieces that end in @@, the last one of a line too', () => {
  expect(joinSubwords('ein an@@ trie@@ b , mehr@@')).toBe('ein antrieb , mehr');
});

it('tells pieces from an @@ inside a word', () => {
  expect(['a@@ b', 'a b@@', 'a @@b', 'x@@y z'].map(hasSubwords)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
