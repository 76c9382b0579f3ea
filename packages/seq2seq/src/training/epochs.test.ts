import { cpu } from '@rondo/backend-cpu';
import {
  countTokens,
  encodeEpochs,
  encodePairs,
  learnBytePairEncoding,
  Random,
  specialIndex,
  type TokenizerConfig,
} from '@rondo/data';
import { manualSeed, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { eventsOf, opens, weightsOf } from '../../test/toy-run.ts';
import { loadCheckpoint, resumeTraining, saveCheckpoint } from '../checkpoint/checkpoint.ts';
import { parseConfig } from '../config/parse.ts';
import { createModel } from '../model/create-model.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { buildCodec } from '../text/codec.ts';
import { Translator } from '../text/translator.ts';
import { Trainer } from './trainer.ts';

useBackend(cpu());

const random = new Random(4);
const word = (): string => Array.from({ length: 5 }, () => 'abcd'[random.integer(4)]).join('');
const words = Array.from({ length: 12 }, word);
const sentence = (): string =>
  Array.from({ length: 1 + random.integer(4) }, () => words[random.integer(12)]).join(' ');
const data = Array.from({ length: 40 }, () => ({ source: sentence(), target: sentence() }));
const counts = countTokens(
  data.flatMap((pair) => [pair.source.split(' '), pair.target.split(' ')]),
);
const merges = learnBytePairEncoding(counts, { merges: 40 }).toMerges();

const split = (dropout?: number): TokenizerConfig => ({
  kind: 'subword',
  merges,
  ...(dropout !== undefined && { dropout }),
});
const codec = buildCodec(data, { source: split(0.3), target: split(0.2) });
const config = parseConfig({
  data: { task: 'copy' },
  model: { embeddingSize: 6, hiddenSize: 5, dropout: 0.2 },
  training: { maxTokens: 60, epochs: 4, warmup: 4, learningRate: 0.02, seed: 5 },
});

function trainerOf(model?: Seq2Seq, pairs = data): Trainer {
  manualSeed(3);
  const { source, target } = codec;
  const sized = { source: source.vocabulary, target: target.vocabulary };
  return opens(
    new Trainer({
      model: opens(model ?? createModel(config.model, sized)),
      config: config.training,
      train: encodeEpochs(pairs, codec, { seed: config.training.seed }),
      validation: encodePairs(data.slice(0, 8), codec),
    }),
  );
}

describe('training on pairs that each epoch splits anew', () => {
  it('conformance 12: goes on bit for bit from a checkpoint in any epoch', async () => {
    const whole = trainerOf();
    const expected = await eventsOf(whole);
    const told = (events: readonly object[]): object[] =>
      events.map((event) => ({ ...event, seconds: 0 }));
    const steps = expected.flatMap((event) => (event.kind === 'step' ? [event] : []));
    const firstOf = (epoch: number): number => steps.findIndex((step) => step.epoch === epoch) + 1;
    for (const stop of [2, firstOf(1) - 1, firstOf(1), firstOf(2) + 3]) {
      const first = trainerOf();
      const before = await eventsOf(first, stop);
      const bytes = await saveCheckpoint({ model: first.model, codec, config }, first);
      const { model, training } = await loadCheckpoint(bytes);
      const second = trainerOf(model);
      resumeTraining(second, training!);
      const after = await eventsOf(second);
      expect(told([...before, ...after])).toEqual(told(expected));
      expect(await weightsOf(second.model)).toEqual(await weightsOf(whole.model));
    }
  });

  it('reads other tokens in each epoch, more than without dropout', async () => {
    const events = await eventsOf(trainerOf());
    const tokens = [0, 1, 2].map((epoch) =>
      events.reduce(
        (sum, event) => (event.kind === 'step' && event.epoch === epoch ? sum + event.tokens : sum),
        0,
      ),
    );
    const plain = encodePairs(data, codec).reduce(
      (sum, { source, target }) => sum + source.length + target.length + 2,
      0,
    );
    expect(new Set(tokens).size).toBe(3);
    expect(Math.min(...tokens)).toBeGreaterThan(plain);
  });

  it('is refused on other data', async () => {
    const first = trainerOf();
    await eventsOf(first, 2);
    const state = first.state();
    const others = data.with(7, { source: words[0]!, target: words[1]! });
    expect(() => trainerOf(undefined, others).restore(state)).toThrow('other pairs');
    expect(() => trainerOf().restore(state)).not.toThrow();
  });
});

describe('a vocabulary of tokens drawn at random', () => {
  it('knows all of them, and none beyond merges and characters', () => {
    const epochs = encodeEpochs(data, codec, { seed: 9 });
    if (typeof epochs !== 'function') throw new Error('expected a function');
    for (const pairs of [0, 1, 2, 3].map((epoch) => epochs(epoch))) {
      for (const { source, target } of pairs) {
        expect([...source, ...target]).not.toContain(specialIndex.unknown);
      }
    }
    const plain = buildCodec(data, { source: split(), target: split() });
    const texts = new Set(codec.source.vocabulary.tokens);
    expect([...texts]).toEqual(expect.arrayContaining([...plain.source.vocabulary.tokens]));
    expect(texts.size).toBeGreaterThan(plain.source.vocabulary.size);
    // Four specials, 40 merges, four letters within a word and at its end.
    expect(texts.size).toBeLessThanOrEqual(4 + 40 + 8);
  });

  it('is in the checkpoint, with which text is split without dropout', async () => {
    const trainer = trainerOf();
    const bytes = await saveCheckpoint({ model: trainer.model, codec, config });
    const { model, codec: loaded } = await loadCheckpoint(bytes);
    opens(model);
    expect(loaded.config).toEqual(codec.config);
    const text = data[0]!.source;
    expect(loaded.source.tokenizer.tokenize(text)).toEqual(
      buildCodec(data, { source: split(), target: split() }).source.tokenizer.tokenize(text),
    );
    const translate = () => new Translator(model, loaded).translate([text, text]);
    const [a, b] = await translate();
    expect(a!.text).toBe(b!.text);
  });
});
