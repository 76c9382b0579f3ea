import { BytePairEncoding } from '../bpe/byte-pair-encoding.ts';
import { DataError, nearest } from '../errors.ts';
import { CharacterTokenizer } from './characters.ts';
import { ChineseTokenizer } from './chinese.ts';
import { SubwordTokenizer } from './subword.ts';
import type { Tokenizer, TokenizerConfig } from './tokenizer.ts';
import { WhitespaceTokenizer } from './whitespace.ts';
import { WordTokenizer } from './words.ts';

type Kind = TokenizerConfig['kind'];

const makers: {
  readonly [K in Kind]: (config: Extract<TokenizerConfig, { kind: K }>) => Tokenizer;
} = {
  whitespace: () => new WhitespaceTokenizer(),
  words: (config) => new WordTokenizer(config),
  characters: (config) => new CharacterTokenizer(config),
  chinese: (config) => new ChineseTokenizer(config),
  subword: ({ merges, words = { kind: 'whitespace' } }) =>
    new SubwordTokenizer(BytePairEncoding.fromMerges(merges), tokenizer(words)),
};

/** The kinds of tokeniser that `tokenizer` knows. */
export const tokenizerKinds = Object.keys(makers) as readonly Kind[];

/**
 * Makes the tokeniser that a config describes.
 *
 * @example tokenizer({ kind: 'words', lowerCase: true }).tokenize("Don't panic!") // ["don't", 'panic', '!']
 */
export function tokenizer(config: TokenizerConfig): Tokenizer {
  const { kind } = config;
  if (!Object.hasOwn(makers, kind)) {
    const near = nearest(kind, tokenizerKinds);
    throw new DataError(
      `tokenizer: unknown kind ${JSON.stringify(kind)}${near === undefined ? '' : `, did you mean "${near}"?`} (known: ${tokenizerKinds.join(', ')})`,
      { kind, known: tokenizerKinds },
    );
  }
  return (makers[kind] as (config: TokenizerConfig) => Tokenizer)(config);
}
