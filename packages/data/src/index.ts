export {
  padSequences,
  type PaddedSequences,
  type PadSequencesOptions,
} from './batches/pad-sequences.ts';
export {
  tokenBatches,
  TokenBatches,
  type Batch,
  type BatchState,
  type TokenBatchesOptions,
} from './batches/token-batches.ts';
export { BytePairEncoding } from './bpe/byte-pair-encoding.ts';
export { learnBytePairEncoding, type LearnBytePairEncodingOptions } from './bpe/learn.ts';
export type { Merge, MergesVersion } from './bpe/merges.ts';
export { encodePairs, type EncodedPair, type SideEncoder } from './corpus/encode-pairs.ts';
export { normalizeLine } from './corpus/normalize-line.ts';
export {
  parallelCorpus,
  type Lines,
  type ParallelCorpus,
  type ParallelCorpusOptions,
  type SentencePair,
} from './corpus/parallel-corpus.ts';
export { formatReport, type CorpusReport, type SideReport } from './corpus/report.ts';
export { DataError, nearest } from './errors.ts';
export { Random, shuffle } from './random/random.ts';
export type { AdditionTaskOptions } from './tasks/addition.ts';
export { dateFormats, formatDate, type CalendarDate } from './tasks/date-formats.ts';
export type { DateTaskOptions } from './tasks/dates.ts';
export type { SequenceTaskOptions } from './tasks/sequences.ts';
export {
  toyTask,
  toyTaskNames,
  type ToyTask,
  type ToyTaskName,
  type ToyTaskOptions,
} from './tasks/toy-task.ts';
export { CharacterTokenizer, type CharacterTokenizerOptions } from './tokenizers/characters.ts';
export { ChineseTokenizer, type ChineseTokenizerOptions } from './tokenizers/chinese.ts';
export { tokenizer, tokenizerKinds } from './tokenizers/create.ts';
export { SubwordTokenizer } from './tokenizers/subword.ts';
export type { Tokenizer, TokenizerConfig } from './tokenizers/tokenizer.ts';
export { WhitespaceTokenizer } from './tokenizers/whitespace.ts';
export { WordTokenizer, type WordTokenizerOptions } from './tokenizers/words.ts';
export { countTokens } from './vocabulary/count-tokens.ts';
export type { VocabularyJson } from './vocabulary/json.ts';
export { specialIndex, type SpecialTokens } from './vocabulary/specials.ts';
export { Vocabulary, type EncodeOptions, type VocabularyOptions } from './vocabulary/vocabulary.ts';
