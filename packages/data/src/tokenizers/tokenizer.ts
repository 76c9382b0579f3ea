import type { MosesTokenizerOptions } from './moses.ts';
import type { Random } from '../random/random.ts';

/** Turns text into tokens and tokens back into text. */
export interface Tokenizer {
  readonly name: string;
  tokenize(text: string): string[];
  detokenize(tokens: readonly string[]): string;
  /** Tokens of a text drawn at random among several ways to split it: for training. Where there is none, `tokenize` is meant. */
  sample?(text: string, random: Random): string[];
  /** Every token that `sample` can give of a text, as often as it can stand there: what a vocabulary must know. There is one where `sample` is. */
  possible?(text: string): string[];
}

/** A tokeniser as data, for a config file: `tokenizer(config)` makes it. */
export type TokenizerConfig =
  | { readonly kind: 'whitespace' }
  | { readonly kind: 'words'; readonly lowerCase?: boolean }
  | ({ readonly kind: 'moses' } & MosesTokenizerOptions)
  | { readonly kind: 'characters'; readonly lowerCase?: boolean }
  | { readonly kind: 'chinese'; readonly unit?: 'words' | 'characters' }
  | {
      readonly kind: 'subword';
      /** A merge list in subword-nmt's format. */
      readonly merges: string;
      /** How text becomes the words that are split further. Default: whitespace. */
      readonly words?: TokenizerConfig;
      /** The probability with which `sample` leaves out a merge (BPE-dropout). Default 0. */
      readonly dropout?: number;
      /** The only pieces that may come out, as subword-nmt's vocabulary file lists them: piece, blank, count. */
      readonly vocabulary?: string;
      /** Pieces of `vocabulary` seen fewer times are left out. Default 1. */
      readonly vocabularyThreshold?: number;
      /** Strings that are never split, and are split off where they are part of a word. */
      readonly glossaries?: readonly string[];
    }
  | {
      readonly kind: 'sentencepiece';
      /** The bytes of a `.model` file as base64: `sentencePieceConfig(bytes)`. */
      readonly model: string;
    }
  | {
      readonly kind: 'huggingface';
      /** The text of a `tokenizer.json`. Made by `loadTokenizer`, because its package must be loaded first. */
      readonly json: string;
    };
