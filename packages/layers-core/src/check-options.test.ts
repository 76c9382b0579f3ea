import { cpu } from '@rondo/backend-cpu';
import { RangeFault, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { checkOptions } from './check-options.ts';
import * as core from './index.ts';

useBackend(cpu());

interface Options {
  readonly h0?: unknown;
  readonly numLayers?: number;
}

const check = (options: unknown) => () =>
  checkOptions<Options>('GRU', options as Options, ['h0', 'numLayers']);

describe('checkOptions', () => {
  it('takes options, all, some or none', () => {
    for (const options of [undefined, {}, { h0: 1 }, { numLayers: 2, h0: undefined }]) {
      expect(check(options)).not.toThrow();
    }
  });

  it('refuses another value in their place, and says what may be meant', () => {
    expect(check(zeros([2, 3]))).toThrow(
      /^GRU: expected options such as \{ h0 \}, received a tensor \[2, 3\]; .* h0, numLayers$/,
    );
    const others: [unknown, string][] = [
      [[1, 2], 'an array'],
      [new Float32Array(2), 'an array'],
      [null, 'null'],
      [true, 'true'],
      [3, '3'],
      ['mean', "'mean'"],
      [() => 0, 'a function'],
    ];
    for (const [value, text] of others) {
      expect(check(value)).toThrow(RangeFault);
      expect(check(value)).toThrow(`received ${text};`);
    }
  });

  it('refuses unknown names, with the nearest known one', () => {
    expect(check({ num_layers: 2 })).toThrow(
      "GRU: there is no option 'num_layers', did you mean 'numLayers'?",
    );
    expect(check({ NUMLAYER: 2 })).toThrow("did you mean 'numLayers'?");
    expect(check({ temperature: 2 })).toThrow("no option 'temperature'; it has h0, numLayers");
  });
});

describe('every layer with options', () => {
  type Make = (options: never) => unknown;
  const layers: Record<string, Make> = {
    BCELoss: (o) => new core.BCELoss(o),
    BCEWithLogitsLoss: (o) => new core.BCEWithLogitsLoss(o),
    AvgPool1d: (o) => new core.AvgPool1d(2, o),
    AvgPool2d: (o) => new core.AvgPool2d(2, o),
    AvgPool3d: (o) => new core.AvgPool3d(2, o),
    BatchNorm1d: (o) => new core.BatchNorm1d(2, o),
    BatchNorm2d: (o) => new core.BatchNorm2d(2, o),
    BatchNorm3d: (o) => new core.BatchNorm3d(2, o),
    Bilinear: (o) => new core.Bilinear(2, 3, 4, o),
    Conv1d: (o) => new core.Conv1d(2, 4, 3, o),
    Conv2d: (o) => new core.Conv2d(2, 4, 3, o),
    Conv3d: (o) => new core.Conv3d(2, 4, 3, o),
    CosineEmbeddingLoss: (o) => new core.CosineEmbeddingLoss(o),
    CosineSimilarity: (o) => new core.CosineSimilarity(o),
    CrossEntropyLoss: (o) => new core.CrossEntropyLoss(o),
    Embedding: (o) => new core.Embedding(4, 2, o),
    EmbeddingBag: (o) => new core.EmbeddingBag(4, 2, o),
    GELU: (o) => new core.GELU(o),
    GroupNorm: (o) => new core.GroupNorm(2, 4, o),
    HuberLoss: (o) => new core.HuberLoss(o),
    KLDivLoss: (o) => new core.KLDivLoss(o),
    L1Loss: (o) => new core.L1Loss(o),
    LayerNorm: (o) => new core.LayerNorm(2, o),
    Linear: (o) => new core.Linear(2, 3, o),
    MSELoss: (o) => new core.MSELoss(o),
    MarginRankingLoss: (o) => new core.MarginRankingLoss(o),
    MaxPool1d: (o) => new core.MaxPool1d(2, o),
    MaxPool2d: (o) => new core.MaxPool2d(2, o),
    MaxPool3d: (o) => new core.MaxPool3d(2, o),
    NLLLoss: (o) => new core.NLLLoss(o),
    RMSNorm: (o) => new core.RMSNorm(2, o),
    SmoothL1Loss: (o) => new core.SmoothL1Loss(o),
  };

  it.each(Object.entries(layers))('%s checks them', (name, make) => {
    expect(() => make({ no_such_option: 1 } as never)).toThrow(
      new RegExp(`^${name}: there is no option 'no_such_option'`),
    );
    expect(() => make(false as never)).toThrow(
      new RegExp(`^${name}: expected options such as \\{ \\w+ \\}, received false`),
    );
    const constructors = core as unknown as Record<string, { from?: unknown }>;
    expect(constructors[name]).toBeDefined();
  });
});
