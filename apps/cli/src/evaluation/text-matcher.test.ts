import type { TokenizerConfig } from '@rondo/data';
import { describe, expect, it } from 'vitest';
import { lowercases, textMatcher } from './text-matcher.ts';

const words: TokenizerConfig = { kind: 'words', lowerCase: true };

describe('textMatcher', () => {
  it('compares tokens, not the blanks between them', () => {
    const matches = textMatcher(words, { lowercase: true });
    expect(matches('the dog sleeps.', 'The dog sleeps .')).toBe(true);
    expect(matches('the dog sleeps', 'The dog sleeps .')).toBe(false);
    expect(matches('thedog sleeps.', 'The dog sleeps .')).toBe(false);
    expect(textMatcher({ kind: 'whitespace' }, { lowercase: false })('a.', 'a .')).toBe(false);
  });

  it('minds case where asked, whatever the tokeniser does with it', () => {
    expect(textMatcher(words, { lowercase: false })('a', 'A')).toBe(false);
    const moses: TokenizerConfig = { kind: 'moses', lowerCase: true };
    expect([lowercases(moses), lowercases({ kind: 'moses' })]).toEqual([true, false]);
    expect(textMatcher(moses, { lowercase: false })('a.', 'A .')).toBe(false);
    expect(textMatcher(moses, { lowercase: true })('a.', 'A .')).toBe(true);
    const pieces: TokenizerConfig = { kind: 'subword', merges: '#version: 0.2\na b</w>\n', words };
    expect(lowercases(pieces)).toBe(true);
    expect(textMatcher(pieces, { lowercase: false })('ab.', 'Ab .')).toBe(false);
    expect(textMatcher(pieces, { lowercase: true })('ab.', 'Ab .')).toBe(true);
    expect(textMatcher({ kind: 'characters' }, { lowercase: true })('aB', 'Ab')).toBe(true);
  });
});
