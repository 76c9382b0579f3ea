import type * as v from 'valibot';
import type {
  modelSchema,
  RecurrentModelOptions,
  sizedModelSchema,
  TransformerModelOptions,
} from '../config/model-schema.ts';

/**
 * How a recurrent decoder looks at the source: not at all beyond one vector, or by attention with the score of a state s and a place h:
 *
 * 'dot' (W h) · s / √H; 'additive' vᵀ tanh(W s + U h) (Bahdanau, Cho & Bengio 2015); 'luongDot' s · h, 'luongGeneral' sᵀ W h,
 * 'luongConcat' vᵀ tanh(W [s; h]) (Luong, Pham & Manning 2015).
 */
export type AttentionKind = RecurrentModelOptions['attention'];

/** Cells of recurrent layers. */
export type CellKind = NonNullable<RecurrentModelOptions['decoderCell']>;

/** Which embedding tables are one: none; target and output layer; source and target; source, target and output layer. */
export type TiedEmbeddings = RecurrentModelOptions['tiedEmbeddings'];

interface VocabularySizes {
  readonly sourceVocabulary: number;
  readonly targetVocabulary: number;
}

export type RecurrentModelConfig = Readonly<RecurrentModelOptions> & VocabularySizes;
export type TransformerModelConfig = Readonly<TransformerModelOptions> & VocabularySizes;

/** Everything that determines the parameters' names and shapes. */
export type ModelConfig = RecurrentModelConfig | TransformerModelConfig;

/** A model as it is written: what has a default may be left out, `family` is 'rnn' where it is. */
export type ModelConfigInput = v.InferInput<typeof sizedModelSchema>;

/** The same without what only the data tells. */
export type ModelOptionsInput = v.InferInput<typeof modelSchema>;
