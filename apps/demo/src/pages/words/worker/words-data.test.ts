import { describe, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import { wordsData } from './words-data.ts';

const own = (text: string) => () => wordsData({ text: 'own' }, text);

describe('text of one’s own', () => {
  it('is refused where there is none, or no words are in it', () => {
    expect(own(' \n')).toThrow(new Mistake('noText'));
    expect(own('🙂 🎉\n… — !')).toThrow(new Mistake('noWords'));
  });

  it('is refused where no words stand beside each other', () => {
    expect(own('a'.repeat(20_000))).toThrow(new Mistake('noSentences', 1));
    expect(own('dog\ncat\ndog\n')).toThrow(new Mistake('noSentences', 3));
  });

  it('is refused where it has too few words, or too few different ones', () => {
    expect(own('one two three')).toThrow(new Mistake('fewWords', 3, 50));
    expect(own('word '.repeat(60))).toThrow(new Mistake('fewDifferent', 1, 4, 1));
    const once = Array.from({ length: 2500 }, (_, n) => `w${n}`).join(' ');
    expect(own(`${once} the the`)).toThrow(new Mistake('fewDifferent', 1, 4, 2));
  });
});
