import type { Trainer, ValidationEvent } from '@rondo/seq2seq';
import { Breath } from '@rondo/training';
import type { LossPoint } from '../run/loss-series.ts';
import type { RunEvent, Validated } from './protocol.ts';

/** Milliseconds between what a page is told; more often nobody sees. */
const tellEvery = 200;

export interface DriveOptions {
  readonly tell: (event: RunEvent) => void;
  readonly onStep: (point: LossPoint) => void;
  /** Keeps the run, where that is due. */
  readonly keep: (isDue: 'if due' | 'now') => Promise<void>;
}

/** Takes the steps of a run; a page can have it rest between two of them. */
export class Drive {
  readonly #trainer: Trainer;
  readonly #options: DriveOptions;
  /** Undefined while it shall go on. */
  #wanted: 'paused' | 'stopped' | undefined;
  #isRunning = false;

  constructor(trainer: Trainer, options: DriveOptions) {
    this.#trainer = trainer;
    this.#options = options;
  }

  /** Lets it rest after the step at work. */
  rest(how: 'paused' | 'stopped'): void {
    this.#wanted = how;
  }

  /** Goes on until the run is over or has to rest. Never rejects. */
  async run(): Promise<void> {
    this.#wanted = undefined;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      const isOver = await this.#takeSteps();
      this.#isRunning = false;
      await this.#options.keep('now');
      this.#options.tell({ kind: 'rested', why: isOver ? 'finished' : (this.#wanted ?? 'paused') });
    } catch (error) {
      this.#isRunning = false;
      this.#options.tell({ kind: 'failed', what: 'training', fault: faultOf(error) });
    }
  }

  /** Returns whether the run is over. */
  async #takeSteps(): Promise<boolean> {
    const { tell, onStep, keep } = this.#options;
    const pace = new Pace();
    // What the page asks is answered between two steps.
    const questions = new Breath();
    let losses: LossPoint[] = [];
    let told = performance.now();
    const tellProgress = (): void => {
      const { step, totalSteps } = this.#trainer;
      const { tokensPerSecond, secondsPerStep } = pace;
      const secondsLeft = (totalSteps - step) * secondsPerStep;
      tell({ kind: 'progress', step, losses, tokensPerSecond, secondsLeft });
      losses = [];
      told = performance.now();
    };
    for await (const event of this.#trainer.run()) {
      if (event.kind === 'end') return true;
      if (event.kind === 'step') {
        const point = { step: event.step, loss: event.loss };
        losses.push(point);
        onStep(point);
        pace.add(event.tokens);
        const isLast = event.step === event.totalSteps;
        if (isLast || performance.now() - told > tellEvery) tellProgress();
      } else tell(validated(event));
      await keep('if due');
      await questions.take();
      if (this.#wanted) {
        tellProgress();
        return false;
      }
    }
    return true;
  }
}

/** The speed of the last seconds. */
class Pace {
  tokensPerSecond = 0;
  secondsPerStep = 0;
  #last = performance.now();

  add(tokens: number): void {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    const weight = this.secondsPerStep === 0 ? 1 : 0.05;
    this.secondsPerStep += weight * (seconds - this.secondsPerStep);
    this.tokensPerSecond += weight * (tokens / seconds - this.tokensPerSecond);
  }
}

function validated({ step, loss, metrics, samples }: ValidationEvent): Validated {
  return { kind: 'validated', step, loss, exactMatch: metrics['exactMatch'] ?? 0, samples };
}

/** What of an error crosses to the page. */
export function faultOf(error: unknown): { readonly name: string; readonly message: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}
