export { estimateMaxTokens, type MemoryEstimate } from './batches/estimate-max-tokens.ts';
export {
  exampleBatches,
  ExampleBatches,
  type ExampleBatchesOptions,
} from './batches/example-batches.ts';
export { isOutOfMemory } from './batches/out-of-memory.ts';
export {
  padSequences,
  type PaddedSequences,
  type PadSequencesOptions,
} from './batches/pad-sequences.ts';
export { splitBatch } from './batches/split-batch.ts';
export {
  tokenBatches,
  TokenBatches,
  type Batch,
  type BatchState,
  type PairsOfEpochs,
  type TokenBatchesOptions,
} from './batches/token-batches.ts';
export { BytePairEncoding, type BytePairEncodingOptions } from './bpe/byte-pair-encoding.ts';
export type { MergeDropout } from './bpe/join-pairs.ts';
export { learnBytePairEncoding, type LearnBytePairEncodingOptions } from './bpe/learn.ts';
export type { Merge, MergesVersion } from './bpe/merges.ts';
export { formatVocabulary, parseVocabulary } from './bpe/vocabulary.ts';
export {
  dataReport,
  type DataReport,
  type DataReportOptions,
  type DataSplits,
  type LeakReport,
  type SplitName,
  type SplitReport,
} from './corpus/data-report.ts';
export { encodeEpochs } from './corpus/encode-epochs.ts';
export {
  encodePairs,
  type EncodedPair,
  type EncodePairsOptions,
  type SideEncoder,
} from './corpus/encode-pairs.ts';
export { formatDataReport, formatTextReport } from './corpus/format-data-report.ts';
export { jsonlPairs, type JsonlOptions } from './corpus/jsonl.ts';
export type { LengthBin, LengthReport } from './corpus/length-report.ts';
export { leakedPairs, type LeakedPairs } from './corpus/leaked-pairs.ts';
export { normalizeLine } from './corpus/normalize-line.ts';
export { pairFilesOf, type PairFiles } from './corpus/pair-files.ts';
export { pairLines, type Lines, type PairLinesOptions } from './corpus/pair-lines.ts';
export {
  collectPairs,
  parallelCorpus,
  type ParallelCorpus,
  type ParallelCorpusOptions,
} from './corpus/parallel-corpus.ts';
export { formatReport, type CorpusReport, type SideReport } from './corpus/report.ts';
export type { SentencePair } from './corpus/sentence-pair.ts';
export { textReport, type TextReport } from './corpus/text-report.ts';
export { tsvPairs, type TsvOptions } from './corpus/tsv.ts';
export type { UnknownReport } from './corpus/unknown-report.ts';
export { DigitClips, type DigitClipsOptions } from './digits/digit-clips.ts';
export { drawnDigits, type DrawnDigitsOptions } from './digits/drawn-digits.ts';
export { DataError, nearest } from './errors.ts';
export { cifar10Classes, cifarImages, type CifarOptions } from './images/cifar.ts';
export { halfSize } from './images/half-size.ts';
export { decodeImage, type DecodedImage, type DecodeImageOptions } from './images/decode-image.ts';
export {
  channelStatistics,
  imageBatch,
  type ChannelStatistics,
  type ImageBatchOptions,
  type LabelledBatch,
} from './images/image-batch.ts';
export { idxImages, parseIdx, type IdxArray, type IdxNames } from './images/idx.ts';
export {
  imageSize,
  joinImages,
  sliceImages,
  type LabelledImages,
  type PixelSizes,
} from './images/labelled-images.ts';
export { centerCrop, fitImage, resizeImage, type ImageSize } from './images/resize.ts';
export { splitImages, type SplitImagesOptions } from './images/split-images.ts';
export { basketLines, type BasketLinesOptions } from './interactions/basket-lines.ts';
export {
  csvFeatures,
  movieLensMovies,
  type CsvFeaturesOptions,
  type Features,
} from './interactions/csv-features.ts';
export {
  csvInteractions,
  movieLensRatings,
  type CsvInteractionsOptions,
  type InteractionColumns,
} from './interactions/csv-interactions.ts';
export { csvRecords, type CsvOptions, type CsvRecord } from './interactions/csv-records.ts';
export { groceryBaskets, type GroceryBasketsOptions } from './interactions/grocery-baskets.ts';
export { groceryGroups, groceryRules } from './interactions/grocery-products.ts';
export { historiesOf } from './interactions/histories.ts';
export type { History, Interaction } from './interactions/interaction.ts';
export {
  formatLeaveLastOut,
  leaveLastOut,
  type HeldOut,
  type LeaveLastOut,
  type LeaveLastOutReport,
} from './interactions/leave-last-out.ts';
export { decodeLines, type DecodeLinesOptions } from './lines/decode-lines.ts';
export { mosesLanguageNames, type MosesLanguageName } from './moses/languages.ts';
export { normalizePunctuation } from './moses/normalize-punctuation.ts';
export { normalizeText, type NormalizeTextOptions } from './moses/normalize-text.ts';
export { Random, shuffle } from './random/random.ts';
export type { PieceType } from './sentencepiece/model-file.ts';
export { SentencePieceModel } from './sentencepiece/sentence-piece-model.ts';
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
export { loadTokenizer, tokenizer, tokenizerKinds } from './tokenizers/create.ts';
export {
  HuggingFaceTokenizer,
  loadHuggingFace,
  type HuggingFaceTokenizerOptions,
} from './tokenizers/hugging-face.ts';
export { MosesTokenizer, type MosesTokenizerOptions } from './tokenizers/moses.ts';
export { sentencePieceConfig, SentencePieceTokenizer } from './tokenizers/sentence-piece.ts';
export { SubwordTokenizer, type SubwordTokenizerOptions } from './tokenizers/subword.ts';
export type { Tokenizer, TokenizerConfig } from './tokenizers/tokenizer.ts';
export { WhitespaceTokenizer } from './tokenizers/whitespace.ts';
export { WordTokenizer, type WordTokenizerOptions } from './tokenizers/words.ts';
export { countTokens } from './vocabulary/count-tokens.ts';
export type { VocabularyJson } from './vocabulary/json.ts';
export { specialIndex, type SpecialTokens } from './vocabulary/specials.ts';
export { Vocabulary, type EncodeOptions, type VocabularyOptions } from './vocabulary/vocabulary.ts';
