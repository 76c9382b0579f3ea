import type { ModelOptionsInput } from '../model/config.ts';

/** What a preset says of a run; all but the data, and all of it can be said otherwise. */
export interface Preset {
  readonly model: Readonly<ModelOptionsInput>;
  readonly vocabulary: { readonly shared: boolean };
  readonly training: Readonly<Record<string, number | string>>;
}

/** What both recipes share: Adam(0.9, 0.98), label smoothing, batches of 2048 tokens. */
const training = {
  maxTokens: 2048,
  schedule: 'inverseSquareRoot',
  beta1: 0.9,
  beta2: 0.98,
  eps: 1e-9,
  weightDecay: 0,
  labelSmoothing: 0.1,
  clipNorm: 1,
};

/** Recipes for some ten thousand short sentence pairs in a joint vocabulary of subwords, measured on Multi30k. */
export const presets = {
  /** 2.5M parameters with a vocabulary of 9,700: the best first model for an hour or less on a CPU. */
  'gru-attention': {
    model: {
      family: 'rnn',
      cell: 'gru',
      embeddingSize: 128,
      hiddenSize: 256,
      layers: 1,
      bidirectional: true,
      attention: 'dot',
      inputFeeding: false,
      tiedEmbeddings: 'all',
      dropout: 0.2,
    },
    vocabulary: { shared: true },
    training: { ...training, epochs: 6, learningRate: 2e-3, warmup: 300 },
  },
  /** 2.6M parameters: Transformer-Tiny (Wu et al. 2021), pre-norm. */
  'transformer-tiny': {
    model: {
      family: 'transformer',
      dModel: 128,
      heads: 4,
      feedForward: 256,
      encoderLayers: 4,
      decoderLayers: 4,
      decoder: 'attention',
      normFirst: true,
      finalNorm: true,
      activation: 'relu',
      positions: 'sinusoidal',
      tiedEmbeddings: 'all',
      dropout: 0.15,
    },
    vocabulary: { shared: true },
    training: { ...training, epochs: 8, learningRate: 2.5e-3, warmup: 400 },
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];

/**
 * A config with what its preset says in the places where it says nothing itself. A model of another family than the preset's keeps
 * none of the preset's model.
 */
export function withPreset(config: unknown): unknown {
  if (!isMap(config) || !presetNames.includes(config['preset'] as PresetName)) return config;
  const { model, ...rest } = presets[config['preset'] as PresetName];
  const own = config['model'];
  const family = isMap(own) ? own['family'] : undefined;
  const isOther = family !== undefined && family !== model.family;
  return merged(isOther ? rest : { model, ...rest }, config);
}

function merged(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  if (!isMap(below) || !isMap(above)) return above;
  const own = Object.entries(above).map(
    ([key, value]) => [key, merged(below[key], value)] as const,
  );
  return { ...below, ...Object.fromEntries(own) };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
