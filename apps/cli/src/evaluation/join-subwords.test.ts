import { expect, it } from 'vitest';
import { joinSubwords } from './join-subwords.ts';

it('joins pieces that end in @@, the last one of a line too', () => {
  expect(joinSubwords('ein an@@ trie@@ b , mehr@@')).toBe('ein antrieb , mehr');
});
