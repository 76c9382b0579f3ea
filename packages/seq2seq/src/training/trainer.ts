import type { Batch, BatchState, EncodedPair, PairsOfEpochs, TokenBatches } from '@rondo/data';
import { tokenBatches } from '@rondo/data';
import { Adam, GradScaler } from '@rondo/optim';
import type { Tensor } from '@rondo/tensor';
import {
  TrainingError,
  TrainingLoop,
  type LoopEvent,
  type LoopStep,
  type LoopValidation,
} from '@rondo/training';
import type { TrainingConfig } from '../config/schema.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { batchLimits, trainingBatches } from './batches.ts';
import { cloneModel } from './clone-model.ts';
import type { StepEvent, TrainingEvent, ValidationEvent } from './events.ts';
import { fingerprint } from './fingerprint.ts';
import { freezeByName } from './freeze.ts';
import { metricChoice } from './metric-choice.ts';
import { divisibleSentences, sentenceObjective, sentenceWording } from './objective.ts';
import { overflowingPairs } from './overflowing-pairs.ts';
import { learningRateSchedule } from './schedule.ts';
import type { TrainingState } from './state.ts';
import { validateSentences, type SentenceValidation } from './validate-sentences.ts';
import type { ValidationDecoding } from './validation-decoding.ts';

export interface TrainerOptions {
  readonly model: Seq2Seq;
  readonly config: TrainingConfig;
  /** Where each epoch has pairs of its own (`encodeEpochs`), the steps of a run are counted by the batches of the first one. */
  readonly train: PairsOfEpochs;
  readonly validation: readonly EncodedPair[];
  /** Has validation decode sentences greedily: for samples, and for metrics such as BLEU. */
  readonly decoding?: ValidationDecoding;
}

/**
 * Trains a model with teacher forcing, Adam and a learning-rate schedule: the sentences' side of a `TrainingLoop`.
 *
 * `for await (const event of trainer.run())` drives it; leaving the loop stops it between two steps. `saveCheckpoint` makes a file of
 * it from which training goes on bit for bit, also while a step is at work: the file is then of the step before.
 */
export class Trainer {
  readonly model: Seq2Seq;
  readonly optimizer: Adam;
  readonly config: TrainingConfig;
  readonly #loop: TrainingLoop<Seq2Seq, Batch, SentenceValidation, BatchState>;
  readonly #batches: TokenBatches;
  readonly #validation: TokenBatches;
  readonly #fingerprint: string;

  /**
   * Freezes what `config.freeze` names.
   * @throws ConfigError for a metric that no validation tells; RangeFault for a pattern of `freeze` that matches nothing.
   */
  constructor({ model, config, train, validation, decoding }: TrainerOptions) {
    const { seed, learningRate, beta1, beta2, eps, weightDecay, ema } = config;
    this.model = model;
    this.config = config;
    const choice = metricChoice(config, decoding);
    if (config.freeze) freezeByName(model, config.freeze);
    this.#batches = trainingBatches({ config, model, train });
    const limits = batchLimits(config, model);
    this.#validation = tokenBatches(validation, { ...limits, shuffle: false, tooLong: 'drop' });
    this.optimizer = new Adam(model.parameters(), {
      learningRate,
      betas: [beta1, beta2],
      eps,
      weightDecay,
    });
    this.#loop = new TrainingLoop({
      ...sentenceObjective(config.labelSmoothing),
      model,
      batches: this.#batches,
      optimizer: this.optimizer,
      epochs: config.epochs,
      accumulate: config.accumulate,
      schedule: (length) =>
        learningRateSchedule(config, {
          ...length,
          modelSize: modelSizeOf(model),
          mode: choice.mode,
        }),
      seed,
      clipNorm: config.clipNorm,
      clipValue: config.clipValue,
      nonFinite: config.nonFinite,
      scaler: config.precision === 'mixed' ? new GradScaler() : undefined,
      divisible: divisibleSentences,
      amount: ({ tokens }) => tokens.source + tokens.target,
      validate: (validated) =>
        validateSentences(validated, this.#validation, { pairs: validation, limits, decoding }),
      validateEvery: config.validateEvery,
      // Where every pair is too long to be decoded, there are no metrics of decoded sentences.
      metric: { ...choice, optional: true },
      keepBest: config.keepBest,
      patience: config.patience,
      validationItemsAtFault: (validated) => overflowingPairs(validated, this.#validation),
      average: ema === undefined ? undefined : { decay: ema, copy: cloneModel },
      wording: sentenceWording,
    });
    this.#fingerprint = fingerprint(train);
  }

  get totalSteps(): number {
    return this.#loop.totalSteps;
  }

  get step(): number {
    return this.#loop.step;
  }

  /** Training pairs of the current epoch that are longer than a batch, or than the model has positions, and so left out. */
  get dropped(): number {
    return this.#batches.dropped;
  }

  /** Validation pairs left out for the same reason. */
  get droppedValidation(): number {
    return this.#validation.dropped;
  }

  /** The model that validation judges and that is worth keeping: the moving average of the weights, or else the model itself. */
  get validated(): Seq2Seq {
    return this.#loop.validated;
  }

  /** Where the run stands: after the last step that is complete. */
  state(): TrainingState {
    const {
      step,
      batches,
      random,
      amount: tokens,
      seconds,
      partSize,
      ...rest
    } = this.#loop.state();
    const known = { fingerprint: this.#fingerprint, partPlaces: partSize };
    return { step, batches, random, tokens, seconds, ...known, ...rest };
  }

  /**
   * Puts the run where `state()` said it was; the tensors of model and optimizer are loaded by the caller. A moving average that the
   * state does not know begins with the next step.
   * @throws TrainingError when the training data is not that of the state.
   */
  restore(state: TrainingState, average?: Readonly<Record<string, Tensor>>): void {
    const { tokens: amount, partPlaces: partSize, fingerprint: expected, ...rest } = state;
    if (expected !== this.#fingerprint) {
      throw new TrainingError(
        'the training data is not what the checkpoint was trained on (other pairs, tokens or order); give it the data it had, or start a new run',
        { expected, received: this.#fingerprint },
      );
    }
    this.#loop.restore({ ...rest, amount, partSize }, average);
  }

  /** Takes steps and validates until the run is over, telling of each. */
  async *run(): AsyncGenerator<TrainingEvent, void> {
    for await (const event of this.#loop.run()) yield eventOf(event);
  }

  /** Frees what the trainer has made: what the optimizer remembers, gradients and the moving average. The model stays. */
  dispose(): void {
    this.#loop.dispose();
  }
}

function modelSizeOf({ config }: Seq2Seq): number {
  return config.family === 'transformer' ? config.dModel : config.hiddenSize;
}

/** What the loop tells, in the words of sentences. */
function eventOf(event: LoopEvent<SentenceValidation>): TrainingEvent {
  if (event.kind === 'step') return stepEvent(event);
  return event.kind === 'validation' ? validationEvent(event) : event;
}

function stepEvent({ amount: tokens, seconds, skipped, ...step }: LoopStep): StepEvent {
  if (!skipped) return { ...step, tokens, seconds };
  const { items: pairs, ...where } = skipped;
  return { ...step, tokens, seconds, skipped: { ...where, pairs } };
}

function validationEvent({
  result: { loss, perplexity, accuracy, metrics, samples },
  kind,
  step,
  epoch,
  ...ranking
}: LoopValidation<SentenceValidation>): ValidationEvent {
  return {
    kind,
    step,
    epoch,
    loss,
    perplexity,
    accuracy,
    ...ranking,
    metrics: { loss, perplexity, ...metrics },
    samples,
  };
}
