import type { GivenText } from '../../../controls/given-text.ts';
import type { KeptSource, RunFacts, RunSource } from '../../../live/protocol.ts';
import type { Role } from '../../../live/run/run-pair.ts';
import type { RunSettings } from '../run/run-settings.ts';
import type { LineReport } from './own-pairs.ts';

/** What is known of a translation run before its first step. */
export interface TranslateFacts extends RunFacts {
  readonly settings: RunSettings;
  readonly parameters: number;
  readonly pairs: number;
  /** What became of the lines of one's own text, where that is there. */
  readonly lines: OwnLines | undefined;
  /** Pairs to look at. */
  readonly examples: readonly Pair[];
  readonly hasAttention: boolean;
  /** How it did last, where it has been tried before. */
  readonly validated: Validated | undefined;
}

export interface OwnLines extends LineReport {
  /** Pairs that are kept back to try it on. */
  readonly held: number;
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
  /** What a person has put at the start of the output; [end] may be the last of it. */
  readonly prefix: readonly number[];
}

/** Rows for what was written, columns for what was read. */
export type Weights = readonly (readonly number[])[];

export interface TranslateOutput {
  /** Steps that the model had taken. */
  readonly step: number;
  readonly text: string;
  /** With [end]. */
  readonly sourceTokens: readonly string[];
  readonly tokens: readonly string[];
  /** A row for each output token over the source tokens. */
  readonly attention: Weights | undefined;
  /** The same of each layer, in it of each head, where a model has heads. */
  readonly heads: readonly (readonly Weights[])[] | undefined;
  /** Tokens of the text that the model has never seen, each once. */
  readonly unknown: readonly string[];
}

export interface ViewNode {
  readonly id: number;
  readonly parent: number;
  readonly depth: number;
  readonly token: number;
  readonly text: string;
  readonly isEnd: boolean;
  /** Whether it stands for words that the model does not have. */
  readonly isUnknown: boolean;
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

/** All that a model makes of a sentence at one moment. */
export interface LookOutput {
  readonly output: TranslateOutput;
  /** The search after the prefix. */
  readonly tree: ViewTree;
  /** What may come after the prefix; nothing after [end]. */
  readonly next: readonly NextToken[];
}

export interface Source extends RunSource {
  readonly role: Role;
}

/** What a page may ask of the worker, and what it answers. */
export interface Calls {
  start: {
    input: Source & { readonly settings: RunSettings; readonly ownText: GivenText | undefined };
    output: TranslateFacts;
  };
  /** Goes on with a checkpoint; without text of one's own that it was trained on, it only translates. */
  open: {
    input: Source & { readonly bytes: Uint8Array; readonly ownText: GivenText | undefined };
    output: TranslateFacts;
  };
  /** Goes on with what the browser keeps. */
  openKept: { input: Source & KeptSource; output: TranslateFacts };
  checkpoint: { input: undefined; output: Uint8Array };
  translate: { input: TranslateInput; output: TranslateOutput };
  look: { input: TranslateInput; output: LookOutput };
}
