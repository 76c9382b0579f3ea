import { AdditiveAttention, MultiplicativeAttention } from '@rondo/layers-attention';
import { Dropout, Linear, Module } from '@rondo/layers-core';
import { GRU } from '@rondo/layers-recurrent';
import { concat, type Tensor } from '@rondo/tensor';
import type { ModelConfig } from './config.ts';
import type { Memory } from './memory.ts';

/** What a decoder carries from one target token to the next, with what it computes once per source. */
export interface DecoderState {
  readonly memory: Memory;
  /** Projected keys, with attention. */
  readonly keys: Tensor | undefined;
  /** State of each layer, `[layers, N, H]`. */
  readonly hidden: Tensor;
}

export interface Decoded {
  /** What the output layer reads: `[N, T, E]`. */
  readonly features: Tensor;
  readonly state: DecoderState;
  /** Attention weights `[N, T, S]`, with attention. */
  readonly weights: Tensor | undefined;
}

/**
 * Predicts the next target token from the tokens before it. The states of all steps come from one GRU call, and attention then
 * asks the memory for all steps at once: there is no input feeding.
 *
 * h = GRU(e, h₀) with h₀ = tanh(W₀ summary); features = tanh(W [h; context]). Without attention the summary is the context of every
 * step, and part of every input (Cho et al. 2014, section 2.2).
 */
export class RecurrentDecoder extends Module {
  readonly start: Linear;
  readonly rnn: GRU;
  readonly attention: AdditiveAttention | MultiplicativeAttention | undefined;
  readonly output: Linear;
  readonly dropout: Dropout;
  readonly #layers: number;

  constructor({ embeddingSize, hiddenSize, layers, attention, dropout }: ModelConfig) {
    super();
    const memorySize = 2 * hiddenSize;
    const inputSize = attention === 'none' ? embeddingSize + memorySize : embeddingSize;
    this.#layers = layers;
    this.start = new Linear(memorySize, layers * hiddenSize);
    this.rnn = new GRU(inputSize, hiddenSize, {
      numLayers: layers,
      dropout: layers > 1 ? dropout : 0,
    });
    this.attention = makeAttention(attention, memorySize, hiddenSize);
    this.output = new Linear(hiddenSize + memorySize, embeddingSize);
    this.dropout = new Dropout(dropout);
  }

  /** The state before the first target token. */
  begin(memory: Memory): DecoderState {
    const [batch] = memory.summary.shape;
    const hidden = this.start.forward(memory.summary).tanh();
    return {
      memory,
      keys: this.attention?.project(memory.states),
      hidden: hidden.reshape([batch!, this.#layers, -1]).transpose(0, 1),
    };
  }

  /** Embedded target tokens `[N, T, E]`, from a state on: any number of steps at once. */
  forward(embedded: Tensor, state: DecoderState): Decoded {
    const { memory, keys } = state;
    const [batch, steps] = embedded.shape as [number, number];
    const summary = memory.summary.unsqueeze(1).expand([batch, steps, -1]);
    const input = this.attention ? embedded : concat([embedded, summary], -1);
    const { output: states, hidden } = this.rnn.forward(input, { h0: state.hidden });
    const { states: source, mask } = memory;
    const attended = this.attention?.forward(states, source, { keys, mask });
    const joined = concat([states, attended?.context ?? summary], -1);
    return {
      features: this.output.forward(this.dropout.forward(joined)).tanh(),
      state: { memory, keys, hidden },
      weights: attended?.weights,
    };
  }
}

/** 'dot' is the general score of Luong, Pham & Manning 2015, scaled by 1/√H. */
function makeAttention(
  kind: ModelConfig['attention'],
  memorySize: number,
  hiddenSize: number,
): RecurrentDecoder['attention'] {
  if (kind === 'none') return undefined;
  if (kind === 'additive') return new AdditiveAttention(hiddenSize, memorySize, hiddenSize);
  const scale = 1 / Math.sqrt(hiddenSize);
  return new MultiplicativeAttention(hiddenSize, memorySize, { score: 'general', scale });
}
