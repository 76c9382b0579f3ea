import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './parse.ts';
import { presetNames, presets } from './presets.ts';

const data = { task: 'copy' } as const;

function faultsOf(config: object): unknown {
  try {
    parseConfig({ data, ...config });
  } catch (error) {
    return error instanceof ConfigError ? error.facts['faults'] : error;
  }
  return [];
}

describe('the model of a config', () => {
  it.each([
    [
      { family: 'transfomer' },
      [
        `model.family: expected "rnn", "transformer", received "transfomer"; did you mean 'transformer'?`,
      ],
    ],
    [
      { family: 'transformer', hiddenSize: 3 },
      [
        expect.stringMatching(
          /^model\.hiddenSize: unknown key here, it belongs to family 'rnn'; known: family, dModel, heads, /,
        ),
      ],
    ],
    [
      { heads: 3 },
      [
        expect.stringMatching(
          /^model\.heads: unknown key here, it belongs to family 'transformer'; known: family, cell, /,
        ),
      ],
    ],
    [
      { family: 'transformer', dmodel: 3 },
      [expect.stringMatching(/^model\.dmodel: unknown key; did you mean 'dModel'\?$/)],
    ],
    [
      { cell: 'GRU' },
      [`model.cell: expected "gru", "lstm", "rnn", received "GRU"; did you mean 'gru'?`],
    ],
    [
      { family: 'transformer', heads: 3 },
      ['model.heads: expected to divide dModel = 128, received 3'],
    ],
    [
      { family: 'transformer', dModel: 9, heads: 3, positions: 'rotary' },
      [expect.stringMatching(/^model\.positions: rotary .* dModel \/ heads = 3; make it even$/)],
    ],
    [
      { attention: 'luongDot' },
      [expect.stringMatching(/^model\.attention: luongDot .* 512 .* 256/)],
    ],
    [
      { attention: 'none', inputFeeding: true },
      [expect.stringMatching(/^model\.inputFeeding: .* attention is none/)],
    ],
    ['gru', [expect.stringMatching(/^model: expected Object, received "gru"/)]],
  ])('is explained where it is wrong: %j', (model, faults) => {
    expect(faultsOf({ model })).toEqual(faults);
  });

  it('is a Transformer with defaults of its own', () => {
    const { model } = parseConfig({ data, model: { family: 'transformer', normFirst: false } });
    expect(model).toEqual({
      family: 'transformer',
      dModel: 128,
      heads: 4,
      feedForward: 256,
      encoderLayers: 4,
      decoderLayers: 4,
      decoder: 'attention',
      normFirst: false,
      activation: 'relu',
      positions: 'sinusoidal',
      maxLength: 512,
      tiedEmbeddings: 'target',
      dropout: 0.1,
    });
  });
});

describe('a preset', () => {
  it.each(presetNames)(
    'is a config by itself, and stays what it is when read again: %s',
    (preset) => {
      const config = parseConfig({ data, preset });
      expect(config.model).toMatchObject(presets[preset].model);
      expect(config.training).toMatchObject(presets[preset].training);
      expect(config.vocabulary.shared).toBe(true);
      expect(parseConfig(structuredClone(config))).toEqual(config);
    },
  );

  it('gives way to what the config says', () => {
    const config = parseConfig({
      data,
      preset: 'transformer-tiny',
      model: { dropout: 0.3 },
      training: { warmup: 2000 },
    });
    expect(config.model).toMatchObject({ family: 'transformer', heads: 4, dropout: 0.3 });
    expect(config.training).toMatchObject({ learningRate: 0.0025, warmup: 2000, epochs: 8 });
  });

  it('leaves a model of another family alone', () => {
    const config = parseConfig({ data, preset: 'transformer-tiny', model: { family: 'rnn' } });
    expect(config.model).toMatchObject({
      family: 'rnn',
      attention: 'dot',
      tiedEmbeddings: 'target',
    });
    expect(config.training.warmup).toBe(400);
  });

  it('that does not exist is explained', () => {
    expect(faultsOf({ preset: 'transformer-tyni' })).toEqual([
      `preset: expected "gru-attention", "transformer-tiny", received "transformer-tyni"; did you mean 'transformer-tiny'?`,
    ]);
  });
});
