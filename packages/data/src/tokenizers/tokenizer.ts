/** Turns text into tokens and tokens back into text. */
export interface Tokenizer {
  readonly name: string;
  tokenize(text: string): string[];
  detokenize(tokens: readonly string[]): string;
}

/** A tokeniser as data, for a config file: `tokenizer(config)` makes it. */
export type TokenizerConfig =
  | { readonly kind: 'whitespace' }
  | { readonly kind: 'words'; readonly lowerCase?: boolean }
  | { readonly kind: 'characters'; readonly lowerCase?: boolean }
  | { readonly kind: 'chinese'; readonly unit?: 'words' | 'characters' }
  | {
      readonly kind: 'subword';
      /** A merge list in subword-nmt's format. */
      readonly merges: string;
      /** How text becomes the words that are split further. Default: whitespace. */
      readonly words?: TokenizerConfig;
    };
