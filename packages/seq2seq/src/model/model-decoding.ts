import { noGrad } from '@rondo/autograd';
import { inMode, type Module } from '@rondo/layers-core';
import {
  dispose,
  heldTensors,
  keep,
  scope,
  type SynchronousOnly,
  type Tensor,
} from '@rondo/tensor';
import type {
  DecodingState,
  DecodingStep,
  ReorderOptions,
  StartDecodingOptions,
} from '../decoding/incremental-decoder.ts';
import type { DecoderState } from './decoder.ts';
import type { Seq2Seq } from './seq2seq.ts';

/** Decodes with a model of any family, without dropout and without gradients: the decoder has the state. */
export class ModelDecoding implements DecodingState {
  readonly #model: Seq2Seq;
  readonly #modules: readonly Module[];
  readonly #needWeights: boolean;
  readonly #state: DecoderState;

  constructor(
    model: Seq2Seq,
    source: Tensor,
    lengths: Tensor,
    { attention = false }: StartDecodingOptions = {},
  ) {
    this.#model = model;
    this.#modules = model.modules();
    this.#needWeights = attention;
    this.#state = keep(this.#evaluate(() => model.decoder.begin(model.encode(source, lengths))));
  }

  step(tokens: Tensor): DecodingStep {
    return this.#evaluate(() => {
      const embedded = this.#model.embedTarget(tokens.unsqueeze(1));
      const needWeights = this.#needWeights;
      const { features, weights } = this.#state.step(embedded, { needWeights });
      return {
        logits: this.#model.logits(features).squeeze(1),
        attention: needWeights ? weights?.squeeze(1) : undefined,
      };
    });
  }

  reorder(rows: Tensor, options?: ReorderOptions): void {
    this.#evaluate(() => this.#state.reorder(rows, options));
  }

  *[heldTensors](): Generator<Tensor> {
    yield* this.#state[heldTensors]();
  }

  dispose(): void {
    dispose(this.#state);
  }

  #evaluate<T>(body: () => T, ...guard: SynchronousOnly<T>): T {
    return inMode(this.#modules, 'evaluation', () => scope(() => noGrad(body, ...guard), ...guard));
  }
}
