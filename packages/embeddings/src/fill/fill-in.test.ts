import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { petCorpus, verbsFor, verbsOf } from '../../test/pet-corpus.ts';
import type { EmbeddingOptions } from '../training/config.ts';
import { EmbeddingTrainer } from '../training/trainer.ts';
import { saveVectors } from '../vectors/safetensors.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import { trainedModel, type EmbeddingModel } from './embedding-model.ts';
import { FillIn } from './fill-in.ts';
import { parseGap } from './gap.ts';
import { loadEmbeddingModel, saveEmbeddingModel } from './model-file.ts';

beforeAll(() => {
  useBackend(cpu());
});

async function modelOf(sentences: string[][], options: EmbeddingOptions): Promise<EmbeddingModel> {
  const vocabulary = await WordCounts.of(sentences, { minCount: 1 });
  const trainer = new EmbeddingTrainer({
    corpus: sentences,
    vocabulary,
    architecture: 'cbow',
    dimensions: 12,
    window: 3,
    subsample: 0,
    ...options,
  });
  try {
    for await (const _ of trainer.run());
    return await trainedModel(trainer, { kind: 'whitespace' });
  } finally {
    trainer.dispose();
  }
}

async function filled<T>(model: EmbeddingModel, use: (fill: FillIn) => Promise<T>): Promise<T> {
  const fill = new FillIn(model);
  try {
    return await use(fill);
  } finally {
    fill.dispose();
  }
}

const example = parseGap('这个 可爱的 小狗 _ 我的 脸');

describe.each([
  ['negative sampling', { epochs: 12 }],
  ['a full softmax', { objective: 'softmax', learningRate: 0.01, block: 64, epochs: 8 }],
] as const)('a gap, by CBOW with %s', (_, options) => {
  it.each([1, 2, 3])('gets the word that fits both sides (seed %i)', async (seed) => {
    const model = await modelOf(petCorpus(seed), { ...options, seed });
    await filled(model, async (fill) => {
      const { candidates, from } = await fill.rank(example, model.vectors.size);
      expect(from).toEqual(['这个', '可爱的', '小狗', '我的', '脸']);
      // Of what a small dog does, only this is done to a face.
      expect(candidates[0]!.word).toBe('舔');
      expect(candidates[0]!.probability).toBeGreaterThan(0.6);
      const sum = candidates.reduce((total, { probability }) => total + probability, 0);
      expect(sum).toBeCloseTo(1, 10);
      const [bites] = (await fill.rank(parseGap('那个 聪明的 老虎 … 你的 手'))).candidates;
      expect(bites!.word).toBe('咬');
      expect(verbsOf['老虎']!.filter((verb) => verbsFor['手']!.includes(verb))).toEqual(['咬']);
    });
  });
});

it.each([1, 2, 3])(
  'a gap, by CBOW with a hierarchical softmax, gets verbs (seed %i)',
  async (seed) => {
    const options = { objective: 'hierarchicalSoftmax', epochs: 20, seed } as const;
    await filled(await modelOf(petCorpus(seed), options), async (fill) => {
      // A turn at a node is one linear decision for many words, so what fits both sides is not alone at the top.
      const { candidates } = await fill.rank(example, 2);
      expect(candidates.map(({ word }) => word)).toContain('舔');
    });
  },
);

describe('probabilities', () => {
  /** Three words before one that follows them in known shares, whatever the neighbours. */
  const shares = { often: 0.7, sometimes: 0.25, rarely: 0.05 };
  const corpus = Object.entries(shares).flatMap(([word, share]) =>
    Array.from({ length: Math.round(share * 2000) }, (_, i) => ({
      word,
      order: (i * 7919) % 2003,
    })),
  );
  const sentences = corpus
    .toSorted((a, b) => a.order - b.order)
    .map(({ word }) => ['it', 'is', word, 'so', 'here']);

  it.each([
    ['negative sampling', { epochs: 40 }],
    ['negative sampling, sub-sampled', { epochs: 40, subsample: 0.02 }],
    ['a hierarchical softmax', { objective: 'hierarchicalSoftmax', epochs: 40 }],
    ['a full softmax', { objective: 'softmax', epochs: 12, block: 64 }],
  ] as const)('are those of the text, by %s', async (_, options) => {
    const model = await modelOf(sentences, { window: 2, dynamicWindow: false, ...options });
    await filled(model, async (fill) => {
      const gap = parseGap('it is _ so here');
      const { candidates } = await fill.rank(gap, 3, { among: Object.keys(shares) });
      expect(candidates.map(({ word }) => word)).toEqual(Object.keys(shares));
      // Where words are left out at times, others come to their place, too.
      const sum = candidates.reduce((total, { probability }) => total + probability, 0);
      expect(sum).toBeGreaterThan('subsample' in options ? 0.5 : 0.97);
      for (const { word, probability } of candidates) {
        const share = shares[word as keyof typeof shares];
        expect(Math.abs(probability / sum - share)).toBeLessThan(0.1 * share + 0.01);
      }
    });
  });
});

describe('a gap', () => {
  it('is predicted from the words that are known, the nearest ones', async () => {
    const model = await modelOf(petCorpus(1, 300), { epochs: 1 });
    await filled(model, async (fill) => {
      const gap = parseGap('小猫 小鸟 这个 奇怪的 可爱的 小狗 _ 我的 狗 脸');
      expect(await fill.rank(gap, 1)).toMatchObject({
        from: ['这个', '可爱的', '小狗', '我的', '脸'],
        unknown: ['奇怪的', '狗'],
      });
      await expect(fill.rank(parseGap('可爱 _'))).rejects.toThrow(/'可爱' .* mean '可爱的'\?/);
      await expect(fill.rank(parseGap('_'))).rejects.toThrow('no words around the gap');
      await expect(fill.rank(example, 1, { among: ['咬', '吃'] })).rejects.toThrow("word '吃'");
    });
  });

  it.each(['no gap', 'two _ of _ them'])('is one: %s', (text) => {
    expect(() => parseGap(text)).toThrow(/expected one gap, written _ or …, found [02]/);
  });

  it('has text on both sides that a tokeniser may split', () => {
    const letters = (text: string): string[] => Array.from(text);
    expect(parseGap('春__秋月', letters)).toEqual({ before: ['春'], after: ['秋', '月'] });
    expect(parseGap('a ... b')).toEqual({ before: ['a'], after: ['b'] });
  });
});

describe('a file of a model', () => {
  it.each(['negativeSampling', 'hierarchicalSoftmax', 'softmax'] as const)(
    'gives the same predictions (%s)',
    async (objective) => {
      const model = await modelOf(petCorpus(1, 300), { objective, epochs: 1 });
      const read = await loadEmbeddingModel(await saveEmbeddingModel(model));
      expect(read).toEqual(model);
      const rank = (fill: FillIn) => fill.rank(example, 5);
      expect(await filled(read, rank)).toEqual(await filled(model, rank));
    },
  );

  it('is refused where it has vectors only', async () => {
    const model = await modelOf(petCorpus(1, 300), { epochs: 1 });
    await expect(loadEmbeddingModel(await saveVectors(model.vectors))).rejects.toThrow(DataError);
  });
});
