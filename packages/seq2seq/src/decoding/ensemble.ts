import { dispose, logSoftmax, RangeFault, stack, tensorsIn, heldTensors } from '@rondo/tensor';
import type { Tensor } from '@rondo/tensor';
import type {
  DecodingState,
  DecodingStep,
  IncrementalDecoder,
  ReorderOptions,
  StartDecodingOptions,
} from './incremental-decoder.ts';

export interface EnsembleOptions {
  /** What is averaged. Default 'probabilities'. */
  readonly average?: 'probabilities' | 'logProbabilities';
}

/**
 * Several models of one vocabulary that decode as one, of whatever families.
 *
 * 'probabilities': P = (1/M) Σₘ Pₘ, which follows a model that is sure; 'logProbabilities': ln P = (1/M) Σₘ ln Pₘ + constant, the geometric mean, which wants
 * none to object. Attention is the mean over the models that have any.
 */
export class Ensemble implements IncrementalDecoder {
  readonly targetVocabulary: number;
  readonly longestTarget: number;
  readonly #models: readonly IncrementalDecoder[];
  readonly #average: NonNullable<EnsembleOptions['average']>;

  /** @throws RangeFault for no model, or unequal target vocabularies. */
  constructor(
    models: readonly IncrementalDecoder[],
    { average = 'probabilities' }: EnsembleOptions = {},
  ) {
    const sizes = models.map(({ targetVocabulary }) => targetVocabulary);
    if (new Set(sizes).size !== 1) {
      throw new RangeFault(
        `Ensemble: expected one or more models of one target vocabulary, received sizes [${sizes.join(', ')}]; train them on the same vocabulary`,
        { sizes },
      );
    }
    this.targetVocabulary = sizes[0]!;
    this.longestTarget = Math.min(...models.map(({ longestTarget = Infinity }) => longestTarget));
    this.#models = models;
    this.#average = average;
  }

  startDecoding(source: Tensor, lengths: Tensor, options?: StartDecodingOptions): DecodingState {
    const states: DecodingState[] = [];
    try {
      for (const model of this.#models) states.push(model.startDecoding(source, lengths, options));
    } catch (error) {
      dispose(states);
      throw error;
    }
    return new EnsembleState(states, means[this.#average]);
  }
}

class EnsembleState implements DecodingState {
  readonly #states: readonly DecodingState[];
  readonly #mean: (logits: readonly Tensor[]) => Tensor;

  constructor(states: readonly DecodingState[], mean: (logits: readonly Tensor[]) => Tensor) {
    this.#states = states;
    this.#mean = mean;
  }

  step(tokens: Tensor): DecodingStep {
    const steps = this.#states.map((state) => state.step(tokens));
    const attention = steps.flatMap((step) => step.attention ?? []);
    return {
      logits: this.#mean(steps.map(({ logits }) => logits)),
      attention: attention.length > 0 ? stack(attention).mean(0) : undefined,
    };
  }

  reorder(rows: Tensor, options?: ReorderOptions): void {
    for (const state of this.#states) state.reorder(rows, options);
  }

  [heldTensors](): Iterable<Tensor> {
    return tensorsIn(this.#states);
  }

  dispose(): void {
    for (const state of this.#states) state.dispose();
  }
}

/** Logits of the mean `[N, V]` of M models' logits. */
const means: Record<
  NonNullable<EnsembleOptions['average']>,
  (logits: readonly Tensor[]) => Tensor
> = {
  // ln Σₘ e^xₘ, less ln M, which is the same for all tokens.
  probabilities: (logits) => {
    const all = stack(logits.map((one) => logSoftmax(one)));
    const largest = all.max(0);
    return all.sub(largest).exp().sum(0).log().add(largest);
  },
  logProbabilities: (logits) => stack(logits.map((one) => logSoftmax(one))).mean(0),
};
