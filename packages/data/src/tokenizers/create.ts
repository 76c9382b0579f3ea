import { BytePairEncoding } from '../bpe/byte-pair-encoding.ts';
import { parseVocabulary } from '../bpe/vocabulary.ts';
import { DataError, nearest } from '../errors.ts';
import { CharacterTokenizer } from './characters.ts';
import { ChineseTokenizer } from './chinese.ts';
import { HuggingFaceTokenizer, loadHuggingFace, parseJson } from './hugging-face.ts';
import { MosesTokenizer } from './moses.ts';
import { sentencePieceModel, SentencePieceTokenizer } from './sentence-piece.ts';
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
  moses: (config) => new MosesTokenizer(config),
  characters: (config) => new CharacterTokenizer(config),
  chinese: (config) => new ChineseTokenizer(config),
  subword: ({ merges, words = { kind: 'whitespace' }, dropout = 0, ...rest }) => {
    const { vocabulary, vocabularyThreshold, glossaries = [] } = rest;
    const encoding = BytePairEncoding.fromMerges(merges, {
      glossaries,
      ...(vocabulary !== undefined && {
        vocabulary: parseVocabulary(vocabulary, vocabularyThreshold),
      }),
    });
    return new SubwordTokenizer(encoding, tokenizer(words), { dropout });
  },
  sentencepiece: ({ model }) => new SentencePieceTokenizer(sentencePieceModel(model)),
  huggingface: ({ json }) => new HuggingFaceTokenizer(parseJson(json, 'tokenizer.json')),
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

/** Makes the tokeniser that a config describes after loading the package that its kind needs, if any. */
export async function loadTokenizer(config: TokenizerConfig): Promise<Tokenizer> {
  if (config.kind === 'huggingface') await loadHuggingFace();
  return tokenizer(config);
}
