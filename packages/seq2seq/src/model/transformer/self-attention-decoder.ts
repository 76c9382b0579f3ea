import { TransformerDecoder } from '@rondo/layers-attention';
import { Dropout, Module } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import type { TransformerModelConfig } from '../config.ts';
import type { Decoded, Decoder, DecoderOptions, DecoderState } from '../decoder.ts';
import type { Memory } from '../memory.ts';
import { alignment } from './alignment.ts';
import { initialise } from './initialise.ts';
import { embeddingDropout, modelPositions } from './model-positions.ts';
import { SelfAttentionState } from './self-attention-state.ts';

/** Predicts the next target token by attention to the tokens before it and to the source (Vaswani et al. 2017, section 3.1). */
export class SelfAttentionDecoder extends Module implements Decoder {
  static override readonly torchNames = { stack: '' };

  readonly stack: TransformerDecoder;
  readonly dropout: Dropout;

  constructor(config: TransformerModelConfig) {
    super();
    const { dModel, heads, decoderLayers: numLayers, dropout, normFirst } = config;
    const { finalNorm = normFirst, feedForward, activation } = config;
    const positions = modelPositions(config, { bidirectional: false });
    const options = { numLayers, dropout, normFirst, finalNorm, feedForward, activation };
    this.stack = new TransformerDecoder(dModel, heads, { ...options, positions });
    this.dropout = new Dropout(embeddingDropout(positions, dropout));
    initialise(this);
  }

  forward(embedded: Tensor, memory: Memory, { needWeights }: DecoderOptions = {}): Decoded {
    const input = this.dropout.forward(embedded);
    const masks = { causal: true, memoryLengths: memory.lengths };
    if (!needWeights) {
      return { features: this.stack.forward(input, memory.states, masks), weights: undefined };
    }
    const decoded = this.stack.forward(input, memory.states, { ...masks, needWeights: 'average' });
    return {
      features: decoded.output,
      weights: alignment(decoded.weights.map((layer) => layer.memory)),
    };
  }

  headWeights(embedded: Tensor, { states, lengths }: Memory): readonly Tensor[] {
    const decoded = this.stack.forward(this.dropout.forward(embedded), states, {
      causal: true,
      memoryLengths: lengths,
      needWeights: 'heads',
    });
    return decoded.weights.map((layer) => layer.memory);
  }

  begin(memory: Memory): DecoderState {
    return new SelfAttentionState(this.stack, memory);
  }
}
