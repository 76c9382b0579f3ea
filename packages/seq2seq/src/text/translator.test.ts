import { describe, expect, it } from 'vitest';
import { memory, tensor } from '@rondo/tensor';
import { tinyModel } from '../../test/tiny.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { buildCodec, restoreCodec } from './codec.ts';
import type { OutputToken } from './growing-output.ts';
import { Translator } from './translator.ts';

const pairs = [
  { source: 'ein kleiner Hund', target: 'a small dog' },
  { source: 'ein Hund', target: 'a dog' },
];
const words = { kind: 'words', lowerCase: true } as const;
const codec = buildCodec(pairs, { source: words, target: words });

function translator(): { translator: Translator; model: Seq2Seq } {
  const model = tinyModel({
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
  return { translator: new Translator(model, codec), model };
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
    const { translator: one, model } = translator();
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
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('shows tokens, text and attention of each sentence', async () => {
    const { translator: one, model } = translator();
    const [translation] = await one.translate(['ein Hund'], { maxLength: 3, attention: true });
    expect(translation!.sourceTokens).toEqual(['ein', 'hund']);
    expect(translation!.attention![0]).toHaveLength(3);
    expect(translation!.text).toBe(codec.target.tokenizer.detokenize(translation!.tokens));
    model.dispose();
  });

  it('conformance 7: restores the order in every way of decoding', async () => {
    const { translator: one, model } = translator();
    const sentences = ['ein kleiner Hund', '', 'Hund', 'ein ein ein ein Hund', 'Katze'];
    for (const decoding of [{ beam: 3, nBest: 2 }, { sampling: { seed: 3 } }]) {
      const options = { decoding: { ...decoding, maxLength: 5 }, batchSize: 2 };
      const batched = await one.translate(sentences, options);
      expect(batched.map(({ source }) => source)).toEqual(sentences);
      const together = await one.translate(sentences, { ...options, batchSize: 99 });
      expect(batched.map(({ text }) => text)).toEqual(together.map(({ text }) => text));
      for (const { score, finished, alternatives } of batched) {
        expect(alternatives).toHaveLength('beam' in decoding ? 1 : 0);
        const comparable = alternatives.filter((next) => next.finished === finished);
        for (const next of comparable) expect(next.score).toBeLessThanOrEqual(score);
      }
    }
    model.dispose();
  });

  it('puts words in, keeps words out, and begins as it is told', async () => {
    const { translator: one, model } = translator();
    const [first, second] = await one.translate(['ein Hund', 'ein kleiner Hund'], {
      decoding: { beam: 4 },
      mustContain: [['small dog'], ['a']],
      prefixes: ['', 'dog'],
    });
    expect(first!.text).toContain('small dog');
    expect(second!.tokens[0]).toBe('dog');
    expect(second!.tokens).toContain('a');
    const [without] = await one.translate(['ein Hund'], {
      mustNotContain: ['small', 'dog'],
      decoding: { minLength: 2, maxLength: 4 },
    });
    expect(without!.text).not.toMatch(/small|dog/);
    for (const wrong of [
      { mustNotContain: ['a cat'] },
      { mustContain: [['cat']] },
      { prefixes: ['cat'] },
    ]) {
      await expect(one.translate(['ein'], wrong)).rejects.toThrow(/no "cat"/);
    }
    await expect(one.translate(['ein'], { prefixes: [] })).rejects.toThrow(
      /each of the 1 sentences/,
    );
    model.dispose();
  });

  it('replaces [unknown] by the text of the source', async () => {
    const { translator: one, model } = translator();
    model.outputBias.assign(tensor([0, 0, -99, 99, 0, 0, 0]));
    const options = { maxLength: 2, replaceUnknown: true };
    const [translation] = await one.translate(['Zyx'], options);
    expect(translation!.tokens).toEqual(['zyx', 'zyx']);
    expect(translation!.attention).toBeUndefined();
    const plain = tinyModel({ sourceVocabulary: 7, targetVocabulary: 7, attention: 'none' });
    plain.outputBias.assign(tensor([0, 0, -99, 99, 0, 0, 0]));
    await expect(new Translator(plain, codec).translate(['Zyx'], options)).rejects.toThrow(
      /no attention/,
    );
    plain.dispose();
    model.dispose();
  });

  it('streams the text as it grows, to the same end', async () => {
    const { translator: one, model } = translator();
    const options = { decoding: { minLength: 2 }, maxLength: 5 };
    const [whole] = await one.translate(['ein kleiner Hund'], options);
    const texts: string[] = [];
    for await (const { text } of one.stream('ein kleiner Hund', options)) texts.push(text);
    expect(texts).toHaveLength(whole!.tokens.length);
    expect(texts.at(-1)).toBe(whole!.text);
    model.dispose();
  });

  it('tells each token of each sentence as it is chosen', async () => {
    const { translator: one, model } = translator();
    const sentences = ['ein kleiner Hund', '', 'Hund', 'ein ein ein ein Hund'];
    for (const decoding of [{ minLength: 1 }, { sampling: { seed: 3 }, minLength: 2 }]) {
      const told = sentences.map(() => [] as OutputToken[]);
      let order = '';
      const outputs = await one.translate(sentences, {
        decoding: { ...decoding, maxLength: 5 },
        batchSize: 3,
        onToken: (token) => {
          told[token.sentence]!.push(token);
          order += token.sentence;
        },
      });
      for (const [n, { tokens, text }] of outputs.entries()) {
        expect(told[n]!.map(({ token }) => token)).toEqual(tokens);
        expect(told[n]!.at(-1)!.text).toBe(text);
        expect(told[n]![0]!.text).toBe(codec.target.tokenizer.detokenize(tokens.slice(0, 1)));
      }
      expect(order).toMatch(/^120|^102|^012|^021|^201|^210/);
    }
    const beam = one.translate(['Hund'], { decoding: { beam: 2 }, onToken: () => undefined });
    await expect(beam).rejects.toThrow('certain only at its end; leave out beam');
    model.dispose();
  });

  it('scores given translations, in their order', async () => {
    const before = memory();
    const { translator: one, model } = translator();
    const given = [
      { source: 'ein kleiner Hund', target: 'a small dog' },
      { source: 'Hund', target: '' },
      { source: 'ein Hund', target: 'a dog' },
    ];
    const scored = await one.score(given, { batchSize: 2 });
    expect(scored.map(({ tokens }) => tokens.join(' '))).toEqual(['a small dog', '', 'a dog']);
    for (const [n, pair] of given.entries()) {
      const [alone] = await one.score([pair]);
      expect(alone!.logProbability).toBeCloseTo(scored[n]!.logProbability, 5);
    }
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('ends at a signal, and refuses what contradicts itself', async () => {
    const { translator: one, model } = translator();
    const before = memory();
    const controller = new AbortController();
    const reason = new Error('closed');
    const options = { decoding: { minLength: 5000, maxLength: 6000 }, signal: controller.signal };
    const work = one.translate(['ein'], options);
    setTimeout(() => controller.abort(reason), 10);
    await expect(work).rejects.toBe(reason);
    const both = { decoding: { sampling: {}, beam: 3 } };
    await expect(one.translate(['ein'], both)).rejects.toThrow(/leave out beam/);
    expect(memory()).toEqual(before);
    model.dispose();
  });
});
