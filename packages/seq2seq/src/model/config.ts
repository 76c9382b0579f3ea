/** How the decoder looks at the source: not at all beyond one vector, or by attention. */
export type AttentionKind = 'none' | 'dot' | 'additive';

/** Which embedding tables are one: none; target and output layer; source, target and output layer. */
export type TiedEmbeddings = 'none' | 'target' | 'all';

/** Everything that determines the parameters' names and shapes. */
export interface ModelConfig {
  readonly sourceVocabulary: number;
  readonly targetVocabulary: number;
  readonly embeddingSize: number;
  /** Units of the decoder, and of each direction of the encoder. */
  readonly hiddenSize: number;
  /** Layers of the encoder and of the decoder. */
  readonly layers: number;
  readonly attention: AttentionKind;
  readonly tiedEmbeddings: TiedEmbeddings;
  /** Probability of dropping an element of embeddings, between layers and before the output layer. */
  readonly dropout: number;
}
