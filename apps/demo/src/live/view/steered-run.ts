import type { ReadonlySignal, Signal } from '@preact/signals';
import type { RunFacts } from '../protocol.ts';
import type { Phase } from '../run/live-run.ts';
import type { LossPoint } from '../run/loss-series.ts';

/** What the views of any run need of it, whatever it learns. */
export interface SteeredRun {
  readonly phase: ReadonlySignal<Phase>;
  readonly facts: ReadonlySignal<RunFacts | undefined>;
  readonly step: ReadonlySignal<number>;
  readonly totalSteps: ReadonlySignal<number>;
  readonly losses: ReadonlySignal<readonly LossPoint[]>;
  readonly amountPerSecond: ReadonlySignal<number>;
  readonly secondsLeft: ReadonlySignal<number>;
  readonly keptAt: ReadonlySignal<number | undefined>;
  readonly isKept: ReadonlySignal<boolean>;
  readonly id: string | undefined;
  readonly keepingFault: ReadonlySignal<Error | undefined>;
  readonly isPreparing: ReadonlySignal<boolean>;
  readonly isReady: ReadonlySignal<boolean>;
  readonly fault: Signal<unknown>;
  train(): void;
  pause(): void;
  stop(): void;
}
