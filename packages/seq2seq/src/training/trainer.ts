import { backward } from '@rondo/autograd';
import { tokenBatches, type Batch, type EncodedPair, type TokenBatches } from '@rondo/data';
import { Adam, clipGradNorm, type Schedule } from '@rondo/optim';
import { randomState, setRandomState, type RandomState, type Tensor } from '@rondo/tensor';
import type { TrainingConfig } from '../config/schema.ts';
import { inMode } from '../model/mode.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { Breath } from '../breath.ts';
import { TrainingError } from './error.ts';
import type { StepEvent, TrainingEvent, ValidationEvent } from './events.ts';
import { fingerprint } from './fingerprint.ts';
import { batchLoss } from './loss.ts';
import { learningRateSchedule } from './schedule.ts';
import type { TrainingPoint, TrainingState, ValidationPoint } from './state.ts';
import { validate } from './validate.ts';

export interface TrainerOptions {
  readonly model: Seq2Seq;
  readonly config: TrainingConfig;
  readonly train: readonly EncodedPair[];
  readonly validation: readonly EncodedPair[];
}

/**
 * Trains a model with teacher forcing, Adam and a learning-rate schedule.
 *
 * `for await (const event of trainer.run())` drives it; leaving the loop stops it between two steps, where `state()` and the
 * tensors of `model` and `optimizer` are all that is needed to go on bit for bit.
 */
export class Trainer {
  readonly model: Seq2Seq;
  readonly optimizer: Adam;
  readonly config: TrainingConfig;
  readonly totalSteps: number;
  readonly #batches: TokenBatches;
  readonly #validation: TokenBatches;
  readonly #schedule: Schedule;
  readonly #fingerprint: string;
  /** Where this run stands in its own stream, whatever else draws numbers meanwhile. */
  #random: RandomState;
  #step = 0;
  #tokens = 0;
  #seconds = 0;
  #best: ValidationPoint | undefined;
  #training: TrainingPoint[] = [];
  #validations: ValidationPoint[] = [];

  constructor({ model, config, train, validation }: TrainerOptions) {
    const { maxTokens, maxSentences, seed, learningRate, beta1, beta2, eps, weightDecay } = config;
    const limits = { maxTokens, ...(maxSentences === undefined ? {} : { maxSentences }) };
    this.model = model;
    this.config = config;
    this.#batches = tokenBatches(train, { ...limits, seed, tooLong: 'drop' });
    this.#validation = tokenBatches(validation, { ...limits, shuffle: false, tooLong: 'drop' });
    this.totalSteps = Math.max(1, Math.round(config.epochs * this.#batches.length));
    this.#schedule = learningRateSchedule(config, this.totalSteps);
    this.optimizer = new Adam(model.parameters(), {
      learningRate,
      betas: [beta1, beta2],
      eps,
      weightDecay,
    });
    this.#fingerprint = fingerprint(train);
    this.#random = { seed, block: 0 };
  }

  get step(): number {
    return this.#step;
  }

  /** Training pairs that are longer than a batch and so left out. */
  get dropped(): number {
    return this.#batches.dropped;
  }

  /** Where the run stands. */
  state(): TrainingState {
    return {
      step: this.#step,
      batches: this.#batches.state,
      random: this.#random,
      tokens: this.#tokens,
      seconds: this.#seconds,
      fingerprint: this.#fingerprint,
      best: this.#best,
      history: { training: [...this.#training], validation: [...this.#validations] },
    };
  }

  /**
   * Puts the run where `state()` said it was; the tensors of model and optimizer are loaded by the caller.
   * @throws TrainingError when the training data is not that of the state.
   */
  restore(state: TrainingState): void {
    if (state.fingerprint !== this.#fingerprint) {
      throw new TrainingError(
        'the training data is not what the checkpoint was trained on (other pairs, tokens or order); give it the data it had, or start a new run',
        { expected: state.fingerprint, received: this.#fingerprint },
      );
    }
    this.#batches.restore(state.batches);
    this.#random = state.random;
    this.#step = state.step;
    this.#tokens = state.tokens;
    this.#seconds = state.seconds;
    this.#best = state.best;
    this.#training = [...state.history.training];
    this.#validations = [...state.history.validation];
  }

  /** Takes steps and validates until the run is over, telling of each. */
  async *run(): AsyncGenerator<TrainingEvent, void> {
    const breath = new Breath();
    // A run that was stopped between a step and its validation catches up first.
    if (this.#isValidationDue()) yield await this.#validate();
    while (this.#step < this.totalSteps) {
      if (this.#hasStagnated()) {
        yield { kind: 'end', step: this.#step, reason: 'no improvement' };
        return;
      }
      for (const batch of this.#batches.epoch()) {
        yield await this.#takeStep(batch);
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

  async #takeStep(batch: Batch): Promise<StepEvent> {
    const start = performance.now();
    const { clipNorm, labelSmoothing } = this.config;
    const { epoch, position } = this.#batches.state;
    const { loss, random } = this.#backward(batch, labelSmoothing);
    const norm = clipGradNorm(this.model.parameters(), clipNorm);
    const [lossValue, gradientNorm] = [await takeItem(loss), await takeItem(norm)];
    if (!Number.isFinite(lossValue) || !Number.isFinite(gradientNorm)) {
      for (const parameter of this.model.parameters()) parameter.clearGrad();
      throw new TrainingError(
        `training stopped at step ${this.#step + 1}: the loss is ${lossValue} and the gradient norm ${gradientNorm} ` +
          `in batch ${position} of epoch ${epoch + 1} (pairs ${previewOf(batch.indices)}); the parameters are those before this step. ` +
          'Lower training.learningRate, raise training.warmup, or look at these pairs',
        {
          step: this.#step + 1,
          epoch: epoch + 1,
          batch: position,
          pairs: [...batch.indices],
          loss: lossValue,
          gradientNorm,
        },
      );
    }
    const learningRate = this.#schedule.learningRate(this.#step);
    this.optimizer.learningRate = learningRate;
    this.optimizer.step();
    this.#random = random;
    this.#step += 1;
    const tokens = batch.tokens.source + batch.tokens.target;
    const seconds = (performance.now() - start) / 1000;
    this.#tokens += tokens;
    this.#seconds += seconds;
    this.#training.push({ step: this.#step, loss: lossValue });
    return {
      kind: 'step',
      step: this.#step,
      totalSteps: this.totalSteps,
      epoch,
      loss: lossValue,
      learningRate,
      gradientNorm,
      tokens,
      seconds,
    };
  }

  /** The loss with its gradients, and where the run's random stream stands after it; the global stream is left as it was. */
  #backward(batch: Batch, labelSmoothing: number): { loss: Tensor; random: RandomState } {
    const global = randomState();
    setRandomState(this.#random);
    try {
      const loss = inMode(this.model, 'training', () =>
        backward(() => batchLoss(this.model, batch, { labelSmoothing })),
      );
      return { loss, random: randomState() };
    } finally {
      setRandomState(global);
    }
  }

  #isValidationDue(): boolean {
    if (this.#step === 0 || this.#validations.at(-1)?.step === this.#step) return false;
    if (this.#step >= this.totalSteps) return true;
    const { validateEvery } = this.config;
    if (validateEvery !== undefined) return this.#step % validateEvery === 0;
    return this.#batches.state.position === this.#batches.length;
  }

  async #validate(): Promise<ValidationEvent> {
    const { epoch } = this.#batches.state;
    const validation = await validate(this.model, this.#validation);
    if (!Number.isFinite(validation.loss)) {
      throw new TrainingError(
        `training stopped at step ${this.#step}: the validation loss is ${validation.loss}, so the parameters are of no use any more. ` +
          'Go back to an earlier checkpoint with a lower training.learningRate or a longer training.warmup',
        { step: this.#step, epoch: epoch + 1, loss: validation.loss },
      );
    }
    const point = { step: this.#step, epoch, loss: validation.loss };
    const isBest = !this.#best || validation.loss < this.#best.loss;
    if (isBest) this.#best = point;
    this.#validations.push(point);
    return { kind: 'validation', step: this.#step, epoch, isBest, ...validation };
  }

  #hasStagnated(): boolean {
    const { patience } = this.config;
    if (patience === undefined || !this.#best) return false;
    const { step } = this.#best;
    return this.#validations.filter((point) => point.step > step).length >= patience;
  }
}

async function takeItem(tensor: Tensor): Promise<number> {
  const value = await tensor.item();
  tensor.dispose();
  return value;
}

function previewOf(indices: Int32Array): string {
  const first = indices.slice(0, 8).join(', ');
  return indices.length > 8 ? `${first}, … ${indices.length} in all` : first;
}
