import { cpu } from '@rondo/backend-cpu';
import { manualSeed, useBackend } from '@rondo/tensor';
import type { TransformerModelOptions } from '../src/config/model-schema.ts';
import type { ModelOptionsInput } from '../src/model/config.ts';
import { createModel } from '../src/model/create-model.ts';
import type { Seq2Seq } from '../src/model/seq2seq.ts';

useBackend(cpu());

const recurrent = { embeddingSize: 6, hiddenSize: 5, dropout: 0.1 };
export function transformer(options: Partial<TransformerModelOptions>): ModelOptionsInput {
  const layers = { encoderLayers: 2, decoderLayers: 2 };
  const sizes = { dModel: 6, heads: 3, feedForward: 7, dropout: 0.1 };
  return { family: 'transformer', ...sizes, ...layers, ...options };
}

/** A small model of every kind, of sizes that are all different where they may be. */
export const families: Readonly<Record<string, ModelOptionsInput>> = {
  'biGRU, dot attention': { ...recurrent, attention: 'dot' },
  'biGRU, additive attention, 2 layers': { ...recurrent, attention: 'additive', layers: 2 },
  'biGRU without attention': { ...recurrent, attention: 'none', tiedEmbeddings: 'none' },
  'biGRU, additive attention, input feeding': {
    ...recurrent,
    attention: 'additive',
    inputFeeding: true,
    tiedEmbeddings: 'all',
  },
  'GRU, Luong dot': { ...recurrent, attention: 'luongDot', bidirectional: false },
  'biLSTM, Luong general, input feeding, 2 layers': {
    ...recurrent,
    cell: 'lstm',
    attention: 'luongGeneral',
    inputFeeding: true,
    layers: 2,
  },
  'LSTM without attention, 2 layers': {
    ...recurrent,
    cell: 'lstm',
    attention: 'none',
    bidirectional: false,
    layers: 2,
  },
  'biRNN, Luong concat': { ...recurrent, cell: 'rnn', attention: 'luongConcat' },
  'biGRU, SSRU decoder': { ...recurrent, decoderCell: 'ssru', tiedEmbeddings: 'embeddings' },
  'biLSTM, SSRU decoder, input feeding': {
    ...recurrent,
    cell: 'lstm',
    decoderCell: 'ssru',
    inputFeeding: true,
  },
  'Transformer, pre-norm': transformer({ tiedEmbeddings: 'all' }),
  'Transformer, post-norm': transformer({ normFirst: false, tiedEmbeddings: 'none' }),
  'Transformer, learned positions': transformer({ positions: 'learned', maxLength: 40 }),
  'Transformer, rotary positions, swiglu': transformer({
    positions: 'rotary',
    activation: 'swiglu',
  }),
  'Transformer, ALiBi, gelu': transformer({ positions: 'alibi', activation: 'gelu' }),
  'Transformer, relative positions': transformer({ positions: 'relative', finalNorm: false }),
  'Transformer, SSRU decoder': transformer({ decoder: 'ssru' }),
  'Transformer, SSRU decoder, post-norm': transformer({
    decoder: 'ssru',
    normFirst: false,
    finalNorm: true,
    decoderLayers: 1,
  }),
};

/** A model of a family with 11 source tokens and 9 target tokens, or 11 where embeddings are shared. */
export function familyModel(options: ModelOptionsInput, seed = 7): Seq2Seq {
  manualSeed(seed);
  const { tiedEmbeddings } = options;
  const isShared = tiedEmbeddings === 'all' || tiedEmbeddings === 'embeddings';
  return createModel(options, { source: { size: 11 }, target: { size: isShared ? 11 : 9 } });
}
