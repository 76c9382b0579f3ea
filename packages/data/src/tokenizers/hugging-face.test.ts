import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { orderly, outcomeOf } from '../../test/outcome.ts';
import { DataError } from '../errors.ts';
import { loadTokenizer, tokenizer } from './create.ts';
import { HuggingFaceTokenizer, loadHuggingFace } from './hugging-face.ts';

interface Golden {
  readonly size: number;
  readonly texts: readonly {
    readonly text: string;
    readonly tokens: readonly string[];
    readonly ids: readonly number[];
    readonly special: readonly number[];
    readonly decoded: string;
  }[];
}

const folder = new URL('../../test/fixtures/generated/huggingface/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8');
const golden = JSON.parse(read('golden')) as Record<string, Golden>;
const names = Object.keys(golden);

it('must be loaded first', async () => {
  const config = { kind: 'huggingface', json: read('wordpiece') } as const;
  expect(() => tokenizer(config)).toThrow('await loadHuggingFace() or loadTokenizer(config) first');
  expect((await loadTokenizer(config)).tokenize('Lowest')).toEqual(['lowest']);
  expect(tokenizer(config).name).toBe('huggingface');
  expect((await loadTokenizer({ kind: 'characters' })).name).toBe('characters');
});

describe.each(names)('HuggingFaceTokenizer, %s, beside the Rust library', (name) => {
  const { size, texts } = golden[name]!;

  it('gives the same tokens and ids, and the same text back', async () => {
    const made = await HuggingFaceTokenizer.parse(read(name));
    expect(made.size).toBe(size);
    for (const { text, tokens, ids, special, decoded } of texts) {
      // Tokens of Unigram are the text itself where it is unknown.
      const joined = name === 'unigram' ? text.replace('[SEP]', ' ') : decoded;
      expect({
        text,
        tokens: made.tokenize(text),
        ids: [...made.encode(text)],
        special: [...made.encode(text, { special: true })],
        decoded: made.decode(ids),
        joined: made.detokenize(tokens),
      }).toEqual({ text, tokens, ids, special, decoded, joined });
    }
  });
});

describe('a tokenizer.json that is wrong', () => {
  beforeAll(() => loadHuggingFace());

  it.each([
    ['', 'tokenizer.json: not valid JSON'],
    ['[]', 'expected a "model" with a "vocab", received nothing'],
    ['{"model":{"type":"BPE"}}', 'received {"type":"BPE"}; is this a tokenizer.json'],
    ['{"model":{"type":"WordPiece","vocab":{"a":0,"b":0}}}', '2 tokens have 1 ids'],
    ['{"model":{"type":"WordPiece","vocab":{"a":"x"}}}', '"x" among them'],
    ['{"model":{"type":"Strange","vocab":{"a":0}}}', '@huggingface/tokenizers cannot read it'],
  ])('%j is refused', async (text, message) => {
    await expect(HuggingFaceTokenizer.parse(text)).rejects.toThrow(message);
  });

  it('refuses tokens and ids that are not there', async () => {
    const made = await HuggingFaceTokenizer.parse(read('wordpiece'), { config: '{}' });
    expect(() => made.decode([9999])).toThrow('there is no id 9999');
    expect(made.detokenize(['[CLS]', 'lowest', 'Straße', '[SEP]'])).toBe('lowest Straße');
    await expect(HuggingFaceTokenizer.parse('{}', { config: '{' })).rejects.toThrow(
      'tokenizer_config.json: not valid JSON',
    );
  });

  it.each(names)(
    'gives a DataError or another tokeniser, never anything else: %s',
    async (name) => {
      const whole = read(name);
      // The package warns of what it does not know.
      vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const paths = leaves(JSON.parse(whole) as Json, 300);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...paths),
          fc.jsonValue({ maxDepth: 1 }),
          async (path, value) => {
            const json = structuredClone(JSON.parse(whole)) as Json;
            replace(json, path, value as Json);
            const end = await outcomeOf(async () => {
              const made = await HuggingFaceTokenizer.parse(JSON.stringify(json));
              made.decode(made.encode('The lowest, newest 漢 [SEP]'));
            });
            expect(orderly).toContain(end);
          },
        ),
        { numRuns: 200 },
      );
      vi.restoreAllMocks();
    },
  );

  it('gives a DataError for a file that is cut', async () => {
    const whole = read('bytelevel');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 3 }), async (cut) => {
        await expect(HuggingFaceTokenizer.parse(whole.slice(0, cut))).rejects.toThrow(DataError);
      }),
    );
  });
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Paths to values inside, at most so many of each list's. */
function leaves(json: Json, limit: number, path: readonly string[] = []): (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [path];
  const inside = Object.entries(json).slice(0, limit);
  return [
    ...(path.length > 0 ? [path] : []),
    ...inside.flatMap(([key, value]) => leaves(value, 5, [...path, key])),
  ];
}

function replace(json: Json, path: readonly string[], value: Json): void {
  let at = json as Record<string, Json>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, Json>;
  at[path.at(-1)!] = value;
}
