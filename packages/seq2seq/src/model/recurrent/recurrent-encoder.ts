import { Dropout, Module } from '@rondo/layers-core';
import { concat, type Tensor } from '@rondo/tensor';
import type { RecurrentModelConfig } from '../config.ts';
import type { Encoder } from '../encoder.ts';
import type { Memory } from '../memory.ts';
import { recurrentStack, runStack, type RecurrentStack } from './recurrent-stack.ts';

/** Reads the source with stacked recurrent layers, in both directions (Bahdanau, Cho & Bengio 2015, section 3.2) or in one. */
export class RecurrentEncoder extends Module implements Encoder {
  /** Size M of a state: H of each direction. */
  readonly memorySize: number;
  readonly rnn: RecurrentStack;
  readonly dropout: Dropout;

  constructor(config: RecurrentModelConfig) {
    super();
    const { cell, embeddingSize, hiddenSize, layers, bidirectional, dropout } = config;
    this.memorySize = bidirectional ? 2 * hiddenSize : hiddenSize;
    this.rnn = recurrentStack(cell, embeddingSize, hiddenSize, {
      numLayers: layers,
      bidirectional,
      dropout: layers > 1 ? dropout : 0,
    });
    this.dropout = new Dropout(dropout);
  }

  /** The states are 0 after the end. */
  forward(embedded: Tensor, lengths: Tensor): Memory {
    const { output, state } = runStack(this.rnn, this.dropout.forward(embedded), { lengths });
    const directions = this.rnn.bidirectional ? 2 : 1;
    const last = state[0]!.slice(0, -directions).split(1);
    return {
      states: output,
      summary: concat(
        last.map((hidden) => hidden.squeeze(0)),
        -1,
      ),
      lengths,
    };
  }
}
