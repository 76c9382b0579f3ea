import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { tokenizer } from './create.ts';
import type { TokenizerConfig } from './tokenizer.ts';

const text = fc.string({ unit: 'binary' });

describe('whitespace', () => {
  it('splits at blanks and joins with one', () => {
    const whitespace = tokenizer({ kind: 'whitespace' });
    expect(whitespace.tokenize('  a man , on\ta  bike . ')).toEqual([
      'a',
      'man',
      ',',
      'on',
      'a',
      'bike',
      '.',
    ]);
    expect(whitespace.detokenize(['a', 'man', '.'])).toBe('a man .');
    expect(whitespace.tokenize(' ')).toEqual([]);
  });
});

describe('words', () => {
  const words = tokenizer({ kind: 'words' });

  it.each([
    ["It's 3.50 – well-made!", ["It's", '3.50', '–', 'well-made', '!']],
    ['Um 10:30, „ja“...', ['Um', '10:30', ',', '„', 'ja', '“', '...']],
    ['Limonade- und Bierdosen, -tassen', ['Limonade-', 'und', 'Bierdosen', ',', '-tassen']],
    ['a -- b?!', ['a', '--', 'b', '?', '!']],
    ['naïve cafe\u0301s', ['naïve', 'cafe\u0301s']],
    ['end.Next 5.', ['end', '.', 'Next', '5', '.']],
    ['', []],
  ])('splits %j', (sentence, tokens) => {
    expect(words.tokenize(sentence)).toEqual(tokens);
  });

  it.each([
    'Two men (one tall, one short) say "hello, you": no!',
    'Ein Mann ruft „Halt!“, dann geht er.',
    "The dogs' owner's car costs $5.50/day; 100% true...",
    "She reads “a book” and 'a poem'.",
    '¿Qué? «Nada».',
  ])('writes %j again', (sentence) => {
    expect(words.detokenize(words.tokenize(sentence))).toBe(sentence);
  });

  it('keeps every visible character and folds case when asked', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(words.tokenize(value).join('')).toBe(value.replace(/\s/gu, ''));
      }),
    );
    expect(tokenizer({ kind: 'words', lowerCase: true }).tokenize('Ein HUND!')).toEqual([
      'ein',
      'hund',
      '!',
    ]);
  });

  it('loses and invents no visible character in joining', () => {
    const sentences = fc.array(
      fc.constantFrom('dog', 'a', '7', ',', '.', '(', ')', '„', '!', 'x-y'),
    );
    fc.assert(
      fc.property(sentences, (tokens) => {
        const joined = words.detokenize(tokens);
        expect(words.detokenize(words.tokenize(joined)).replaceAll(' ', '')).toBe(tokens.join(''));
      }),
    );
  });
});

describe('characters', () => {
  it('gives code points, blanks included, and joins to the same text', () => {
    const characters = tokenizer({ kind: 'characters' });
    expect(characters.tokenize('a 😀é')).toEqual(['a', ' ', '😀', 'é']);
    fc.assert(
      fc.property(text, (value) => {
        expect(characters.detokenize(characters.tokenize(value))).toBe(value);
      }),
    );
  });
});

describe('chinese', () => {
  it('finds words with the dictionary of the engine', () => {
    const words = tokenizer({ kind: 'chinese' });
    expect(words.tokenize('她知道怎么 游泳。')).toEqual(['她', '知道', '怎么', '游泳', '。']);
    expect(words.detokenize(['她', '知道', '。'])).toBe('她知道。');
  });

  it('splits into characters, Latin words and numbers whole', () => {
    const characters = tokenizer({ kind: 'chinese', unit: 'characters' });
    expect(characters.tokenize('我用Python 3写。')).toEqual([
      '我',
      '用',
      'Python',
      '3',
      '写',
      '。',
    ]);
    expect(characters.detokenize(['我', '用', 'Python', '3', '写', '。'])).toBe('我用Python 3写。');
    expect(characters.name).toBe('chinese-characters');
  });

  it('looks at a long text piece by piece, and finds the words that it has as a whole', () => {
    const words = tokenizer({ kind: 'chinese' });
    const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
    const parts = [
      ...Array.from('她知道怎么游泳今天天气很好我们一起去公园'),
      'don’t',
      'e\u0301',
      '3.14',
      '🇩🇪',
      '👩‍🔬',
      '_',
    ];
    const ends = ['。', '，', ' ', '\n', '？！', '  ', ': ', '」', '. '];
    const random = new Random(7);
    for (let round = 0; round < 8; round++) {
      let long = '';
      while (long.length < 2500) {
        const length = 1 + random.integer(60);
        for (let n = 0; n < length; n++) long += parts[random.integer(parts.length)]!;
        long += ends[random.integer(ends.length)]!;
      }
      const whole = Array.from(segmenter.segment(long), ({ segment }) => segment.trim());
      expect(words.tokenize(long)).toEqual(whole.filter((token) => token !== ''));
    }
  });

  it.each(['她知道怎么游泳，今天天气很好。', '她知道怎么游泳', 'e', 'e\u0301', '3 '])(
    'takes as much of %j as there is, in little time',
    (part) => {
      for (const unit of ['words', 'characters'] as const) {
        const chinese = tokenizer({ kind: 'chinese', unit });
        const long = part.repeat(100_000 / part.length).trim();
        const start = performance.now();
        expect(chinese.detokenize(chinese.tokenize(long))).toBe(long);
        expect(performance.now() - start).toBeLessThan(20_000);
      }
    },
  );

  it('puts a blank between Latin words whose marks are tokens of their own', () => {
    const characters = tokenizer({ kind: 'chinese', unit: 'characters' });
    expect(characters.detokenize(['e', '\u0301', 'a', '写', '\u0301', 'b'])).toBe(
      'e\u0301 a写\u0301b',
    );
  });
});

describe('tokenizer', () => {
  it('names the near kind when it does not know one', () => {
    const config = JSON.parse('{"kind":"word"}') as TokenizerConfig;
    expect(() => tokenizer(config)).toThrow(
      'unknown kind "word", did you mean "words"? (known: whitespace,',
    );
    expect(() => tokenizer(JSON.parse('{}') as TokenizerConfig)).toThrow(
      'unknown kind undefined (known',
    );
  });

  it('makes a subword tokeniser over words', () => {
    const subword = tokenizer({
      kind: 'subword',
      merges: '#version: 0.2\nl o\nlo w</w>\n',
      words: { kind: 'words', lowerCase: true },
    });
    expect(subword.tokenize('Low, lower.')).toEqual(['low', ',', 'lo@@', 'w@@', 'e@@', 'r', '.']);
    expect(subword.detokenize(subword.tokenize('Low, lower.'))).toBe('low, lower.');
  });
});
