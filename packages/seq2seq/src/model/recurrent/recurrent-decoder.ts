import { lengthMask } from '@rondo/layers-attention';
import { Dropout, Linear, Module } from '@rondo/layers-core';
import { concat, zeros, type Tensor } from '@rondo/tensor';
import type { RecurrentModelConfig } from '../config.ts';
import type { Decoded, Decoder, DecoderOptions, DecoderState } from '../decoder.ts';
import type { Memory } from '../memory.ts';
import { recurrentStack, runStack, statePartsOf, type RecurrentStack } from './recurrent-stack.ts';
import { RecurrentState } from './recurrent-state.ts';
import { scoreAttention, type ScoreAttention } from './score-attention.ts';

/** What a recurrent decoder looks up of the source: the summary without attention, all else with it. */
export interface SourceView {
  /** `[N, M]` */
  readonly summary?: Tensor | undefined;
  /** `[N, S, M]` */
  readonly states?: Tensor | undefined;
  /** Projected states. */
  readonly keys?: Tensor | undefined;
  /** Where a source token stands: bool `[N, 1, S]`. */
  readonly mask?: Tensor | undefined;
}

/** What a recurrent decoder hands on from one step to the next. */
export interface Carried {
  /** The parts of the state, `[layers, N, H]` each. */
  readonly state: readonly Tensor[];
  /** With input feeding, the features of the step before: `[N, 1, E]`. */
  readonly fed: Tensor | undefined;
}

/**
 * Predicts the next target token from the tokens before it: hₜ = RNN(xₜ, hₜ₋₁) with h₀ = tanh(W₀ summary); features
 * fₜ = tanh(W [hₜ; cₜ]) with the context cₜ that attention finds with the query hₜ.
 *
 * xₜ is the embedded token eₜ, or [eₜ; fₜ₋₁] with input feeding (Luong, Pham & Manning 2015, section 3.3), which takes one step after
 * the other. Without it the states of all steps come from one call, and attention asks the memory for all steps at once. Without
 * attention the summary is the context of every step and part of every input (Cho et al. 2014, section 2.2).
 */
export class RecurrentDecoder extends Module implements Decoder {
  readonly start: Linear;
  readonly rnn: RecurrentStack;
  readonly attention: ScoreAttention | undefined;
  readonly output: Linear;
  readonly dropout: Dropout;
  readonly inputFeeding: boolean;
  readonly #stateParts: number;

  constructor(config: RecurrentModelConfig, memorySize: number) {
    super();
    const { embeddingSize, hiddenSize, layers, attention, inputFeeding, dropout } = config;
    const cell = config.decoderCell ?? config.cell;
    const withContext = attention === 'none' ? memorySize : 0;
    const withFeatures = inputFeeding ? embeddingSize : 0;
    const inputSize = embeddingSize + withContext + withFeatures;
    this.inputFeeding = inputFeeding;
    this.#stateParts = statePartsOf(cell);
    this.start = new Linear(memorySize, this.#stateParts * layers * hiddenSize);
    this.rnn = recurrentStack(cell, inputSize, hiddenSize, {
      numLayers: layers,
      dropout: layers > 1 ? dropout : 0,
    });
    this.attention = scoreAttention(attention, hiddenSize, memorySize);
    this.output = new Linear(hiddenSize + memorySize, embeddingSize);
    this.dropout = new Dropout(dropout);
  }

  forward(embedded: Tensor, memory: Memory, options: DecoderOptions = {}): Decoded {
    const source = this.view(memory);
    const carried = this.first(memory);
    const input = this.dropout.forward(embedded);
    const { features, weights } = this.inputFeeding
      ? this.#runStepwise(input, source, carried, options)
      : this.run(input, source, carried, options);
    return { features: this.dropout.forward(features), weights };
  }

  begin(memory: Memory): DecoderState {
    return new RecurrentState(this, memory);
  }

  /** What there is to compute of the source alone. */
  view({ states, summary, lengths }: Memory): SourceView {
    if (!this.attention) return { summary };
    return {
      states,
      keys: this.attention.project(states),
      mask: lengthMask(lengths, states.shape[1]!),
    };
  }

  /** What the first step is handed. */
  first({ summary }: Memory): Carried {
    const { numLayers: layers, hiddenSize } = this.rnn;
    const N = summary!.shape[0]!;
    const parts = this.start.forward(summary!).tanh().reshape([N, -1, hiddenSize]).transpose(0, 1);
    const { backend } = summary!.storage;
    return {
      state: this.#stateParts === 1 ? [parts] : parts.split(layers),
      fed: this.inputFeeding ? zeros([N, 1, this.output.outFeatures], { backend }) : undefined,
    };
  }

  /** Any number of steps `[N, T, E]` from what was carried there; with input feeding, one. */
  run(
    embedded: Tensor,
    source: SourceView,
    { state, fed }: Carried,
    { needWeights = false }: DecoderOptions,
  ): Decoded & { carried: Carried } {
    const summary = source.summary?.unsqueeze(1).expand([-1, embedded.shape[1]!, -1]);
    const parts = [embedded, summary, fed].filter((part) => part !== undefined);
    const input = parts.length === 1 ? embedded : concat(parts, -1);
    const { output: states, state: last } = runStack(this.rnn, input, { state });
    const { keys, mask } = source;
    const attended =
      source.states && this.attention?.forward(states, source.states, { keys, mask, needWeights });
    const joined = concat([states, attended?.context ?? summary!], -1);
    const features = this.output.forward(this.dropout.forward(joined)).tanh();
    return {
      features,
      weights: attended?.weights,
      carried: { state: last, fed: fed && features },
    };
  }

  #runStepwise(
    embedded: Tensor,
    source: SourceView,
    first: Carried,
    options: DecoderOptions,
  ): Decoded {
    const features: Tensor[] = [];
    const weights: Tensor[] = [];
    let carried = first;
    for (const step of embedded.split(1, 1)) {
      const next = this.run(step, source, carried, options);
      features.push(next.features);
      if (next.weights) weights.push(next.weights);
      carried = next.carried;
    }
    return {
      features: concat(features, 1),
      weights: weights.length > 0 ? concat(weights, 1) : undefined,
    };
  }
}
