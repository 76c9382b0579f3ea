import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { memory, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { purity } from '../../test/neighbours.ts';
import { plantedCorpus } from '../../test/planted-corpus.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { EncodedCorpus } from '../corpus/encoded-corpus.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingOptions } from './config.ts';
import type { EmbeddingEpochEvent, EmbeddingEvent } from './events.ts';
import { EmbeddingTrainer } from './trainer.ts';

useBackend(cpu());

const small: EmbeddingOptions = {
  dimensions: 17,
  window: 4,
  epochs: 3,
  subsample: 0,
  wordsPerStep: 700,
};

async function finish(trainer: EmbeddingTrainer): Promise<EmbeddingEvent[]> {
  const events: EmbeddingEvent[] = [];
  for await (const event of trainer.run()) events.push(event);
  return events;
}

async function numbersOf(trainer: EmbeddingTrainer): Promise<Float32Array[]> {
  const tensors = Object.values(trainer.stateDict());
  return Promise.all(tensors.map(async (own) => Float32Array.from(await own.data())));
}

async function trained(corpus: Corpus, options: EmbeddingOptions): Promise<Float32Array[]> {
  const vocabulary = await WordCounts.of(plantedCorpus(1).sentences);
  const trainer = new EmbeddingTrainer({ corpus, vocabulary, ...small, ...options });
  await finish(trainer);
  const numbers = await numbersOf(trainer);
  trainer.dispose();
  return numbers;
}

const kinds: readonly EmbeddingOptions[] = [
  { architecture: 'skipGram', objective: 'negativeSampling' },
  { architecture: 'cbow', objective: 'negativeSampling' },
  { architecture: 'skipGram', objective: 'hierarchicalSoftmax' },
  { architecture: 'cbow', objective: 'hierarchicalSoftmax' },
  { architecture: 'cbow', objective: 'softmax' },
  { architecture: 'skipGram', objective: 'softmax', optimizer: 'sgd', learningRate: 5 },
];

describe.each(kinds)('$architecture, $objective', (kind) => {
  it('goes on bit for bit where it was stopped', async () => {
    const { sentences } = plantedCorpus(1, { sentences: 600 });
    const vocabulary = await WordCounts.of(sentences);
    const options = { corpus: sentences, vocabulary, ...small, ...kind };
    const whole = new EmbeddingTrainer(options);
    await finish(whole);

    const first = new EmbeddingTrainer(options);
    for await (const event of first.run()) if (event.kind === 'step' && event.step === 11) break;
    const state = JSON.parse(JSON.stringify(first.state())) as ReturnType<typeof first.state>;
    const second = new EmbeddingTrainer(options);
    second.restore(state, first.stateDict());
    const events = await finish(second);
    expect(events[0]).toMatchObject({ kind: 'step', step: 12, epoch: 1 });
    expect(await numbersOf(second)).toEqual(await numbersOf(whole));
    for (const trainer of [whole, first, second]) trainer.dispose();
  });

  it('learns: the loss falls, and memory does not grow', async () => {
    const { sentences } = plantedCorpus(2);
    const vocabulary = await WordCounts.of(sentences);
    const trainer = new EmbeddingTrainer({ corpus: sentences, vocabulary, ...small, ...kind });
    const epochs: EmbeddingEpochEvent[] = [];
    const held: ReturnType<typeof memory>[] = [];
    let first: number | undefined;
    for await (const event of trainer.run()) {
      if (event.kind === 'epoch') epochs.push(event);
      if (event.kind !== 'step') continue;
      held.push(memory());
      first ??= event.loss;
    }
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    expect(epochs[2]!.loss).toBeLessThan(0.9 * first!);
    expect(held.at(-1)).toEqual(held[2]);
    trainer.dispose();
  });
});

describe('planted topics', () => {
  const cases = kinds.flatMap((kind) => [1, 2, 3].map((seed) => ({ ...kind, seed })));
  it.each(cases)(
    'are what neighbours share: $architecture, $objective, seed $seed',
    async (kind) => {
      const { sentences, topics } = plantedCorpus(kind.seed);
      const vocabulary = await WordCounts.of(sentences);
      const trainer = new EmbeddingTrainer({
        corpus: sentences,
        vocabulary,
        ...small,
        epochs: 10,
        ...kind,
      });
      await finish(trainer);
      const vectors = await trainer.vectors();
      trainer.dispose();
      expect(purity(vectors, topics, 5)).toBeGreaterThanOrEqual(0.95);
    },
  );
});

describe('EmbeddingTrainer', () => {
  it('learns the same from an array, a function, an async iterable and an encoded corpus', async () => {
    const { sentences } = plantedCorpus(1);
    const vocabulary = await WordCounts.of(sentences);
    async function* read(): AsyncGenerator<readonly string[]> {
      await Promise.resolve();
      yield* sentences;
    }
    const options = { epochs: 2 };
    const expected = await trained(sentences, options);
    for (const corpus of [() => sentences, read, await EncodedCorpus.of(sentences, vocabulary)]) {
      expect(await trained(corpus, options)).toEqual(expected);
    }
    expect(await trained(sentences, { ...options, seed: 9 })).not.toEqual(expected);
  });

  it('tells of steps: words, learning rate, loss', async () => {
    const { sentences } = plantedCorpus(1);
    const vocabulary = await WordCounts.of(sentences);
    const trainer = new EmbeddingTrainer({ corpus: sentences, vocabulary, ...small });
    const events = await finish(trainer);
    const steps = events.filter((event) => event.kind === 'step');
    expect(steps[0]).toMatchObject({ step: 1, epoch: 0, learningRate: 0.025, words: 702 });
    expect(steps.at(-1)!.learningRate).toBeGreaterThan(1e-4);
    expect(steps.at(-1)!.learningRate).toBeLessThan(1e-3);
    expect(events.at(-1)).toMatchObject({ kind: 'end', words: 3 * vocabulary.total });
    // At first every prediction is a coin's.
    const pairs = steps[0]!;
    expect(pairs.loss).toBeLessThan(6 * Math.LN2);
    expect(pairs.loss).toBeGreaterThan(3 * Math.LN2);
    trainer.dispose();
  });

  it('cuts sentences that are too long: steps, events, a falling rate, and a place to go on from', async () => {
    const { sentences } = plantedCorpus(1);
    const one = [sentences.flat()];
    const vocabulary = await WordCounts.of(one);
    const parts = Array.from({ length: Math.ceil(one[0]!.length / 500) }, (_, n) =>
      one[0]!.slice(500 * n, 500 * (n + 1)),
    );
    const options = { ...small, maxSentenceWords: 500 };
    expect(await trained(one, options)).toEqual(await trained(parts, options));
    async function* read(): AsyncGenerator<readonly string[]> {
      await Promise.resolve();
      yield* one;
    }
    expect(await trained(read, options)).toEqual(await trained(parts, options));

    const trainer = new EmbeddingTrainer({ corpus: one, vocabulary, ...options });
    const steps = (await finish(trainer)).filter((event) => event.kind === 'step');
    expect(steps.length).toBeGreaterThan(3 * 20);
    expect(steps.at(-1)!.learningRate).toBeLessThan(1e-3);
    const first = new EmbeddingTrainer({ corpus: one, vocabulary, ...options });
    for await (const event of first.run()) if (event.kind === 'step' && event.step === 7) break;
    const second = new EmbeddingTrainer({ corpus: one, vocabulary, ...options });
    second.restore(first.state(), first.stateDict());
    await finish(second);
    expect(await numbersOf(second)).toEqual(await numbersOf(trainer));
    for (const own of [trainer, first, second]) own.dispose();

    const usual = new EmbeddingTrainer({ corpus: one, vocabulary });
    expect(usual.config.maxSentenceWords).toBe(10_000);
    usual.dispose();
  });

  it('refuses a corpus without neighbours, and says what to do', async () => {
    const failing = async (corpus: string[][], options: EmbeddingOptions): Promise<string> => {
      const vocabulary = await WordCounts.of(corpus, { minCount: 1 });
      const trainer = new EmbeddingTrainer({ corpus, vocabulary, dimensions: 4, ...options });
      const fault = await finish(trainer).then(String, (error: Error) => error.message);
      trainer.dispose();
      return fault;
    };
    const alone = Array.from({ length: 12 }, (_, n) => [['a'], ['b']][n % 2]!);
    for (const subsample of [0, 1e-3]) {
      expect(await failing(alone, { subsample })).toMatch(
        /^epoch 1 gave no examples: no sentence has two words of the vocabulary.*lower minCount$/,
      );
    }
    const dropped = Array.from({ length: 5 }, () => ['a', 'b', 'c']);
    for (const architecture of ['skipGram', 'cbow'] as const) {
      expect(await failing(dropped, { architecture, subsample: 1e-5 })).toMatch(
        /^epoch 1 gave no examples: sub-sampling left no two words .*subsample: 0/,
      );
    }
  });

  it.each(kinds)('takes one sentence of two words: $architecture, $objective', async (kind) => {
    const corpus = [['a'], ['a', 'b'], ['b']];
    const vocabulary = await WordCounts.of(corpus, { minCount: 1 });
    const trainer = new EmbeddingTrainer({ corpus, vocabulary, ...small, ...kind });
    expect((await finish(trainer)).at(0)).toMatchObject({ kind: 'step', examples: 2 });
    trainer.dispose();
  });

  it('learns the same from a window as wide as the longest sentence and a far wider one', async () => {
    const corpus = [
      ['a', 'b', 'c'],
      ['b', 'd'],
      ['c', 'a', 'd', 'b', 'a'],
    ];
    const vocabulary = await WordCounts.of(corpus, { minCount: 1 });
    const kind = {
      architecture: 'cbow',
      dynamicWindow: false,
      subsample: 0,
      dimensions: 6,
    } as const;
    const learned = async (options: EmbeddingOptions) => {
      const trainer = new EmbeddingTrainer({ corpus, vocabulary, ...kind, ...options });
      await finish(trainer);
      const { numbers } = await trainer.vectors();
      trainer.dispose();
      return numbers;
    };
    const narrow = await learned({ window: 4, wordsPerStep: 3 });
    expect(await learned({ window: 1e6, wordsPerStep: 3 })).toEqual(narrow);
    expect(narrow).not.toEqual(await learned({ window: 1, wordsPerStep: 3 }));
    const softmax = { objective: 'softmax' } as const;
    const wide = await learned({ ...softmax, window: 1e6 });
    expect(wide).toEqual(await learned({ ...softmax, window: 4 }));
  });

  it('names the option that there is no memory for', async () => {
    const corpus = [Int32Array.from({ length: 40_000 }, (_, i) => i % 2)];
    const vocabulary = new WordCounts(['a', 'b'], [20_000, 20_000]);
    const made = (options: EmbeddingOptions) => () =>
      new EmbeddingTrainer({ corpus, vocabulary, ...options });
    expect(made({ dimensions: 1e9 })).toThrow(/dimensions: expected <=65536, received 1000000000/);
    expect(made({ negatives: 1e9 })).toThrow('negatives: expected <=10000, received 1000000000');
    const words = Array.from({ length: 2 ** 15 + 1 }, (_, i) => `w${i}`);
    const many = new WordCounts(
      words,
      words.map(() => 1),
    );
    const tables = () => new EmbeddingTrainer({ corpus, vocabulary: many, dimensions: 2 ** 16 });
    expect(tables).toThrow(/^dimensions: 65536 numbers for each of 32769 words/);
    const options = { window: 1e6, maxSentenceWords: 1e6, subsample: 0 };
    const trainer = made({ architecture: 'cbow', ...options })();
    await expect(finish(trainer)).rejects.toThrow(/^window: 1000000 gives a word 39999 neighbours/);
    trainer.dispose();
  });

  it('refuses what it cannot learn from', async () => {
    const sentences = [['a', 'b', 'a', 'b']];
    const vocabulary = await WordCounts.of(sentences, { minCount: 1 });
    const one = await WordCounts.of([['a', 'a']], { minCount: 1 });
    expect(() => new EmbeddingTrainer({ corpus: sentences, vocabulary: one })).toThrow(
      /only the word 'a', and neighbours need two/,
    );
    expect(
      () => new EmbeddingTrainer({ corpus: sentences, vocabulary, dimensions: 0, window: 1.5 }),
    ).toThrow(/dimensions: .*; window: /);
    for (const options of [
      { learningRate: 0.1, minLearningRate: 1 },
      { minLearningRate: 0.03 },
      { architecture: 'cbow' as const, minLearningRate: 0.06 },
    ]) {
      expect(() => new EmbeddingTrainer({ corpus: sentences, vocabulary, ...options })).toThrow(
        /minLearningRate: .* is above learningRate/,
      );
    }
    const low = new EmbeddingTrainer({ corpus: sentences, vocabulary, learningRate: 1e-5 });
    expect(low.config.minLearningRate).toBe(1e-5);
    low.dispose();
    const made = (options: object) => () => new EmbeddingTrainer(options as never);
    expect(made({ vocabulary })).toThrow('expected a corpus');
    expect(made({ corpus: sentences })).toThrow('EmbeddingTrainer: expected a vocabulary');
    expect(made({ corpus: ['a b'], vocabulary })).toThrow('"a b", where a list of words');
    const empty = new EmbeddingTrainer({ corpus: [], vocabulary });
    await expect(finish(empty)).rejects.toThrow(/the corpus is empty/);
    const once = new EmbeddingTrainer({
      corpus: sentences.values(),
      vocabulary,
      subsample: 0,
    });
    await expect(finish(once)).rejects.toThrow(/epoch 2: it can be read only once/);
    const other = new EmbeddingTrainer({
      corpus: sentences,
      vocabulary,
      subsample: 0,
      seed: 2,
    });
    expect(() => other.restore(once.state(), once.stateDict())).toThrow(DataError);
    const wild = new EmbeddingTrainer({
      corpus: sentences,
      vocabulary,
      subsample: 0,
      learningRate: 1e30,
    });
    await expect(finish(wild)).rejects.toThrow(/lower learningRate/);
    for (const trainer of [empty, once, other, wild]) trainer.dispose();
  });
});
