import { TransformerEncoder } from '@rondo/layers-attention';
import { Dropout, Module } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import type { TransformerModelConfig } from '../config.ts';
import type { Encoder } from '../encoder.ts';
import type { Memory } from '../memory.ts';
import { initialise } from './initialise.ts';
import { embeddingDropout, modelPositions } from './model-positions.ts';

/** Reads the source by self-attention: positions, dropout, layers (Vaswani et al. 2017, section 3.1). */
export class SelfAttentionEncoder extends Module implements Encoder {
  static override readonly torchNames = { stack: '' };

  readonly stack: TransformerEncoder;
  readonly dropout: Dropout;

  constructor(config: TransformerModelConfig) {
    super();
    const { dModel, heads, encoderLayers: numLayers, dropout, normFirst } = config;
    const { finalNorm = normFirst, feedForward, activation } = config;
    const positions = modelPositions(config, { bidirectional: true });
    const options = { numLayers, dropout, normFirst, finalNorm, feedForward, activation };
    this.stack = new TransformerEncoder(dModel, heads, { ...options, positions });
    this.dropout = new Dropout(embeddingDropout(positions, dropout));
    initialise(this);
  }

  forward(embedded: Tensor, lengths: Tensor): Memory {
    const input = this.dropout.forward(embedded);
    const states = this.stack.forward(input, { keyLengths: lengths });
    return { states, summary: undefined, lengths };
  }
}
