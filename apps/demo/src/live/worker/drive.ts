import { Breath } from '@rondo/training';
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
  /** Keeps the run, where that is due; never rejects. */
  readonly keep: (isDue: 'if due' | 'now') => Promise<void>;
  /** Of the steps before. */
  readonly losses?: readonly LossPoint[] | undefined;
}

/** Takes the steps of a run; a page can have it rest between two of them. */
export class Drive<Event extends DriveStep | OtherEvent, Own = never> {
  readonly losses: LossSeries;
  readonly #options: DriveOptions<Event, Own>;
  /** Undefined while it shall go on. */
  #wanted: 'paused' | 'stopped' | undefined;
  #isRunning = false;

  constructor(options: DriveOptions<Event, Own>) {
    this.#options = options;
    this.losses = new LossSeries(512, options.losses);
  }

  /** Goes on, or rests after the step at work. */
  steer(how: Steering): void {
    if (how === 'train') void this.run();
    else this.#wanted = how === 'pause' ? 'paused' : 'stopped';
  }

  /** Goes on until the run is over or has to rest. Never rejects. */
  async run(): Promise<void> {
    this.#wanted = undefined;
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { keep, tell } = this.#options;
    try {
      const isOver = await this.#takeSteps();
      this.#isRunning = false;
      await keep('now');
      tell({ kind: 'rested', why: isOver ? 'finished' : (this.#wanted ?? 'paused') });
    } catch (error) {
      this.#isRunning = false;
      tell({ kind: 'failed', what: 'training', fault: faultOf(error) });
    }
  }

  /** Returns whether the run is over. */
  async #takeSteps(): Promise<boolean> {
    const { run, onEvent, tell, keep } = this.#options;
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
