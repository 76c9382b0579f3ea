import type { RunFacts, RunSource } from '../../../live/protocol.ts';
import type { RunSettings } from '../run/run-settings.ts';

/** What is known of a translation run before its first step. */
export interface TranslateFacts extends RunFacts {
  readonly settings: RunSettings;
  readonly parameters: number;
  readonly pairs: number;
  /** Pairs to look at. */
  readonly examples: readonly Pair[];
  readonly hasAttention: boolean;
}

export interface Pair {
  readonly source: string;
  readonly target: string;
}

export interface Sample {
  readonly source: string;
  readonly reference: string;
  readonly output: string;
  readonly isMatch: boolean;
}

/** What unseen sentences came to. */
export interface Validated {
  readonly step: number;
  readonly loss: number;
  /** Share of unseen sentences that come out exactly right. */
  readonly exactMatch: number;
  readonly samples: readonly Sample[];
}

export interface TranslateInput {
  readonly text: string;
  /** 1 for greedy search. */
  readonly beam: number;
}

/** Rows for what was written, columns for what was read. */
export type Weights = readonly (readonly number[])[];

export interface TranslateOutput {
  readonly text: string;
  /** With [end]. */
  readonly sourceTokens: readonly string[];
  readonly tokens: readonly string[];
  /** P of each token. */
  readonly probabilities: readonly number[];
  /** A row for each output token over the source tokens. */
  readonly attention: Weights | undefined;
  /** The same of each layer, in it of each head, where a model has heads. */
  readonly heads: readonly (readonly Weights[])[] | undefined;
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
    output: TranslateFacts;
  };
  /** Goes on with a checkpoint; without text of one's own that it was trained on, it only translates. */
  open: {
    input: RunSource & { readonly bytes: Uint8Array; readonly ownText: string | undefined };
    output: TranslateFacts;
  };
  /** Goes on with what the browser keeps. */
  openKept: { input: RunSource; output: TranslateFacts };
  checkpoint: { input: undefined; output: Uint8Array };
  translate: { input: TranslateInput; output: TranslateOutput };
  tree: { input: TranslateInput & { readonly prefix: readonly number[] }; output: ViewTree };
  next: {
    input: { readonly text: string; readonly prefix: readonly number[] };
    output: readonly NextToken[];
  };
}
