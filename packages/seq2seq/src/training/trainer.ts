import type { Batch, BatchState, EncodedPair, PairsOfEpochs, TokenBatches } from '@rondo/data';
import { tokenBatches } from '@rondo/data';
import {
  Adam,
  clipGradNorm,
  clipGradValue,
  GradScaler,
  schedules,
  type Schedule,
} from '@rondo/optim';
import type { RandomState, Tensor } from '@rondo/tensor';
import type { TrainingConfig } from '../config/schema.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { Breath } from '../breath.ts';
import { batchLimits, nextBatches, stepsPerEpoch, trainingBatches } from './batches.ts';
import { BestValidations } from './best-validations.ts';
import { TrainingError } from './error.ts';
import type { StepEvent, TrainingEvent, ValidationEvent } from './events.ts';
import { FittedGradients } from './fitted-gradients.ts';
import { fingerprint } from './fingerprint.ts';
import { freezeByName } from './freeze.ts';
import { metricChoice, metricOf, type MetricChoice } from './metric-choice.ts';
import { MovingAverage } from './moving-average.ts';
import { describeNonFinite, findNonFinite, type NonFinite } from './non-finite.ts';
import { learningRateSchedule } from './schedule.ts';
import type { TrainingPoint, TrainingState, ValidationPoint } from './state.ts';
import { takeItem } from './take-item.ts';
import { validate } from './validate.ts';
import { validationFault } from './validation-fault.ts';
import { decodeValidation, type ValidationDecoding } from './validation-decoding.ts';

export interface TrainerOptions {
  readonly model: Seq2Seq;
  readonly config: TrainingConfig;
  /** Where each epoch has pairs of its own (`encodeEpochs`), the steps of a run are counted by the batches of the first one. */
  readonly train: PairsOfEpochs;
  readonly validation: readonly EncodedPair[];
  /** Has validation decode sentences greedily: for samples, and for metrics such as BLEU. */
  readonly decoding?: ValidationDecoding;
}

/** Steps that may be left out in a row: beyond that the weights are beyond help. */
const longestSkip = 10;

/**
 * Trains a model with teacher forcing, Adam and a learning-rate schedule.
 *
 * `for await (const event of trainer.run())` drives it; leaving the loop stops it between two steps. `saveCheckpoint` makes a file of
 * it from which training goes on bit for bit, also while a step is at work: the file is then of the step before.
 */
export class Trainer {
  readonly model: Seq2Seq;
  readonly optimizer: Adam;
  readonly config: TrainingConfig;
  readonly totalSteps: number;
  readonly #batches: TokenBatches;
  readonly #validation: TokenBatches;
  readonly #validationPairs: readonly EncodedPair[];
  readonly #decoding: ValidationDecoding | undefined;
  readonly #choice: MetricChoice;
  readonly #schedule: Schedule;
  readonly #scaler: GradScaler | undefined;
  readonly #gradients: FittedGradients;
  readonly #fingerprint: string;
  readonly #best: BestValidations;
  readonly #average: MovingAverage | undefined;
  /** Where this run stands in its own stream, whatever else draws numbers meanwhile. */
  #random: RandomState;
  /** Where it stands in the data: after the batches of the last step, whatever is at work. */
  #place: BatchState;
  #step = 0;
  #tokens = 0;
  #seconds = 0;
  #skipped = 0;
  /** The limit of the gradients after the last step. */
  #partPlaces = Infinity;
  #training: TrainingPoint[] = [];
  #validations: ValidationPoint[] = [];

  /**
   * Freezes what `config.freeze` names.
   * @throws ConfigError for a metric that no validation tells; RangeFault for a pattern of `freeze` that matches nothing.
   */
  constructor({ model, config, train, validation, decoding }: TrainerOptions) {
    const { seed, learningRate, beta1, beta2, eps, weightDecay } = config;
    this.model = model;
    this.config = config;
    this.#choice = metricChoice(config, decoding);
    if (config.freeze) freezeByName(model, config.freeze);
    this.#batches = trainingBatches({ config, model, train });
    this.#validation = tokenBatches(validation, {
      ...batchLimits(config, model),
      shuffle: false,
      tooLong: 'drop',
    });
    this.#validationPairs = validation;
    this.#decoding = decoding;
    const epochSteps = stepsPerEpoch(this.#batches, config.accumulate);
    this.totalSteps = Math.max(1, Math.round(config.epochs * epochSteps));
    this.#schedule = learningRateSchedule(config, {
      totalSteps: this.totalSteps,
      stepsPerEpoch: epochSteps,
      modelSize:
        model.config.family === 'transformer' ? model.config.dModel : model.config.hiddenSize,
      mode: this.#choice.mode,
    });
    this.optimizer = new Adam(model.parameters(), {
      learningRate,
      betas: [beta1, beta2],
      eps,
      weightDecay,
    });
    this.#best = new BestValidations(this.#choice, config.keepBest);
    this.#average = config.ema === undefined ? undefined : new MovingAverage(model, config.ema);
    this.#scaler = config.precision === 'mixed' ? new GradScaler() : undefined;
    this.#gradients = new FittedGradients(model, config.labelSmoothing, this.#scaler);
    this.#fingerprint = fingerprint(train);
    this.#random = { seed, block: 0 };
    this.#place = this.#batches.state;
  }

  get step(): number {
    return this.#step;
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
    return this.#average && this.#average.updates > 0 ? this.#average.model : this.model;
  }

  /** Where the run stands: after the last step that is complete. */
  state(): TrainingState {
    const { best, kept } = this.#best;
    return {
      step: this.#step,
      batches: this.#place,
      random: this.#random,
      tokens: this.#tokens,
      seconds: this.#seconds,
      fingerprint: this.#fingerprint,
      best,
      kept: [...kept],
      schedule:
        this.#schedule instanceof schedules.Plateau ? this.#schedule.stateDict() : undefined,
      averaged: this.#average?.updates,
      skipped: this.#skipped,
      scaler: this.#scaler?.stateDict(),
      partPlaces: Number.isFinite(this.#partPlaces) ? this.#partPlaces : undefined,
      history: { training: [...this.#training], validation: [...this.#validations] },
    };
  }

  /**
   * Puts the run where `state()` said it was; the tensors of model and optimizer are loaded by the caller. A moving average that the
   * state does not know begins with the next step.
   * @throws TrainingError when the training data is not that of the state.
   */
  restore(state: TrainingState, average?: Readonly<Record<string, Tensor>>): void {
    if (state.fingerprint !== this.#fingerprint) {
      throw new TrainingError(
        'the training data is not what the checkpoint was trained on (other pairs, tokens or order); give it the data it had, or start a new run',
        { expected: state.fingerprint, received: this.#fingerprint },
      );
    }
    this.#batches.restore(state.batches);
    if (average && state.averaged) this.#average?.restore(average, state.averaged);
    else this.#average?.restart();
    this.#place = state.batches;
    this.#random = state.random;
    this.#step = state.step;
    this.#tokens = state.tokens;
    this.#seconds = state.seconds;
    this.#skipped = state.skipped ?? 0;
    if (state.scaler) this.#scaler?.loadStateDict(state.scaler);
    this.#partPlaces = state.partPlaces ?? Infinity;
    this.#gradients.limit = this.#partPlaces;
    this.#best.restore(state.best, state.kept ?? (state.best ? [state.best] : []));
    if (this.#schedule instanceof schedules.Plateau && state.schedule) {
      this.#schedule.loadStateDict(state.schedule);
    }
    this.#training = [...state.history.training];
    this.#validations = [...state.history.validation];
  }

  /** Takes steps and validates until the run is over, telling of each. */
  async *run(): AsyncGenerator<TrainingEvent, void> {
    const breath = new Breath();
    // What was begun and not finished before is taken again.
    this.#batches.restore(this.#place);
    // A run that was stopped between a step and its validation catches up first.
    if (this.#isValidationDue()) yield await this.#validate();
    while (this.#step < this.totalSteps && !this.#hasStagnated()) {
      const epoch = this.#batches.epoch();
      for (;;) {
        const batches = nextBatches(epoch, this.#batches, this.config.accumulate);
        if (batches.length === 0) break;
        yield await this.#takeStep(batches);
        await breath.take();
        if (this.#isValidationDue()) yield await this.#validate();
        if (this.#step >= this.totalSteps || this.#hasStagnated()) break;
      }
    }
    yield {
      kind: 'end',
      step: this.#step,
      reason: this.#hasStagnated() ? 'no improvement' : 'finished',
    };
  }

  async #takeStep(batches: readonly Batch[]): Promise<StepEvent> {
    const start = performance.now();
    const place = this.#batches.state;
    const { loss, random } = this.#gradients.of(batches, this.#random);
    const norm = this.#clip();
    const [lossValue, gradientNorm] = await Promise.all([takeItem(loss), takeItem(norm)]);
    const isFinite = Number.isFinite(lossValue) && Number.isFinite(gradientNorm);
    const lossScale = this.#scaler?.currentScale;
    // A smaller scale helps, so it is no fault of model or data.
    const overflows = !isFinite && Number.isFinite(lossValue) && (lossScale ?? 1) > 1;
    const skipped = isFinite
      ? undefined
      : overflows
        ? this.#leaveOutOverflow(batches)
        : await this.#leaveOut(batches, place, { loss: lossValue, gradientNorm });
    const learningRate = this.#schedule.learningRate(this.#step);
    // From here to the end nothing is waited for: a checkpoint sees all of it or nothing.
    if (!skipped) {
      this.optimizer.learningRate = learningRate;
      this.optimizer.step();
      this.#average?.update();
      this.#training.push({ step: this.#step + 1, loss: lossValue });
    }
    if (isFinite || overflows) this.#scaler?.update(isFinite);
    if (!overflows) this.#skipped = skipped ? this.#skipped + 1 : 0;
    this.#partPlaces = this.#gradients.limit;
    this.#random = random;
    this.#place = place;
    this.#step += 1;
    const tokens = batches.reduce(
      (sum, batch) => sum + batch.tokens.source + batch.tokens.target,
      0,
    );
    const seconds = (performance.now() - start) / 1000;
    this.#tokens += tokens;
    this.#seconds += seconds;
    return {
      kind: 'step',
      step: this.#step,
      totalSteps: this.totalSteps,
      epoch: place.epoch,
      loss: lossValue,
      learningRate,
      gradientNorm,
      ...(lossScale !== undefined && { lossScale }),
      tokens,
      seconds,
      ...(skipped && { skipped }),
    };
  }

  /** Limits the gradients; their norm before. */
  #clip(): Tensor {
    const { clipNorm, clipValue } = this.config;
    const parameters = this.model.parameters();
    if (clipValue === undefined) return clipGradNorm(parameters, clipNorm);
    const norm = clipGradNorm(parameters, Infinity);
    clipGradValue(parameters, clipValue);
    clipGradNorm(parameters, clipNorm).dispose();
    return norm;
  }

  /** Forgets the gradients of a scaled loss, which are not finite. */
  #leaveOutOverflow(batches: readonly Batch[]): NonFinite {
    this.optimizer.clearGrad();
    return { kind: 'gradient', pairs: batches.flatMap(({ indices }) => [...indices]) };
  }

  /**
   * Says what is not finite in a step, whose gradients are forgotten.
   * @throws TrainingError unless the step may be left out and that can help.
   */
  async #leaveOut(
    batches: readonly Batch[],
    { epoch, position }: BatchState,
    numbers: { readonly loss: number; readonly gradientNorm: number },
  ): Promise<NonFinite> {
    const found = await findNonFinite(
      this.model,
      batches,
      this.config.labelSmoothing,
      this.#random,
    );
    const isHopeless = found.kind === 'parameter' || this.#skipped >= longestSkip;
    if (this.config.nonFinite === 'skip' && !isHopeless) return found;
    const first = position - batches.length + 1;
    const where = batches.length === 1 ? `batch ${position}` : `batches ${first} to ${position}`;
    const inRow = this.#skipped > 0 ? ` after ${this.#skipped} steps left out in a row` : '';
    throw new TrainingError(
      `training stopped at step ${this.#step + 1}: the loss is ${numbers.loss} and the gradient norm ${numbers.gradientNorm} ` +
        `in ${where} of epoch ${epoch + 1}${inRow}: ${describeNonFinite(found)}; the parameters are those before this step. ` +
        'Lower training.learningRate, raise training.warmup, or look at these pairs',
      {
        step: this.#step + 1,
        epoch: epoch + 1,
        batch: position,
        ...numbers,
        kind: found.kind,
        name: found.name,
        pairs: found.pairs,
      },
    );
  }

  #isValidationDue(): boolean {
    if (this.#step === 0 || this.#validations.at(-1)?.step === this.#step) return false;
    if (this.#step >= this.totalSteps) return true;
    const { validateEvery } = this.config;
    if (validateEvery !== undefined) return this.#step % validateEvery === 0;
    return this.#place.position === this.#batches.length;
  }

  async #validate(): Promise<ValidationEvent> {
    const { epoch } = this.#place;
    const model = this.validated;
    const validation = await validate(model, this.#validation);
    if (!Number.isFinite(validation.loss)) {
      const point = { step: this.#step, epoch: epoch + 1, loss: validation.loss };
      throw await validationFault(model, this.#validation, point);
    }
    const decoded =
      this.#decoding &&
      (await decodeValidation(
        model,
        this.#validationPairs,
        batchLimits(this.config, model),
        this.#decoding,
      ));
    const { loss, perplexity, accuracy } = validation;
    const others = { accuracy, ...decoded?.metrics };
    const point = { step: this.#step, epoch, loss, metrics: others };
    const ranking = this.#best.add(point);
    this.#validations.push(point);
    if (this.#schedule instanceof schedules.Plateau) {
      this.#schedule.observe(metricOf(point, this.#choice)!);
    }
    return {
      kind: 'validation',
      step: this.#step,
      epoch,
      ...validation,
      ...ranking,
      metrics: { loss, perplexity, ...others },
      samples: decoded?.samples ?? [],
    };
  }

  #hasStagnated(): boolean {
    const { patience } = this.config;
    const { best } = this.#best;
    if (patience === undefined || !best) return false;
    return this.#validations.filter(({ step }) => step > best.step).length >= patience;
  }

  /** Frees what the trainer has made: what the optimizer remembers, gradients and the moving average. The model stays. */
  dispose(): void {
    this.optimizer.clearGrad();
    this.optimizer.dispose();
    this.#average?.dispose();
  }
}
