import { Parameter } from '@rondo/autograd';
import { specialIndex } from '@rondo/data';
import { Dropout, Embedding, init, Module } from '@rondo/layers-core';
import { linear, RondoError, zeros, type Tensor } from '@rondo/tensor';
import type { ModelConfig } from './config.ts';
import { RecurrentDecoder, type DecoderState } from './decoder.ts';
import { BidirectionalEncoder } from './encoder.ts';
import type { Memory } from './memory.ts';

/** A sequence-to-sequence model: embeddings, encoder, decoder, output layer. */
export class Seq2Seq extends Module {
  readonly config: ModelConfig;
  /** Absent where the source shares the target's table. */
  readonly sourceEmbedding: Embedding | undefined;
  readonly targetEmbedding: Embedding;
  readonly encoder: BidirectionalEncoder;
  readonly decoder: RecurrentDecoder;
  /** `[V, E]`; absent where the target's table is used. */
  readonly outputWeight: Parameter | undefined;
  readonly outputBias: Parameter;
  readonly dropout: Dropout;
  /** Scales embeddings so that a table good for the output layer gives inputs of unit variance. */
  readonly #scale: number;

  constructor(config: ModelConfig) {
    super();
    const { sourceVocabulary, targetVocabulary, embeddingSize, tiedEmbeddings, dropout } = config;
    if (tiedEmbeddings === 'all' && sourceVocabulary !== targetVocabulary) {
      throw new RondoError(
        `Seq2Seq: tiedEmbeddings 'all' needs one vocabulary for both sides, received ${sourceVocabulary} and ${targetVocabulary} entries; share the vocabulary or tie 'target'`,
        { sourceVocabulary, targetVocabulary },
      );
    }
    this.config = config;
    this.sourceEmbedding =
      tiedEmbeddings === 'all' ? undefined : embeddingTable(sourceVocabulary, embeddingSize);
    this.targetEmbedding = embeddingTable(targetVocabulary, embeddingSize);
    this.encoder = new BidirectionalEncoder(config);
    this.decoder = new RecurrentDecoder(config);
    this.outputWeight =
      tiedEmbeddings === 'none' ? outputTable(targetVocabulary, embeddingSize) : undefined;
    this.outputBias = new Parameter(zeros([targetVocabulary]));
    this.dropout = new Dropout(dropout);
    this.#scale = Math.sqrt(embeddingSize);
  }

  /** Reads source tokens, int32 `[N, S]` with lengths `[N]`. */
  encode(source: Tensor, lengths: Tensor): Memory {
    return this.encoder.forward(
      this.#embed(this.sourceEmbedding ?? this.targetEmbedding, source),
      lengths,
    );
  }

  /** Scores of the token after each of the given ones, int32 `[N, T]` → logits `[N, T, V]`. */
  decode(
    tokens: Tensor,
    state: DecoderState,
  ): { logits: Tensor; state: DecoderState; weights: Tensor | undefined } {
    const decoded = this.decoder.forward(this.#embed(this.targetEmbedding, tokens), state);
    const table = this.outputWeight ?? this.targetEmbedding.weight;
    const logits = linear(this.dropout.forward(decoded.features), table, this.outputBias);
    return { logits, state: decoded.state, weights: decoded.weights };
  }

  /**
   * Logits `[N, T, V]` of the target with teacher forcing: `targetInput` `[N, T]` is [begin] followed by the target without its
   * last token.
   */
  forward(source: Tensor, sourceLengths: Tensor, targetInput: Tensor): Tensor {
    const memory = this.encode(source, sourceLengths);
    return this.decode(targetInput, this.decoder.begin(memory)).logits;
  }

  #embed(table: Embedding, tokens: Tensor): Tensor {
    return this.dropout.forward(table.forward(tokens).mul(this.#scale));
  }
}

/** Entries from N(0, 1/E), so that logits of a tied output layer start with unit variance. */
function embeddingTable(entries: number, size: number): Embedding {
  const table = new Embedding(entries, size, { paddingIdx: specialIndex.pad });
  init.normal(table.weight, 0, size ** -0.5);
  return table;
}

function outputTable(entries: number, size: number): Parameter {
  const table = new Parameter(zeros([entries, size]));
  init.normal(table, 0, size ** -0.5);
  return table;
}
