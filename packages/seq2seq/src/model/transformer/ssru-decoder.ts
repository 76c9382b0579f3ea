import { Dropout, LayerNorm, Module } from '@rondo/layers-core';
import type { KeyValue } from '@rondo/layers-attention';
import type { Tensor } from '@rondo/tensor';
import type { TransformerModelConfig } from '../config.ts';
import type { Decoded, Decoder, DecoderOptions, DecoderState } from '../decoder.ts';
import type { Memory } from '../memory.ts';
import { alignment } from './alignment.ts';
import { initialise } from './initialise.ts';
import { SSRUDecoderLayer, type LayerInputs } from './ssru-decoder-layer.ts';
import { SSRUState } from './ssru-state.ts';

/** What steps through all layers start from. */
export interface SSRUStart {
  /** Keys and values of the memory, of each layer. */
  readonly memory: readonly KeyValue[];
  /** Tokens of each source, int32 `[N]`. */
  readonly lengths: Tensor;
  /** Memories of the recurrent units, of each layer; zeros when left out. */
  readonly cells?: readonly Tensor[];
}

/**
 * Predicts the next target token by recurrent units (Kim et al. 2019, section 3.1) and attention to the source. The recurrence knows
 * the order, so there are no positions.
 */
export class SSRUDecoder extends Module implements Decoder {
  readonly layers: readonly SSRUDecoderLayer[];
  readonly norm: LayerNorm | undefined;
  readonly dropout: Dropout;

  constructor(config: TransformerModelConfig) {
    super();
    const { dModel, decoderLayers, dropout, normFirst, finalNorm = normFirst } = config;
    this.layers = Array.from({ length: decoderLayers }, () => new SSRUDecoderLayer(config));
    this.norm = finalNorm ? new LayerNorm(dModel) : undefined;
    this.dropout = new Dropout(dropout);
    initialise(this);
  }

  forward(embedded: Tensor, memory: Memory, options?: DecoderOptions): Decoded {
    const start = { memory: this.project(memory), lengths: memory.lengths };
    return this.run(this.dropout.forward(embedded), start, options);
  }

  begin(memory: Memory): DecoderState {
    return new SSRUState(this, memory);
  }

  /** Keys and values of the memory, of each layer. */
  project({ states }: Memory): KeyValue[] {
    return this.layers.map(({ multiheadAttn }) => multiheadAttn.keyValue(states));
  }

  /** Any number of steps `[N, T, E]`, with the memories of the recurrent units after the last one. */
  run(
    embedded: Tensor,
    start: SSRUStart,
    { needWeights }: DecoderOptions = {},
  ): Decoded & { readonly cells: readonly Tensor[] } {
    const { weights, ...rest } = this.#run(embedded, start, needWeights ? 'average' : undefined);
    return { ...rest, weights: alignment(weights) };
  }

  headWeights(embedded: Tensor, memory: Memory): readonly Tensor[] {
    const start = { memory: this.project(memory), lengths: memory.lengths };
    return this.#run(this.dropout.forward(embedded), start, 'heads').weights;
  }

  #run(
    embedded: Tensor,
    { memory, lengths, cells: before }: SSRUStart,
    needWeights: LayerInputs['needWeights'],
  ): { features: Tensor; cells: readonly Tensor[]; weights: readonly Tensor[] } {
    const cells: Tensor[] = [];
    const weights: Tensor[] = [];
    let value = embedded;
    for (const [index, layer] of this.layers.entries()) {
      const inputs = { c0: before?.[index], lengths, needWeights };
      const result = layer.forward(value, memory[index]!, inputs);
      value = result.output;
      cells.push(result.cell);
      if (result.weights) weights.push(result.weights);
    }
    return { features: this.norm?.forward(value) ?? value, cells, weights };
  }
}
