import type { BackendName } from '../../../backend/backend-name.ts';
import type { LossPoint } from '../run/loss-series.ts';
import type { RunSettings } from '../run/run-settings.ts';

/** What the run computes on. */
export interface BackendWish {
  readonly name: BackendName;
  readonly threads: number;
}

/** What a worker is given before anything else: it has one run for all its life. */
export interface RunSource {
  readonly backend: BackendWish;
  /** Whether the run is kept in the browser's storage as it goes. */
  readonly isKept: boolean;
}

/** What is known of a run before its first step. */
export interface RunFacts {
  readonly settings: RunSettings;
  readonly step: number;
  readonly totalSteps: number;
  readonly parameters: number;
  readonly pairs: number;
  /** Pairs to look at. */
  readonly examples: readonly Pair[];
  readonly hasAttention: boolean;
  /** Whether it can go on: the file holds where training stands, and the text is there. */
  readonly canTrain: boolean;
  readonly losses: readonly LossPoint[];
  /** What computes, in the backend's own words. */
  readonly backend: string;
}

export interface Pair {
  readonly source: string;
  readonly target: string;
}

interface Progress {
  readonly kind: 'progress';
  readonly step: number;
  readonly losses: readonly LossPoint[];
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
}

export interface Sample {
  readonly source: string;
  readonly reference: string;
  readonly output: string;
  readonly isMatch: boolean;
}

export interface Validated {
  readonly kind: 'validated';
  readonly step: number;
  readonly loss: number;
  /** Share of unseen sentences that come out exactly right. */
  readonly exactMatch: number;
  readonly samples: readonly Sample[];
}

/** The run stands still: it may go on, or is over. */
interface Rested {
  readonly kind: 'rested';
  readonly why: 'paused' | 'stopped' | 'finished';
}

interface Saved {
  readonly kind: 'saved';
  readonly at: number;
}

/** An error of the run itself, or of keeping it. */
interface Failed {
  readonly kind: 'failed';
  readonly what: 'training' | 'keeping';
  readonly fault: Fault;
}

export type RunEvent = Progress | Validated | Rested | Saved | Failed;

interface Fault {
  readonly name: string;
  readonly message: string;
}

export interface TranslateInput {
  readonly text: string;
  /** 1 for greedy search. */
  readonly beam: number;
}

export interface TranslateOutput {
  readonly text: string;
  /** With [end]. */
  readonly sourceTokens: readonly string[];
  readonly tokens: readonly string[];
  /** P of each token. */
  readonly probabilities: readonly number[];
  /** A row for each output token over the source tokens. */
  readonly attention: readonly (readonly number[])[] | undefined;
  /** Tokens of the text that the model has never seen. */
  readonly unknown: readonly string[];
}

export interface ViewNode {
  readonly id: number;
  readonly parent: number;
  readonly depth: number;
  readonly token: number;
  readonly text: string;
  readonly isEnd: boolean;
  readonly probability: number;
  readonly isKept: boolean;
  readonly isForced: boolean;
}

export interface ViewTree {
  readonly nodes: readonly ViewNode[];
  /** The best first. */
  readonly outputs: readonly {
    readonly node: number;
    readonly text: string;
    readonly probability: number;
  }[];
}

export interface NextToken {
  readonly token: number;
  readonly text: string;
  readonly probability: number;
}

/** What a page may ask of the worker, and what it answers. */
export interface Calls {
  start: {
    input: RunSource & { readonly settings: RunSettings; readonly ownText: string | undefined };
    output: RunFacts;
  };
  /** Goes on with a checkpoint; without text of one's own that it was trained on, it only translates. */
  open: {
    input: RunSource & { readonly bytes: Uint8Array; readonly ownText: string | undefined };
    output: RunFacts;
  };
  /** Goes on with what the browser keeps. */
  openKept: { input: RunSource; output: RunFacts };
  train: { input: undefined; output: undefined };
  pause: { input: undefined; output: undefined };
  stop: { input: undefined; output: undefined };
  checkpoint: { input: undefined; output: Uint8Array };
  translate: { input: TranslateInput; output: TranslateOutput };
  tree: { input: TranslateInput & { readonly prefix: readonly number[] }; output: ViewTree };
  next: {
    input: { readonly text: string; readonly prefix: readonly number[] };
    output: readonly NextToken[];
  };
}

export type CallName = keyof Calls;

export interface Request<Name extends CallName = CallName> {
  readonly id: number;
  readonly name: Name;
  readonly input: Calls[Name]['input'];
}

type Reply =
  | { readonly id: number; readonly output: Calls[CallName]['output'] }
  | { readonly id: number; readonly fault: Fault };

/** What the worker posts: answers, and what the run tells by itself. */
export type Posted = Reply | { readonly event: RunEvent };
