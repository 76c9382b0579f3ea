import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderly, outcome } from '../../test/outcome.ts';
import { DataError } from '../errors.ts';
import { SentencePieceModel } from './sentence-piece-model.ts';

interface Golden {
  readonly models: Record<
    string,
    {
      readonly size: number;
      readonly special: readonly number[];
      readonly encoded: readonly {
        readonly text: string;
        readonly normalized: string;
        readonly pieces: readonly string[];
        readonly ids: readonly number[];
        readonly decoded: string;
      }[];
      readonly decoded: readonly { readonly ids: readonly number[]; readonly decoded: string }[];
    }
  >;
}

const folder = new URL('../../test/fixtures/generated/sentencepiece/', import.meta.url);
const recorded = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as Golden;
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(gunzipSync(readFileSync(new URL(`${name}.model.gz`, folder))));
const names = Object.keys(recorded.models);

describe.each(names)('SentencePieceModel, %s, beside SentencePiece', (name) => {
  const expected = recorded.models[name]!;
  const model = new SentencePieceModel(bytesOf(name));

  it('normalises, splits and numbers the same', () => {
    expect(model.size).toBe(expected.size);
    expect(model.unknownId).toBe(expected.special[0]);
    const found = expected.encoded.map(({ text, decoded }) => ({
      text,
      normalized: model.normalize(text),
      pieces: model.encodePieces(text),
      ids: [...model.encode(text)],
      decoded,
    }));
    expect(found).toEqual(expected.encoded);
  });

  it('decodes the same, also ids in any order', () => {
    const golden = [...expected.encoded, ...expected.decoded];
    expect(golden.map(({ ids }) => model.decode(ids))).toEqual(
      golden.map(({ decoded }) => decoded),
    );
  });

  it('covers all of any text with pieces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = model.encodePieces(text);
        if (name.endsWith('-bytes')) return;
        expect(pieces.join('')).toBe(model.normalize(text));
      }),
    );
  });
});

describe('SentencePieceModel', () => {
  it('gives back any text by bytes where nothing is normalised', () => {
    const model = new SentencePieceModel(bytesOf('bpe-bytes'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(model.decode(model.encode(text))).toBe(text.replaceAll('\u2581', ' '));
      }),
    );
    expect(model.decode(model.encode('half \uD83D'))).toBe('half \uFFFD');
  });

  it('names pieces and their types, and refuses other ids', () => {
    const model = new SentencePieceModel(bytesOf('unigram-bytes'));
    expect(model.pieceAt(4)).toBe('<2de>');
    expect([0, 1, 4, 8, 300].map((id) => model.typeAt(id))).toEqual([
      'unknown',
      'control',
      'userDefined',
      'byte',
      'normal',
    ]);
    expect(model.idOf('no such piece')).toBe(model.unknownId);
    expect(() => model.pieceAt(-1)).toThrow('id -1 is outside 0 … 418');
    expect(() => model.decode([419])).toThrow('was the text encoded with another model?');
  });

  it('splits a line of 200,000 characters in little time', () => {
    for (const name of names) {
      const model = new SentencePieceModel(bytesOf(name));
      expect(model.encode('the young woman '.repeat(12_500)).length).toBeGreaterThan(36_000);
    }
  });
});

describe('a damaged .model file', () => {
  const pristine = bytesOf('bpe-bytes');

  it('is refused with the place', () => {
    expect(() => new SentencePieceModel(new Uint8Array(0), 'm.model')).toThrow(
      'm.model: there are no pieces in it; is this a .model file of SentencePiece',
    );
    expect(() => new SentencePieceModel(pristine.subarray(0, 700), 'm.model')).toThrow(
      /^m\.model, byte \d+: a field of \d+ bytes begins where \d+ are left; the file is damaged/,
    );
    const text = new TextEncoder().encode('{"version": "1.0", "model": {}}');
    expect(() => new SentencePieceModel(text, 'tokenizer.json')).toThrow(
      'tokenizer.json, byte 1: there is no wire type 3',
    );
  });

  it('is refused when pieces are missing, double or of no known type', () => {
    const message = (...pieces: readonly (readonly [string, number])[]): Uint8Array => {
      const parts = pieces.map(([text, type]) => {
        const bytes = [...new TextEncoder().encode(text)];
        const piece = [0x0a, bytes.length, ...bytes, 0x18, type];
        return [0x0a, piece.length, ...piece];
      });
      return Uint8Array.from([...parts.flat(), 0x12, 2, 0x18, 1, 0x1a, 0]);
    };
    expect(new SentencePieceModel(message(['<unk>', 2], ['a', 1])).encodePieces('a b')).toEqual([
      '\u2581',
      'a',
      '\u2581b',
    ]);
    expect(() => new SentencePieceModel(message(['a', 1]))).toThrow('0 unknown pieces');
    expect(() => new SentencePieceModel(message(['u', 2], ['v', 2]))).toThrow('2 unknown pieces');
    expect(() => new SentencePieceModel(message(['u', 2], ['a', 1], ['a', 1]))).toThrow(
      'piece 2, "a", is there twice',
    );
    expect(() => new SentencePieceModel(message(['a', 9]))).toThrow('type is none of 1 … 6');
    expect(() => new SentencePieceModel(message(['u', 2], ['<0x00>', 6]))).toThrow(
      'is a byte in a model without bytes',
    );
    const word = message(['u', 2]);
    word[word.length - 3] = 3;
    expect(() => new SentencePieceModel(word)).toThrow('models of type word are not read');
  });

  it.each(['bpe-bytes', 'bpe-rules', 'unigram-bytes'])(
    'gives a DataError or another model, never anything else: %s',
    (name) => {
      const whole = bytesOf(name);
      const place = fc.integer({ min: 0, max: whole.length - 1 });
      fc.assert(
        fc.property(
          fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
          fc.option(place),
          (changes, cut) => {
            const bytes = Uint8Array.from(whole.subarray(0, cut ?? whole.length));
            for (const [at, byte] of changes) bytes[at % Math.max(1, bytes.length)] = byte;
            const end = outcome(() => {
              const model = new SentencePieceModel(bytes);
              model.decode(model.encode('the young Ω a\u0308 我的朋友 <2de>'));
            });
            expect(orderly).toContain(end);
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  it('gives a DataError for bytes that are nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => new SentencePieceModel(bytes)).toThrow(DataError);
      }),
    );
  });
});

describe('damaged rules of characters', () => {
  // The rules are most of this file: nearly every change hits them.
  const whole = bytesOf('unigram-nfkc');

  it('give a DataError, or other replacements', () => {
    const place = fc.integer({ min: 0, max: whole.length - 1 });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 2000 }), (places) => {
        const bytes = Uint8Array.from(whole);
        for (const at of places) bytes[at] = (bytes[at]! * 31 + 7) & 255;
        const end = outcome(() => {
          const model = new SentencePieceModel(bytes);
          model.normalize('ﬁ ① Ａｂｃ ｶﾞ ㍿ ² Å e\u0301 \u0000 ö');
        });
        expect(orderly).toContain(end);
      }),
      { numRuns: 50 },
    );
  });
});
