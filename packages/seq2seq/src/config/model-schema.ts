import * as v from 'valibot';
import { consistent } from './consistent.ts';
import { contradictions } from './contradictions.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
/** Each is a module of its own. */
const layerCount = v.pipe(count, v.maxValue(1000));
const probability = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

/** Which embedding tables are one. */
const tiedEmbeddings = v.optional(v.picklist(['none', 'target', 'embeddings', 'all']), 'target');

/** A recurrent encoder and a recurrent decoder. */
const recurrentEntries = {
  family: v.optional(v.literal('rnn'), 'rnn'),
  cell: v.optional(v.picklist(['gru', 'lstm', 'rnn']), 'gru'),
  /** Cell of the decoder, where it is another one. */
  decoderCell: v.optional(v.picklist(['gru', 'lstm', 'rnn', 'ssru'])),
  embeddingSize: v.optional(count, 128),
  /** Units of the decoder, and of each direction of the encoder. */
  hiddenSize: v.optional(count, 256),
  /** Layers of the encoder and of the decoder. */
  layers: v.optional(layerCount, 1),
  /** Whether the encoder reads the source from both ends. */
  bidirectional: v.optional(v.boolean(), true),
  attention: v.optional(
    v.picklist(['none', 'dot', 'additive', 'luongDot', 'luongGeneral', 'luongConcat']),
    'dot',
  ),
  /** Whether each step reads what the step before predicted from; training then takes step by step. */
  inputFeeding: v.optional(v.boolean(), false),
  tiedEmbeddings,
  /** Probability of dropping an element of embeddings, between layers and before the output layer. */
  dropout: v.optional(probability, 0.2),
};

/** Vaswani et al. 2017, figure 1. */
const transformerEntries = {
  family: v.literal('transformer'),
  /** Size of the embeddings and of everything between layers. */
  dModel: v.optional(count, 128),
  heads: v.optional(count, 4),
  /** Units of the feed-forward networks. */
  feedForward: v.optional(count, 256),
  encoderLayers: v.optional(layerCount, 4),
  decoderLayers: v.optional(layerCount, 4),
  /** What the steps of the target look back with. */
  decoder: v.optional(v.picklist(['attention', 'ssru']), 'attention'),
  /** Pre-norm (true), or post-norm as in the paper. */
  normFirst: v.optional(v.boolean(), true),
  /** Whether a norm follows the last layers; left out: with pre-norm, which needs it. */
  finalNorm: v.optional(v.boolean()),
  activation: v.optional(v.picklist(['relu', 'gelu', 'swiglu']), 'relu'),
  positions: v.optional(
    v.picklist(['sinusoidal', 'learned', 'rotary', 'alibi', 'relative']),
    'sinusoidal',
  ),
  /** How many positions are learned: tokens of the longest source or target, [end] included. */
  maxLength: v.optional(count, 512),
  tiedEmbeddings,
  /** Probability of dropping: of embeddings, of attention weights, in and after each sublayer. */
  dropout: v.optional(probability, 0.1),
};

const recurrent = v.strictObject(recurrentEntries);
const transformer = v.strictObject(transformerEntries);

export type RecurrentModelOptions = v.InferOutput<typeof recurrent>;
export type TransformerModelOptions = v.InferOutput<typeof transformer>;

/** A model as a config describes it. */
export const modelSchema = v.pipe(
  v.variant('family', [recurrent, transformer]),
  consistent(contradictions),
);

/** What only the data tells. */
const vocabularies = { sourceVocabulary: count, targetVocabulary: count };

/** A model of given vocabularies: everything that determines the parameters' names and shapes. */
export const sizedModelSchema = v.pipe(
  v.variant('family', [
    v.strictObject({ ...vocabularies, ...recurrentEntries }),
    v.strictObject({ ...vocabularies, ...transformerEntries }),
  ]),
  consistent(contradictions),
);
