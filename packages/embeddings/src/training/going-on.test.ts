import { cpu } from '@rondo/backend-cpu';
import { memory, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { plantedCorpus } from '../../test/planted-corpus.ts';
import { EncodedCorpus } from '../corpus/encoded-corpus.ts';
import { trainedModel } from '../fill/embedding-model.ts';
import { loadEmbeddingModel, saveEmbeddingModel } from '../fill/model-file.ts';
import { readWord2VecText, writeWord2VecText } from '../vectors/word2vec-text.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import { mergeCounts } from '../vocabulary/merge-counts.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingOptions } from './config.ts';
import type { EmbeddingEvent } from './events.ts';
import { EmbeddingTrainer, type EmbeddingTrainerOptions } from './trainer.ts';

useBackend(cpu());

const small = { dimensions: 7, window: 3, epochs: 2, subsample: 0, wordsPerStep: 500 };
const kinds: readonly EmbeddingOptions[] = [
  { objective: 'negativeSampling' },
  { architecture: 'cbow', objective: 'hierarchicalSoftmax' },
  { architecture: 'cbow', objective: 'softmax' },
];

async function finish(trainer: EmbeddingTrainer): Promise<EmbeddingEvent[]> {
  const events: EmbeddingEvent[] = [];
  for await (const event of trainer.run()) events.push(event);
  return events;
}

function lossOf(events: readonly EmbeddingEvent[], epoch: number): number {
  const epochs = events.filter((event) => event.kind === 'epoch');
  return epochs.find((event) => event.epoch === epoch)!.loss;
}

const { sentences } = plantedCorpus(1, { sentences: 800 });
const more = plantedCorpus(4, { sentences: 800 }).sentences;
const vocabulary = await WordCounts.of(sentences);

async function learned(options: Partial<EmbeddingTrainerOptions> = {}) {
  const trainer = new EmbeddingTrainer({ corpus: sentences, vocabulary, ...small, ...options });
  const events = await finish(trainer);
  const model = await trainedModel(trainer);
  return { trainer, events, model };
}

describe.each(kinds)('going on: $objective', (kind) => {
  it('takes more epochs than before, on another corpus, too', async () => {
    const { trainer, events } = await learned(kind);
    for (const corpus of [sentences, more]) {
      const options = { corpus, vocabulary, ...small, ...kind, epochs: 4 };
      const longer = new EmbeddingTrainer(options);
      longer.restore(trainer.state(), trainer.stateDict());
      const later = await finish(longer);
      expect(later.filter(({ kind: own }) => own === 'epoch')).toMatchObject([
        { epoch: 2 },
        { epoch: 3 },
      ]);
      const [first] = later;
      const middle = (longer.config.learningRate + longer.config.minLearningRate) / 2;
      expect(first!.kind === 'step' && first!.learningRate).toBeCloseTo(middle, 6);
      expect(lossOf(later, 3)).toBeLessThan(lossOf(events, 0));
      longer.dispose();
    }
    const shorter = new EmbeddingTrainer({
      corpus: sentences,
      vocabulary,
      ...small,
      ...kind,
      epochs: 1,
    });
    expect(() => shorter.restore(trainer.state(), trainer.stateDict())).toThrow(
      'the state has had 2 epochs, and the trainer is to have 1; give it more',
    );
    for (const own of [trainer, shorter]) own.dispose();
  });

  it('begins with a model that was saved', async () => {
    const { trainer, events, model } = await learned(kind);
    const initial = await loadEmbeddingModel(await saveEmbeddingModel(model));
    const second = new EmbeddingTrainer({
      ...initial.config,
      corpus: more,
      vocabulary: initial.vocabulary,
      initial,
      learningRate: 1e-3,
    });
    expect(await trainedModel(second)).toEqual({ ...model, config: second.config });
    expect(lossOf(await finish(second), 0)).toBeLessThan(lossOf(events, 0));
    for (const own of [trainer, second]) own.dispose();
  });

  it('keeps what it knows of old words beside new ones', async () => {
    const { trainer, model } = await learned(kind);
    const fresh = await WordCounts.of(
      more.map((sentence) => sentence.map((word) => word.replace(/^t0/u, 'new'))),
    );
    const merged = mergeCounts(vocabulary, fresh);
    const options = { corpus: more, vocabulary: merged, ...small, ...kind };
    const before = new EmbeddingTrainer(options);
    const second = new EmbeddingTrainer({ ...options, initial: model });
    const [drawn, begun] = [await trainedModel(before), await trainedModel(second)];
    for (const word of merged.words) {
      const { vectors } = vocabulary.has(word) ? model : drawn;
      expect(begun.vectors.vectorOf(word)).toEqual(vectors.vectorOf(word));
    }
    // Words have rows of their own there, but for the nodes of a tree, which is another one now.
    const isTree = kind.objective === 'hierarchicalSoftmax';
    const expected = Float32Array.from(drawn.output);
    for (const [i, word] of isTree ? [] : vocabulary.words.entries()) {
      expected.set(model.output.subarray(7 * i, 7 * (i + 1)), 7 * merged.indexOf(word));
    }
    expect(begun.output).toEqual(expected);
    expect(merged.has('neww1')).toBe(true);
    for (const other of [trainer, before, second]) other.dispose();
  });
});

describe('mergeCounts', () => {
  it('adds counts, the most frequent first', () => {
    const merged = mergeCounts(
      new WordCounts(['b', 'a'], [5, 2]),
      new WordCounts(['c', 'a'], [5, 4]),
    );
    expect(merged.words).toEqual(['a', 'b', 'c']);
    expect(merged.counts).toEqual([6, 5, 5]);
  });
});

describe('initial', () => {
  it('takes vectors of a word2vec file, whatever their order', async () => {
    const { trainer, model } = await learned();
    const some = vocabulary.words.slice(3).toReversed();
    const numbers = Float32Array.from(some.flatMap((word) => [...model.vectors.vectorOf(word)]));
    const file = [...writeWord2VecText(new WordVectors(some, 7, numbers))];
    const second = new EmbeddingTrainer({
      corpus: sentences,
      vocabulary,
      ...small,
      initial: await readWord2VecText(file),
    });
    const vectors = await second.vectors();
    for (const word of some) expect(vectors.vectorOf(word)).toEqual(model.vectors.vectorOf(word));
    expect((await trainedModel(second)).output.every((value) => value === 0)).toBe(true);
    for (const own of [trainer, second]) own.dispose();
  });

  it('refuses vectors of other dimensions or of none of the words, and leaves nothing', () => {
    const begin = (initial: WordVectors) => () =>
      new EmbeddingTrainer({ corpus: sentences, vocabulary, ...small, initial });
    const held = memory();
    const wide = new WordVectors([...vocabulary.words], 2, new Float32Array(2 * vocabulary.size));
    expect(begin(wide)).toThrow(/have 2 dimensions, those to be trained 7; .*dimensions: 2$/);
    const foreign = new WordVectors(['Hund'], 7, new Float32Array(7));
    expect(begin(foreign)).toThrow(
      /^none of the \d+ words of the vocabulary has an initial vector/,
    );
    expect(memory()).toEqual(held);
  });
});

describe('wordsPerEpoch', () => {
  it('lets the learning rate fall with the corpus that is read', async () => {
    const part = sentences.slice(0, 200);
    const encoded = await EncodedCorpus.of(part, vocabulary);
    const options: readonly Partial<EmbeddingTrainerOptions>[] = [
      { corpus: part, wordsPerEpoch: encoded.words },
      { corpus: encoded },
    ];
    for (const own of options) {
      const { trainer, events } = await learned(own);
      expect(trainer.totalWords).toBe(2 * encoded.words);
      const last = events.findLast((event) => event.kind === 'step')!;
      expect(last.learningRate).toBeLessThan(0.005);
      trainer.dispose();
    }
    for (const wordsPerEpoch of [0, 1.5, NaN]) {
      expect(
        () => new EmbeddingTrainer({ corpus: part, vocabulary, ...small, wordsPerEpoch }),
      ).toThrow(/wordsPerEpoch: expected a whole number from 1 on/);
    }
  });
});

it('does not run a trainer that was disposed', async () => {
  const { trainer } = await learned();
  trainer.dispose();
  await expect(finish(trainer)).rejects.toThrow(
    'the trainer was disposed; make a new one to train',
  );
});
