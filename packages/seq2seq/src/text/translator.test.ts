import { describe, expect, it } from 'vitest';
import { manualSeed, memory } from '@rondo/tensor';
import { tinyConfig } from '../../test/tiny.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { buildCodec, restoreCodec } from './codec.ts';
import { Translator } from './translator.ts';

const pairs = [
  { source: 'ein kleiner Hund', target: 'a small dog' },
  { source: 'ein Hund', target: 'a dog' },
];
const words = { kind: 'words', lowerCase: true } as const;
const codec = buildCodec(pairs, { source: words, target: words });

function translator(): Translator {
  manualSeed(1);
  const model = new Seq2Seq({
    ...tinyConfig,
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
  return new Translator(model, codec);
}

describe('buildCodec', () => {
  it('makes one vocabulary per side, or one for both', () => {
    expect(codec.source.vocabulary.tokens.slice(4)).toEqual(['ein', 'hund', 'kleiner']);
    expect(codec.target.vocabulary.tokens.slice(4)).toEqual(['a', 'dog', 'small']);
    const shared = buildCodec(pairs, { source: words, target: words }, { shared: true });
    expect(shared.source.vocabulary).toBe(shared.target.vocabulary);
    expect(shared.source.vocabulary.size).toBe(10);
  });

  it('is restored from its config, which is plain JSON', () => {
    const restored = restoreCodec(JSON.parse(JSON.stringify(codec.config)));
    expect(restored.config).toEqual(codec.config);
    expect(restored.target.vocabulary.encode(['dog', 'cat'])).toEqual(
      codec.target.vocabulary.encode(['dog', 'cat']),
    );
  });
});

describe('Translator', () => {
  it('returns translations in the order of the sentences, whatever the batches', async () => {
    const before = memory();
    const one = translator();
    const sentences = ['ein kleiner Hund', '', 'Hund', 'ein ein ein ein Hund', 'Katze'];
    const done: number[] = [];
    const batched = await one.translate(sentences, {
      batchSize: 2,
      maxLength: 6,
      onProgress: (n) => done.push(n),
    });
    expect(batched.map(({ source }) => source)).toEqual(sentences);
    expect(done).toEqual([2, 4, 5]);
    for (const [n, sentence] of sentences.entries()) {
      const [alone] = await one.translate([sentence], { maxLength: 6 });
      expect(alone!.text).toBe(batched[n]!.text);
    }
    expect(await one.translate([])).toEqual([]);
    one.model.dispose();
    expect(memory()).toEqual(before);
  });

  it('shows tokens, text and attention of each sentence', async () => {
    const one = translator();
    const [translation] = await one.translate(['ein Hund'], { maxLength: 3, attention: true });
    expect(translation!.sourceTokens).toEqual(['ein', 'hund']);
    expect(translation!.attention![0]).toHaveLength(3);
    expect(translation!.text).toBe(codec.target.tokenizer.detokenize(translation!.tokens));
    one.model.dispose();
  });
});
