import type { Module } from '@rondo/layers-core';
import { schedules, type Schedule } from '@rondo/optim';
import { RangeFault, type RandomState, type Tensor } from '@rondo/tensor';
import { BestValidations } from './best-validations.ts';
import { Breath } from './breath.ts';
import { assignAll, buffersOf, copiesOf } from './buffers.ts';
import { clip } from './clip.ts';
import { nextBatches, stepsPerEpoch, type EpochPlace } from './epoch-batches.ts';
import { TrainingError } from './error.ts';
import type { LoopEvent, LoopStep, LoopValidation } from './events.ts';
import { FittedGradients } from './fitted-gradients.ts';
import { metricOf, type MetricChoice } from './metric.ts';
import { MovingAverage } from './moving-average.ts';
import { describeNonFinite, findNonFinite, type NonFinite } from './non-finite.ts';
import { itemsOf, plainWording, type Wording } from './objective.ts';
import type { TrainingLoopOptions, Validated } from './options.ts';
import type { LoopState, TrainingPoint, ValidationPoint } from './state.ts';
import { takeItem } from './take-item.ts';
import { validationFault } from './validation-fault.ts';

/** Steps that may be left out in a row: beyond that the weights are beyond help. */
const longestSkip = 10;

/**
 * Trains any model on any batches: gradients of the mean loss, clipping, optimizer, schedule, validations.
 *
 * `for await (const event of loop.run())` drives it; leaving the loop stops it between two steps. `state()` beside the state dicts of
 * model and optimizer is all that a run needs to go on bit for bit; while a step is at work, all three are those of the step before.
 */
export class TrainingLoop<
  M extends Module,
  B,
  V extends Validated = Validated,
  Place extends EpochPlace = EpochPlace,
> {
  readonly model: M;
  readonly totalSteps: number;
  readonly #options: TrainingLoopOptions<M, B, V, Place>;
  readonly #accumulate: number;
  readonly #wording: Wording;
  readonly #choice: MetricChoice;
  readonly #schedule: Schedule;
  readonly #gradients: FittedGradients<M, B>;
  readonly #best: BestValidations;
  /** Running statistics and the like: they change with a step and not before it. */
  readonly #buffers: readonly Tensor[];
  readonly #average: MovingAverage<M> | undefined;
  /** Where this run stands in its own stream, whatever else draws numbers meanwhile. */
  #random: RandomState;
  /** Where it stands in the data: after the batches of the last step, whatever is at work. */
  #place: Place;
  #step = 0;
  #amount = 0;
  #seconds = 0;
  #skipped = 0;
  /** The limit of the gradients after the last step. */
  #partSize = Infinity;
  #training: TrainingPoint[] = [];
  #validations: ValidationPoint[] = [];

  /** @throws RangeFault for numbers out of range. */
  constructor(options: TrainingLoopOptions<M, B, V, Place>) {
    const { model, batches, optimizer, epochs, accumulate = 1, keepBest = 1 } = options;
    if (!(epochs > 0 && Number.isFinite(epochs))) {
      throw new RangeFault(`TrainingLoop: expected epochs above 0, received ${epochs}`, { epochs });
    }
    for (const [name, value] of Object.entries({ accumulate, keepBest })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new RangeFault(`TrainingLoop: expected ${name} of 1 or more, received ${value}`, {
        [name]: value,
      });
    }
    this.model = model;
    this.#options = options;
    this.#accumulate = accumulate;
    this.#wording = options.wording ?? plainWording;
    this.#choice = options.metric ?? { name: 'loss', mode: 'min' };
    const epochSteps = stepsPerEpoch(batches, accumulate);
    this.totalSteps = Math.max(1, Math.round(epochs * epochSteps));
    const length = { totalSteps: this.totalSteps, stepsPerEpoch: epochSteps };
    this.#schedule = options.schedule?.(length) ?? schedules.constant(optimizer.learningRate);
    this.#best = new BestValidations(this.#choice, keepBest);
    const { average, scaler, divisible } = options;
    this.#average = average && new MovingAverage(model, average.copy(model), average.decay);
    const wording = this.#wording;
    this.#gradients = new FittedGradients(model, options, { divisible, scaler, wording });
    this.#buffers = buffersOf(model);
    this.#random = { seed: options.seed ?? 1, block: 0 };
    this.#place = batches.state;
  }

  get step(): number {
    return this.#step;
  }

  /** The model that validation judges and that is worth keeping: the moving average of the weights, or else the model itself. */
  get validated(): M {
    return this.#average && this.#average.updates > 0 ? this.#average.model : this.model;
  }

  /** Where the run stands: after the last step that is complete. */
  state(): LoopState<Place> {
    const { best, kept } = this.#best;
    return {
      step: this.#step,
      batches: this.#place,
      random: this.#random,
      amount: this.#amount,
      seconds: this.#seconds,
      best,
      kept: [...kept],
      schedule:
        this.#schedule instanceof schedules.Plateau ? this.#schedule.stateDict() : undefined,
      averaged: this.#average?.updates,
      skipped: this.#skipped,
      scaler: this.#options.scaler?.stateDict(),
      partSize: Number.isFinite(this.#partSize) ? this.#partSize : undefined,
      history: { training: [...this.#training], validation: [...this.#validations] },
    };
  }

  /**
   * Puts the run where `state()` said it was; the tensors of model and optimizer are loaded by the caller. A moving average that the
   * state does not know begins with the next step.
   */
  restore(state: LoopState<Place>, average?: Readonly<Record<string, Tensor>>): void {
    this.#options.batches.restore(state.batches);
    if (average && state.averaged) this.#average?.restore(average, state.averaged);
    else this.#average?.restart();
    this.#place = state.batches;
    this.#random = state.random;
    this.#step = state.step;
    this.#amount = state.amount;
    this.#seconds = state.seconds;
    this.#skipped = state.skipped ?? 0;
    if (state.scaler) this.#options.scaler?.loadStateDict(state.scaler);
    this.#partSize = state.partSize ?? Infinity;
    this.#gradients.limit = this.#partSize;
    this.#best.restore(state.best, state.kept ?? (state.best ? [state.best] : []));
    if (this.#schedule instanceof schedules.Plateau && state.schedule) {
      this.#schedule.loadStateDict(state.schedule);
    }
    this.#training = [...state.history.training];
    this.#validations = [...state.history.validation];
  }

  /** Takes steps and validates until the run is over, telling of each. */
  async *run(): AsyncGenerator<LoopEvent<V>, void> {
    const { batches } = this.#options;
    const breath = new Breath();
    // What was begun and not finished before is taken again.
    batches.restore(this.#place);
    // A run that was stopped between a step and its validation catches up first.
    if (this.#isValidationDue()) yield await this.#validate();
    while (this.#step < this.totalSteps && !this.#hasStagnated()) {
      const epoch = batches.epoch();
      for (;;) {
        const taken = nextBatches(epoch, batches, this.#accumulate);
        if (taken.length === 0) break;
        yield await this.#takeStep(taken);
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

  async #takeStep(batches: readonly B[]): Promise<LoopStep> {
    const start = performance.now();
    const buffers = this.#buffers;
    const { optimizer, scaler, weight = () => 1, amount = weight } = this.#options;
    const place = this.#options.batches.state;
    const before = copiesOf(buffers);
    const after: Tensor[] = [];
    try {
      const { loss, random } = this.#gradients.of(batches, this.#random);
      const norm = clip(this.model.parameters(), this.#options);
      after.push(...copiesOf(buffers));
      assignAll(buffers, before);
      const [lossValue, gradientNorm] = await Promise.all([takeItem(loss), takeItem(norm)]);
      const isFinite = Number.isFinite(lossValue) && Number.isFinite(gradientNorm);
      const lossScale = scaler?.currentScale;
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
        assignAll(buffers, after);
        optimizer.learningRate = learningRate;
        optimizer.step();
        this.#average?.update();
        this.#training.push({ step: this.#step + 1, loss: lossValue });
      }
      if (isFinite || overflows) scaler?.update(isFinite);
      if (!overflows) this.#skipped = skipped ? this.#skipped + 1 : 0;
      this.#partSize = this.#gradients.limit;
      this.#random = random;
      this.#place = place;
      this.#step += 1;
      const done = batches.reduce((sum, batch) => sum + amount(batch), 0);
      const seconds = (performance.now() - start) / 1000;
      this.#amount += done;
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
        amount: done,
        seconds,
        ...(skipped && { skipped }),
      };
    } catch (error) {
      assignAll(buffers, before);
      throw error;
    } finally {
      for (const copy of [...before, ...after]) copy.dispose();
    }
  }

  /** Forgets the gradients of a scaled loss, which are not finite. */
  #leaveOutOverflow(batches: readonly B[]): NonFinite {
    this.#options.optimizer.clearGrad();
    return { kind: 'gradient', items: itemsOf(this.#options, batches) };
  }

  /**
   * Says what is not finite in a step, whose gradients are forgotten.
   * @throws TrainingError unless the step may be left out and that can help.
   */
  async #leaveOut(
    batches: readonly B[],
    { epoch, position }: Place,
    numbers: { readonly loss: number; readonly gradientNorm: number },
  ): Promise<NonFinite> {
    const found = await findNonFinite(this.model, this.#options, batches, this.#random);
    const isHopeless = found.kind === 'parameter' || this.#skipped >= longestSkip;
    if (this.#options.nonFinite === 'skip' && !isHopeless) return found;
    const { item, settings } = this.#wording;
    const first = position - batches.length + 1;
    const where = batches.length === 1 ? `batch ${position}` : `batches ${first} to ${position}`;
    const inRow = this.#skipped > 0 ? ` after ${this.#skipped} steps left out in a row` : '';
    throw new TrainingError(
      `training stopped at step ${this.#step + 1}: the loss is ${numbers.loss} and the gradient norm ${numbers.gradientNorm} ` +
        `in ${where} of epoch ${epoch + 1}${inRow}: ${describeNonFinite(found, this.#wording)}; the parameters are those before this step. ` +
        `Lower ${settings}learningRate, raise ${settings}warmup, or look at these ${item}s`,
      {
        step: this.#step + 1,
        epoch: epoch + 1,
        batch: position,
        ...numbers,
        kind: found.kind,
        name: found.name,
        [`${item}s`]: found.items,
      },
    );
  }

  #isValidationDue(): boolean {
    const { validate, validateEvery, batches } = this.#options;
    if (!validate || this.#step === 0 || this.#validations.at(-1)?.step === this.#step) {
      return false;
    }
    if (this.#step >= this.totalSteps) return true;
    if (validateEvery !== undefined) return this.#step % validateEvery === 0;
    return this.#place.position === batches.length;
  }

  async #validate(): Promise<LoopValidation<V>> {
    const { epoch } = this.#place;
    const model = this.validated;
    const result = await this.#options.validate!(model);
    const { loss, metrics = {} } = result;
    if (!Number.isFinite(loss)) {
      const point = { step: this.#step, epoch: epoch + 1, loss };
      const { validationItemsAtFault } = this.#options;
      throw await validationFault(model, point, this.#wording, validationItemsAtFault);
    }
    const point = { step: this.#step, epoch, loss, metrics };
    const observed = metricOf(point, this.#choice);
    if (observed === undefined && !this.#choice.optional) {
      throw new TrainingError(
        `TrainingLoop: the metric '${this.#choice.name}' is not among what validate told: loss, ${Object.keys(metrics).join(', ')}`,
        { metric: this.#choice.name, known: Object.keys(metrics) },
      );
    }
    const ranking = this.#best.add(point);
    this.#validations.push(point);
    if (this.#schedule instanceof schedules.Plateau) this.#schedule.observe(observed ?? NaN);
    return { kind: 'validation', step: this.#step, epoch, result, ...ranking };
  }

  #hasStagnated(): boolean {
    const { patience } = this.#options;
    const { best } = this.#best;
    if (patience === undefined || !best) return false;
    return this.#validations.filter(({ step }) => step > best.step).length >= patience;
  }

  /** Frees what the loop has made and what its optimizer remembers: gradients, too, and the moving average. The model stays. */
  dispose(): void {
    const { optimizer } = this.#options;
    optimizer.clearGrad();
    optimizer.dispose();
    this.#average?.dispose();
  }
}
