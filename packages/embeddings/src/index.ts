export { sentencesOfLines, type Corpus, type Sentence, type Sentences } from './corpus/corpus.ts';
export { EncodedCorpus } from './corpus/encoded-corpus.ts';
export { SoftmaxWord2Vec } from './model/softmax-word2vec.ts';
export { Word2Vec } from './model/word2vec.ts';
export { huffmanPaths, type HuffmanPaths } from './sampling/huffman-tree.ts';
export { RandomWords } from './sampling/random-words.ts';
export { Subsampling } from './sampling/subsampling.ts';
export { negativeWords, WeightedWords } from './sampling/weighted-words.ts';
export { embeddingConfig, type EmbeddingConfig, type EmbeddingOptions } from './training/config.ts';
export type {
  EmbeddingEndEvent,
  EmbeddingEpochEvent,
  EmbeddingEvent,
  EmbeddingStepEvent,
} from './training/events.ts';
export type { EmbeddingState } from './training/state.ts';
export { EmbeddingTrainer, type EmbeddingTrainerOptions } from './training/trainer.ts';
export type { Bytes } from './vectors/byte-source.ts';
export { loadVectors, saveVectors } from './vectors/safetensors.ts';
export { readWord2VecBinary, writeWord2VecBinary } from './vectors/word2vec-binary.ts';
export {
  readWord2VecText,
  writeWord2VecText,
  type ReadVectorsOptions,
} from './vectors/word2vec-text.ts';
export { WordVectors } from './vectors/word-vectors.ts';
export { WordCounts, type WordCountsOptions } from './vocabulary/word-counts.ts';
