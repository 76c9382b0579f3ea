import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mosesLanguageNames, type MosesLanguageName } from '../moses/languages.ts';
import { normalizePunctuation } from '../moses/normalize-punctuation.ts';
import { normalizeText } from '../moses/normalize-text.ts';
import { MosesTokenizer } from './moses.ts';

const split = (text: string, language: MosesLanguageName = 'en'): string =>
  new MosesTokenizer({ language }).tokenize(text).join(' ');

describe('MosesTokenizer', () => {
  it.each([
    [
      'en',
      "Mr. Smith doesn't pay $5,300.50 (or 3%).",
      "Mr. Smith doesn 't pay $ 5,300.50 ( or 3 % ) .",
    ],
    ['en', "The dogs' owner's 1990's car...", "The dogs ' owner 's 1990 's car ..."],
    ['en', 'The U.S. team, No. 5, e.g. "we", won.', 'The U.S. team , No. 5 , e.g. " we " , won .'],
    ['en', 'See No. The end. so it goes.', 'See No . The end. so it goes .'],
    ['de', 'Am 3. Oktober ist z.B. Dr. Müller da.', 'Am 3. Oktober ist z.B. Dr. Müller da .'],
    ['de', 'Er hat die Nummer 28.', 'Er hat die Nummer 28 .'],
    ['de', "Wie geht's?", "Wie geht ' s ?"],
    ['fr', "L'eau d'aujourd'hui, M. Dupont !", "L' eau d' aujourd' hui , M. Dupont !"],
    ['cs', 'Ing. Novák, nar. 5. května.', 'Ing. Novák , nar. 5. května .'],
    ['es', '¿Qué tal, Sra. López?', '¿ Qué tal , Sra. López ?'],
    ['it', "L'uomo dell'anno.", "L' uomo dell' anno ."],
    ['other', 'x.y A. B, c.', 'x.y A. B , c .'],
    ['en', 'cafe\u0301s 10,a a,10 .5', 'cafe\u0301s 10 , a a , 10 .5'],
  ] as const)('splits (%s) %j', (language, text, tokens) => {
    expect(split(text, language)).toBe(tokens);
  });

  it.each([
    ['en', `Mr. Smith's dogs' tails ("two, long") aren't $5; 3% isn't [much]!`],
    ['en', "It's 'quoted', isn't it? Yes: 10:30..."],
    ['de', "Er sagt: „Wie geht's?“ – und (dann) am 3. Mai…"],
    ['fr', "L'homme dit : « C'est l'heure ! » Et puis ?"],
    ['cs', 'To je 5. května, viz str. 7.'],
    ['es', '¿Qué? ¡Nada!'],
    ['other', '我喜欢这本书。'],
  ] as const)('joins (%s) %j to the same text', (language, text) => {
    const tokenizer = new MosesTokenizer({ language });
    expect(tokenizer.detokenize(tokenizer.tokenize(text))).toBe(text);
  });

  it('splits hyphens, escapes, folds case and normalises when asked', () => {
    const hyphens = new MosesTokenizer({ splitHyphens: true, lowerCase: true });
    expect(hyphens.tokenize('Well-known -x')).toEqual(['well', '@-@', 'known', '-x']);
    expect(hyphens.detokenize(['well', '@-@', 'known'])).toBe('well-known');
    const escaping = new MosesTokenizer({ escape: true });
    const tokens = escaping.tokenize(`A&B |<'x'> ["y"] &amp;`);
    expect(tokens.join(' ')).toBe(
      'A &amp; B &#124; &lt; &apos; x &apos; &gt; &#91; &quot; y &quot; &#93; &amp; amp ;',
    );
    expect(escaping.detokenize(['R', '&amp;', 'B', '&bar;'])).toBe('R & B |');
    const normalizing = new MosesTokenizer({ language: 'de', normalizePunctuation: true });
    expect(normalizing.tokenize('„Ja“ – 1\u00a0000')).toEqual(['"', 'Ja', '"', '-', '1.000']);
  });

  it('loses and invents no visible character, and is its own detokeniser up to blanks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...mosesLanguageNames),
        fc.string({
          unit: fc.oneof(
            fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
            fc.constantFrom(...Array.from('aB 1.,\'"-–„“«»?!')),
          ),
        }),
        (language, text) => {
          const tokenizer = new MosesTokenizer({ language });
          const visible = normalizeText(text).replaceAll(/\s/gu, '');
          const tokens = tokenizer.tokenize(text);
          expect(tokens.join('')).toBe(visible);
          expect(tokenizer.detokenize(tokens).replaceAll(/\s/gu, '')).toBe(visible);
        },
      ),
    );
  });

  it('names the near language', () => {
    expect(() => new MosesTokenizer({ language: 'deu' as MosesLanguageName })).toThrow(
      'moses: unknown language "deu", did you mean \'de\'? (known: en, de,',
    );
  });
});

describe('normalizePunctuation', () => {
  it.each([
    ['de', '„Ja“, sagte er –  und ‚ging‘ …', '"Ja", sagte er - und \'ging\' ...'],
    ['en', "“It’s ``fine''” — ok ( yes ) !", '"It\'s "fine"" - ok (yes)!'],
    ['fr', '«\u00a0Oui\u202f!\u00a0» 10\u202f000\u00a0%', '" Oui! " 10.000%'],
    ['en', '1\u00a0000\u00a0000 a\u200bb', '1,000,000 ab'],
  ] as const)('(%s) %j', (language, text, expected) => {
    expect(normalizePunctuation(text, language)).toBe(expected);
  });
});

describe('normalizeText', () => {
  it('goes through its steps in order', () => {
    expect(normalizeText('ﬁ\u0000 e\u0301 Ａ', { unicode: 'NFKC', lowerCase: true })).toBe(
      'fi é a',
    );
    expect(normalizeText('ﬁ e\u0301', { unicode: 'NFC', removeControls: false })).toBe('ﬁ é');
    expect(normalizeText('a\u0007b\tc')).toBe('ab\tc');
    const options = JSON.parse('{"unicode":"nfc"}') as { unicode: 'NFC' };
    expect(() => normalizeText('a', options)).toThrow("must be 'NFC' or 'NFKC', received \"nfc\"");
  });
});
