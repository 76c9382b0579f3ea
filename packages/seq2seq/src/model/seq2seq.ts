import { Parameter } from '@rondo/autograd';
import { Module, type Embedding } from '@rondo/layers-core';
import { linear, RondoError, zeros, type Tensor } from '@rondo/tensor';
import { parseModelConfig } from '../config/parse.ts';
import type {
  DecodingState,
  IncrementalDecoder,
  StartDecodingOptions,
} from '../decoding/incremental-decoder.ts';
import type { ModelConfig, ModelConfigInput } from './config.ts';
import type { Decoder, DecoderOptions } from './decoder.ts';
import { embeddingTable, outputTable } from './embedding-tables.ts';
import type { Encoder } from './encoder.ts';
import type { Memory } from './memory.ts';
import { ModelDecoding } from './model-decoding.ts';
import { RecurrentDecoder } from './recurrent/recurrent-decoder.ts';
import { RecurrentEncoder } from './recurrent/recurrent-encoder.ts';
import { SelfAttentionDecoder } from './transformer/self-attention-decoder.ts';
import { SelfAttentionEncoder } from './transformer/self-attention-encoder.ts';
import { SSRUDecoder } from './transformer/ssru-decoder.ts';

/** A sequence-to-sequence model of any family: embeddings times √E, encoder, decoder, output layer. */
export class Seq2Seq extends Module implements IncrementalDecoder {
  readonly config: ModelConfig;
  /** Absent where the source shares the target's table. */
  readonly sourceEmbedding: Embedding | undefined;
  readonly targetEmbedding: Embedding;
  readonly encoder: Encoder;
  readonly decoder: Decoder;
  /** `[V, E]`; absent where the target's table is used. */
  readonly outputWeight: Parameter | undefined;
  readonly outputBias: Parameter;
  /** Scales embeddings so that a table good for the output layer gives inputs of unit variance. */
  readonly #scale: number;

  /** @throws ConfigError naming each fault of the config; RondoError for one table of two vocabularies. */
  constructor(config: ModelConfigInput) {
    super();
    this.config = parseModelConfig(config);
    const { sourceVocabulary, targetVocabulary, tiedEmbeddings } = this.config;
    const isSourceTied = tiedEmbeddings === 'all' || tiedEmbeddings === 'embeddings';
    if (isSourceTied && sourceVocabulary !== targetVocabulary) {
      throw new RondoError(
        `Seq2Seq: tiedEmbeddings '${tiedEmbeddings}' needs one vocabulary for both sides, received ${sourceVocabulary} and ${targetVocabulary} entries; share the vocabulary or tie 'target'`,
        { sourceVocabulary, targetVocabulary },
      );
    }
    const isOutputTied = tiedEmbeddings === 'all' || tiedEmbeddings === 'target';
    const size = embeddingSizeOf(this.config);
    this.sourceEmbedding = isSourceTied ? undefined : embeddingTable(sourceVocabulary, size);
    this.targetEmbedding = embeddingTable(targetVocabulary, size);
    ({ encoder: this.encoder, decoder: this.decoder } = encoderAndDecoder(this.config));
    this.outputWeight = isOutputTied ? undefined : outputTable(targetVocabulary, size);
    this.outputBias = new Parameter(zeros([targetVocabulary]));
    this.#scale = Math.sqrt(size);
  }

  get targetVocabulary(): number {
    return this.config.targetVocabulary;
  }

  /** Steps that a target may have, [end] included: as many as positions were learned. */
  get longestTarget(): number {
    const { config } = this;
    const isLearned = config.family === 'transformer' && config.positions === 'learned';
    return isLearned ? config.maxLength : Infinity;
  }

  /** Reads source tokens, int32 `[N, S]` with lengths `[N]`. */
  encode(source: Tensor, lengths: Tensor): Memory {
    return this.encoder.forward(
      this.#embed(this.sourceEmbedding ?? this.targetEmbedding, source),
      lengths,
    );
  }

  /**
   * Scores of the token after each of the given ones under teacher forcing, int32 `[N, T]` → logits `[N, T, V]`, and where wanted the
   * attention weights over the source `[N, T, S]`.
   */
  decode(
    tokens: Tensor,
    memory: Memory,
    options?: DecoderOptions,
  ): { logits: Tensor; weights: Tensor | undefined } {
    const { features, weights } = this.decoder.forward(this.embedTarget(tokens), memory, options);
    return { logits: this.logits(features), weights };
  }

  /**
   * Logits `[N, T, V]` of the target with teacher forcing: `targetInput` `[N, T]` is [begin] followed by the target without its
   * last token.
   */
  forward(source: Tensor, sourceLengths: Tensor, targetInput: Tensor): Tensor {
    return this.decode(targetInput, this.encode(source, sourceLengths)).logits;
  }

  startDecoding(source: Tensor, lengths: Tensor, options?: StartDecodingOptions): DecodingState {
    return new ModelDecoding(this, source, lengths, options);
  }

  /** Target tokens, int32 `[N, T]` → `[N, T, E]`, as the decoder takes them. */
  embedTarget(tokens: Tensor): Tensor {
    return this.#embed(this.targetEmbedding, tokens);
  }

  /** What the decoder makes of tokens, `[N, T, E]` → `[N, T, V]`. */
  logits(features: Tensor): Tensor {
    return linear(features, this.outputWeight ?? this.targetEmbedding.weight, this.outputBias);
  }

  #embed(table: Embedding, tokens: Tensor): Tensor {
    return table.forward(tokens).mul(this.#scale);
  }
}

/** Numbers of an embedded token, E. */
function embeddingSizeOf(config: ModelConfig): number {
  return config.family === 'transformer' ? config.dModel : config.embeddingSize;
}

function encoderAndDecoder(config: ModelConfig): { encoder: Encoder; decoder: Decoder } {
  if (config.family === 'transformer') {
    const TargetDecoder = config.decoder === 'ssru' ? SSRUDecoder : SelfAttentionDecoder;
    return { encoder: new SelfAttentionEncoder(config), decoder: new TargetDecoder(config) };
  }
  const encoder = new RecurrentEncoder(config);
  return { encoder, decoder: new RecurrentDecoder(config, encoder.memorySize) };
}
