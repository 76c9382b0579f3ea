import type { GivenText } from '../../../controls/given-text.ts';
import type { Language } from '../../../i18n/texts.ts';
import type { KeptSource, RunFacts, RunSource } from '../../../live/protocol.ts';
import type { WordsSettings } from '../run/words-settings.ts';

/** A word of the map. */
export interface ShownWord {
  readonly word: string;
  /** Its place in the list of groups; -1 where none is known. */
  readonly group: number;
}

export interface WordsExamples {
  readonly word: string;
  readonly analogy: readonly [a: string, b: string, c: string];
  readonly pair: readonly [a: string, b: string];
  readonly gap: string;
  readonly basket: readonly string[];
}

/** What is known of a run before its first step. */
export interface WordsFacts extends RunFacts {
  readonly settings: WordsSettings;
  readonly vocabulary: number;
  /** Words of the text; 0 where it is not there. */
  readonly textWords: number;
  readonly parameters: number;
  readonly shown: readonly ShownWord[];
  readonly groups: readonly Readonly<Record<Language, string>>[];
  /** The most frequent words, to choose from. */
  readonly words: readonly string[];
  readonly examples: WordsExamples;
  /** Whether it has learned to predict, too; files of word2vec have vectors only. */
  readonly canFill: boolean;
  /** Share of baskets whose held-out product is among the ten most popular ones. */
  readonly popularHits: number | undefined;
}

export type MapKind = 'pca' | 'umap';

/** The vectors as they are now. */
export interface Look {
  readonly kind: MapKind;
  readonly step: number;
  /** x and y of each shown word. */
  readonly points: Float32Array;
  /** Share of the nearest words that are of the same group, and what chance would give. */
  readonly purity: { readonly found: number; readonly byChance: number } | undefined;
  /** Share of baskets whose held-out product is among the ten recommended ones. */
  readonly hits: number | undefined;
}

/** What was asked of one model, and the steps that it had taken. */
export interface AtStep<Answer> {
  readonly step: number;
  readonly answer: Answer;
}

export interface NearWord {
  readonly word: string;
  readonly similarity: number;
}

export interface GapWords {
  readonly candidates: readonly { readonly word: string; readonly probability: number }[];
  readonly from: readonly string[];
  readonly unknown: readonly string[];
}

export interface Recommended {
  readonly near: readonly NearWord[];
  /** The most popular ones besides, with how many baskets of a hundred have them. */
  readonly popular: readonly { readonly word: string; readonly share: number }[];
}

export type FileForm = 'safetensors' | 'word2vec';

/** What the page may ask of the worker, and what it answers. */
export interface Calls {
  start: {
    input: RunSource & { readonly settings: WordsSettings; readonly ownText: GivenText };
    output: WordsFacts;
  };
  /** Opens a file of vectors, to ask only. */
  open: {
    input: RunSource & { readonly bytes: Uint8Array; readonly name: string };
    output: WordsFacts;
  };
  /** Goes on with what the browser keeps. */
  openKept: { input: KeptSource; output: WordsFacts };
  /** Whether it waits after each step, to be watched. */
  slow: { input: boolean; output: undefined };
  look: { input: MapKind; output: Look };
  neighbours: { input: string; output: AtStep<readonly NearWord[]> };
  analogy: {
    input: readonly [a: string, b: string, c: string];
    output: AtStep<readonly NearWord[]>;
  };
  similarity: { input: readonly [a: string, b: string]; output: AtStep<number> };
  fill: { input: string; output: AtStep<GapWords> };
  recommend: { input: readonly string[]; output: AtStep<Recommended> };
  file: { input: FileForm; output: Uint8Array };
}
