import { Vocabulary } from '@rondo/data';
import { RondoError } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { familyModel } from '../../test/families.ts';
import { tinyConfig, tinyModel } from '../../test/tiny.ts';
import { ConfigError } from '../config/parse.ts';
import { presets } from '../config/presets.ts';
import { createModel } from './create-model.ts';
import { Seq2Seq } from './seq2seq.ts';

const transformer = { family: 'transformer', encoderLayers: 1, decoderLayers: 1 } as const;

function namesOf(model: Seq2Seq): string[] {
  const names = Object.keys(model.stateDict());
  model.dispose();
  return names;
}

describe('Seq2Seq', () => {
  it('names its parameters as a PyTorch model would', () => {
    expect(namesOf(tinyModel())).toEqual([
      'sourceEmbedding.weight',
      'targetEmbedding.weight',
      ...['', '_reverse'].flatMap((direction) =>
        ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(
          (name) => `encoder.rnn.${name}_l0${direction}`,
        ),
      ),
      'decoder.start.weight',
      'decoder.start.bias',
      'decoder.rnn.weight_ih_l0',
      'decoder.rnn.weight_hh_l0',
      'decoder.rnn.bias_ih_l0',
      'decoder.rnn.bias_hh_l0',
      'decoder.attention.key.weight',
      'decoder.output.weight',
      'decoder.output.bias',
      'outputBias',
    ]);
  });

  it('names those of a Transformer as nn.Transformer does', () => {
    const names = namesOf(familyModel({ ...transformer, tiedEmbeddings: 'all' }));
    expect(names).toContain('encoder.layers.0.self_attn.in_proj_weight');
    expect(names).toContain('decoder.layers.0.multihead_attn.out_proj.bias');
    expect(names).toContain('decoder.norm.weight');
    expect(names.filter((name) => !/^(en|de)coder\.(layers\.0|norm)\./.test(name))).toEqual([
      'targetEmbedding.weight',
      'outputBias',
    ]);
  });

  it.each([
    ['none', ['sourceEmbedding.weight', 'targetEmbedding.weight', 'outputWeight']],
    ['target', ['sourceEmbedding.weight', 'targetEmbedding.weight']],
    ['embeddings', ['targetEmbedding.weight', 'outputWeight']],
    ['all', ['targetEmbedding.weight']],
  ] as const)('has its own table for what is not tied: %s', (tiedEmbeddings, expected) => {
    const isTable = (name: string): boolean => /mbedding|outputWeight/.test(name);
    expect(namesOf(tinyModel({ targetVocabulary: 11, tiedEmbeddings })).filter(isTable)).toEqual(
      expected,
    );
    expect(namesOf(familyModel({ ...transformer, tiedEmbeddings })).filter(isTable)).toEqual(
      expected,
    );
  });

  it.each(['all', 'embeddings'] as const)(
    'shares one table with the source only with one vocabulary: %s',
    (tiedEmbeddings) => {
      expect(() => new Seq2Seq({ ...tinyConfig, tiedEmbeddings })).toThrow(
        expect.objectContaining({
          name: RondoError.name,
          facts: { sourceVocabulary: 11, targetVocabulary: 9 },
        }),
      );
    },
  );

  it('is made from a config of the time before there were families', () => {
    const model = new Seq2Seq({
      sourceVocabulary: 11,
      targetVocabulary: 9,
      embeddingSize: 6,
      hiddenSize: 5,
      layers: 1,
      attention: 'dot',
      tiedEmbeddings: 'target',
      dropout: 0,
    });
    expect(model.config).toEqual(tinyConfig);
    model.dispose();
  });

  it('starts embeddings from N(0, 1/E) and a Transformer from Xavier and biases of 0', async () => {
    const model = createModel(
      { ...presets['transformer-tiny'].model, encoderLayers: 1, decoderLayers: 1 },
      { source: { size: 999 }, target: { size: 999 } },
    );
    const state = model.stateDict();
    const deviation = async (name: string): Promise<number> => {
      const data = (await state[name]!.data()) as Float32Array;
      return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
    };
    const largest = async (name: string): Promise<number> => {
      const data = (await state[name]!.data()) as Float32Array;
      return data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    };
    expect(await deviation('targetEmbedding.weight')).toBeCloseTo(128 ** -0.5, 3);
    const inProjection = await largest('encoder.layers.0.self_attn.in_proj_weight');
    expect(inProjection).toBeLessThan(Math.sqrt(6 / (4 * 128)));
    expect(inProjection).toBeGreaterThan(0.99 * Math.sqrt(6 / (4 * 128)));
    expect(await largest('decoder.layers.0.linear1.weight')).toBeCloseTo(Math.sqrt(6 / 384), 2);
    expect(await largest('decoder.layers.0.linear1.bias')).toBe(0);
    expect(await largest('decoder.layers.0.self_attn.in_proj_bias')).toBe(0);
    model.dispose();
  });

  it.each([
    ['transformer-tiny', 2.57],
    ['gru-attention', 2.52],
  ] as const)('has about the parameters of the measured recipe: %s, %s million', (name, count) => {
    const sizes = { source: { size: 9712 }, target: { size: 9712 } };
    const model = createModel(presets[name].model, sizes);
    const parameters = model.parameterCount();
    model.dispose();
    expect(Math.abs(parameters / 1e6 - count)).toBeLessThan(0.02);
  });
});

describe('createModel', () => {
  const words = (...tokens: string[]): Vocabulary =>
    Vocabulary.fromCounts(new Map(tokens.map((token) => [token, 1])));

  it('takes the sizes of the vocabularies', () => {
    const model = createModel(
      { embeddingSize: 4, hiddenSize: 3 },
      { source: words('ein', 'Hund'), target: words('a', 'dog', 'cat') },
    );
    expect(model.config).toMatchObject({ sourceVocabulary: 6, targetVocabulary: 7, layers: 1 });
    model.dispose();
  });

  it('refuses one table for two vocabularies that happen to be as large', () => {
    const vocabularies = { source: words('dog', 'hat'), target: words('dog', 'cat') };
    expect(() => createModel({ tiedEmbeddings: 'all' }, vocabularies)).toThrow(
      expect.objectContaining({
        name: RondoError.name,
        facts: {
          index: expect.any(Number),
          source: expect.any(String),
          target: expect.any(String),
        },
      }),
    );
  });

  it('explains what is wrong with a config', () => {
    const vocabularies = { source: { size: 9 }, target: { size: 9 } };
    const config = { family: 'transformer', dModel: 10, heads: 3 } as const;
    expect(() => createModel(config, vocabularies)).toThrow(
      expect.objectContaining({
        name: ConfigError.name,
        facts: { faults: ['heads: expected to divide dModel = 10, received 3'] },
      }),
    );
  });
});
