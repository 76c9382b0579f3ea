import { describe, expect, it } from 'vitest';
import { parseGap } from './gap.ts';

describe('parseGap', () => {
  it.each([
    ['the _ barks', ['the'], ['barks']],
    ['明月几时_', ['明月几时'], []],
    ['明月_时有', ['明月'], ['时有']],
    ['我＿苹果', ['我'], ['苹果']],
    ['my snake_case word is ＿', ['my', 'snake_case', 'word', 'is'], []],
    ['the ... barks', ['the'], ['barks']],
    ['明月…时有', ['明月'], ['时有']],
    ['my snake_case word is _ , is it', ['my', 'snake_case', 'word', 'is'], [',', 'is', 'it']],
    ['snake_case has ___', ['snake_case', 'has'], []],
    ['snake_case … a_b', ['snake_case'], ['a_b']],
    ['he left ... and _ came', ['he', 'left', '...', 'and'], ['came']],
    ['and so on... the _', ['and', 'so', 'on...', 'the'], []],
    ['no_one 明_时', ['no_one', '明'], ['时']],
    ['the d_g', ['the', 'd'], ['g']],
  ])('%s', (text, before, after) => {
    expect(parseGap(text)).toEqual({ before, after });
  });

  it.each([
    ['no gap', 'found 0'],
    ['a _ b _', 'found 2'],
    ['… and …', 'found 2'],
  ])('refuses %j', (text, message) => {
    expect(() => parseGap(text)).toThrow(message);
  });
});
