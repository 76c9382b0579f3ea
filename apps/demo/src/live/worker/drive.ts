import { Breath } from '@rondo/training';
import { trainingMistake } from '../../mistakes/training-mistake.ts';
import { faultOf } from '../fault.ts';
import type { RunEvent, Steering } from '../protocol.ts';
import { LossSeries, type LossPoint } from '../run/loss-series.ts';
import { Pace } from './pace.ts';

/** Milliseconds between what a page is told; more often nobody sees. */
const tellEvery = 200;

/** A step as loops of @rondo/training tell of it. */
export interface DriveStep {
  readonly kind: 'step';
  readonly step: number;
  readonly totalSteps: number;
  readonly loss: number;
  /** Tokens, words, or whatever its speed is counted in. */
  readonly amount: number;
}

/** What a loop tells besides. */
interface OtherEvent {
  readonly kind: string;
}

export interface DriveOptions<Event extends DriveStep | OtherEvent, Own> {
  /** Goes on from where the run stands; leaving it stops between two steps. */
  readonly run: () => AsyncIterable<Event>;
  /** What happens on anything but a step. */
  readonly onEvent?: (event: Exclude<Event, DriveStep>) => void | Promise<void>;
  readonly tell: (event: RunEvent<Own>) => void;
  /** Keeps the run, where that is due; tells whether it is kept, and never rejects. */
  readonly keep: (isDue: 'if due' | 'now') => Promise<boolean>;
  /** Gives back what only training needs; what is asked of the model stays. */
  readonly end: () => void | Promise<void>;
  /** Of the steps before. */
  readonly losses?: readonly LossPoint[] | undefined;
}

/** What a drive does: `ended` takes no more steps. */
type DriveState = 'resting' | 'running' | 'ending' | 'ended';

/**
 * Takes the steps of a run; a page can have it rest between two of them, or end there. A run that is over or stopped is kept and then gives back what only
 * training needs: going on is taking it up again. Where it cannot be kept, it rests.
 */
export class Drive<Event extends DriveStep | OtherEvent, Own = never> {
  readonly losses: LossSeries;
  /** Nothing once it has ended, so that what training needs can go. */
  #options: DriveOptions<Event, Own> | undefined;
  #state: DriveState = 'resting';
  /** Undefined while it shall go on. */
  #wanted: 'paused' | 'stopped' | undefined;
  readonly #asked: (() => Promise<void>)[] = [];
  #answering: Promise<void> = Promise.resolve();

  constructor(options: DriveOptions<Event, Own>) {
    this.#options = options;
    this.losses = new LossSeries(512, options.losses);
  }

  /** Whether training was given up: what is kept is all that it takes to go on. */
  get isEnded(): boolean {
    return this.#state === 'ended';
  }

  /** Goes on, or rests or ends after the step at work. */
  steer(how: Steering): void {
    if (how === 'train') void this.run();
    else if (this.#state === 'running') this.#wanted = how === 'pause' ? 'paused' : 'stopped';
    else if (this.#state === 'resting' && how === 'stop')
      void this.#leave('stopped', this.#options!);
  }

  /** Answers a question while no step is taken: all of the answer is of one model. */
  between<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#asked.push(() => ask().then(resolve, reject));
      if (this.#state !== 'running') this.#answerLater();
    });
  }

  #answerLater(): void {
    this.#answering = this.#answering.then(() => this.#answer());
  }

  async #answer(): Promise<void> {
    for (let ask = this.#asked.shift(); ask; ask = this.#asked.shift()) await ask();
  }

  /** Goes on until the run is over, has to rest or to end. Never rejects. */
  async run(): Promise<void> {
    this.#wanted = undefined;
    if (this.#state !== 'resting' || !this.#options) return;
    this.#state = 'running';
    const options = this.#options;
    let isOver: boolean;
    try {
      isOver = await this.#takeSteps(options);
    } catch (error) {
      return this.#fail(error, options);
    }
    await this.#leave(isOver ? 'finished' : (this.#wanted ?? 'paused'), options);
  }

  /** Keeps the run and rests; unless it was only paused, it ends. */
  async #leave(
    why: 'paused' | 'stopped' | 'finished',
    options: DriveOptions<Event, Own>,
  ): Promise<void> {
    const { keep, tell, end } = options;
    const isPaused = why === 'paused';
    this.#be(isPaused ? 'resting' : 'ending');
    const isKept = await keep('now');
    try {
      if (!isPaused && isKept) await this.between(async () => end());
    } catch (error) {
      return this.#fail(error, options);
    }
    if (!isPaused) this.#be(isKept ? 'ended' : 'resting');
    if (this.isEnded) this.#options = undefined;
    tell({ kind: 'rested', why });
  }

  #fail(error: unknown, { tell }: DriveOptions<Event, Own>): void {
    this.#be('resting');
    tell({ kind: 'failed', what: 'training', fault: faultOf(trainingMistake(error)) });
  }

  #be(state: DriveState): void {
    this.#state = state;
    this.#answerLater();
  }

  /** Returns whether the run is over. */
  async #takeSteps(options: DriveOptions<Event, Own>): Promise<boolean> {
    const { run, onEvent, tell, keep } = options;
    await this.#answering;
    const pace = new Pace();
    // What the page asks is answered between two steps.
    const questions = new Breath();
    let fresh: LossPoint[] = [];
    let last: DriveStep | undefined;
    let told = performance.now();
    const tellProgress = (): void => {
      if (!last) return;
      const { step, totalSteps } = last;
      const { amountPerSecond, secondsPerStep } = pace;
      const secondsLeft = Math.max(0, totalSteps - step) * secondsPerStep;
      tell({ kind: 'progress', step, totalSteps, losses: fresh, amountPerSecond, secondsLeft });
      fresh = [];
      told = performance.now();
    };
    for await (const event of run()) {
      if (isStep(event)) {
        last = event;
        fresh.push({ step: event.step, loss: event.loss });
        this.losses.add(event.step, event.loss);
        pace.add(event.amount);
        if (performance.now() - told > tellEvery) tellProgress();
      } else await onEvent?.(event as Exclude<Event, DriveStep>);
      await keep('if due');
      await questions.take();
      await this.#answer();
      if (this.#wanted) {
        tellProgress();
        return false;
      }
    }
    tellProgress();
    return true;
  }
}

function isStep(event: DriveStep | OtherEvent): event is DriveStep {
  return event.kind === 'step';
}
