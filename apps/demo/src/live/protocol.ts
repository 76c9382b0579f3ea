import type { BackendName } from '../backend/backend-name.ts';
import type { Fault } from './fault.ts';
import type { KeepAs } from './run/kept-runs.ts';
import type { LossPoint } from './run/loss-series.ts';

/** What a page may ask of a worker, and what it answers. */
interface Call {
  readonly input: unknown;
  readonly output: unknown;
}

/** An interface whose every member is a call: `interface Calls { start: { input: …; output: … } }`. */
export type CallTable<Calls> = Record<keyof Calls, Call>;

/** What every run can be told: take steps, rest after the one at work, or end there. */
export type Steering = 'train' | 'pause' | 'stop';

export interface Request<Calls extends CallTable<Calls>, Name extends keyof Calls = keyof Calls> {
  readonly id: number;
  readonly name: Name;
  readonly input: Calls[Name]['input'];
}

export type Reply<Calls extends CallTable<Calls>> =
  | { readonly id: number; readonly output: Calls[keyof Calls]['output'] }
  | { readonly id: number; readonly fault: Fault };

/** What a page posts: calls, which are answered, and where to steer. */
export type Asked<Calls extends CallTable<Calls>> = Request<Calls> | { readonly steer: Steering };

/** What a worker posts: answers, and what the run tells by itself. */
export type Posted<Calls extends CallTable<Calls>, Own> =
  | Reply<Calls>
  | { readonly event: RunEvent<Own> };

/** What the run computes on. */
export interface BackendWish {
  readonly name: BackendName;
  readonly threads: number;
}

/** What computes a run. */
export interface RunBackend {
  readonly name: BackendName;
  /** In the backend's own words, such as "CPU × 4". */
  readonly words: string;
}

/** What a worker is given before anything else: it has one run for all its life. */
export interface RunSource {
  readonly backend: BackendWish;
  /** Under what the run is kept in the browser's storage as it goes; nothing where it is not. */
  readonly keepAs: KeepAs | undefined;
}

/** What a worker is given to go on with a run that the browser keeps. */
export interface KeptSource extends RunSource {
  readonly keepAs: KeepAs;
}

/** What is known of every run before its first step; pages add their own. */
export interface RunFacts {
  readonly step: number;
  readonly totalSteps: number;
  /** Whether it can go on. */
  readonly canTrain: boolean;
  readonly losses: readonly LossPoint[];
  readonly backend: RunBackend;
}

interface Progress {
  readonly kind: 'progress';
  readonly step: number;
  readonly totalSteps: number;
  /** Those since the last progress. */
  readonly losses: readonly LossPoint[];
  /** Tokens, words or whatever the steps count. */
  readonly amountPerSecond: number;
  readonly secondsLeft: number;
}

/** The run stands still: it may go on at once, or has ended. */
interface Rested {
  readonly kind: 'rested';
  readonly why: 'paused' | 'stopped' | 'finished';
}

/** The browser has kept it. */
interface Saved {
  readonly kind: 'saved';
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An error of the run itself, or of keeping it. */
interface Failed {
  readonly kind: 'failed';
  readonly what: 'training' | 'keeping';
  readonly fault: Fault;
}

/** What only the runs of one page tell. */
interface Told<Own> {
  readonly kind: 'told';
  readonly what: Own;
}

/** What a run tells by itself. */
export type RunEvent<Own> = Progress | Rested | Saved | Failed | Told<Own>;
