export { sentencesOfLines, type Corpus, type Sentence, type Sentences } from './corpus/corpus.ts';
export { EncodedCorpus } from './corpus/encoded-corpus.ts';
export type { EncodedSentences } from './corpus/chunks.ts';
export { casesOf, catalogueOf } from './items/catalogue.ts';
export {
  categoryOverlap,
  type CategoryOverlap,
  type CategoryOverlapOptions,
  type CategoryOverlaps,
} from './items/category-overlap.ts';
export {
  evaluateItems,
  formatEvaluations,
  type EvaluateOptions,
  type ItemCase,
  type ItemEvaluation,
} from './items/evaluate.ts';
export { item2vec, type Item2VecOptions } from './items/item2vec.ts';
export {
  recommenderOf,
  type Item2VecModel,
  type ItemModel,
  type TwoTowerModel,
} from './items/item-model.ts';
export { loadItemModel, saveItemModel } from './items/item-model-file.ts';
export { ItemVectorRecommender, type ItemVectorOptions } from './items/item-vectors.ts';
export { PopularityRecommender } from './items/popularity.ts';
export { rankOf, topItems, type ScoredItem } from './items/rank.ts';
export type { Query, Recommender } from './items/recommender.ts';
export { optionFault } from './options/option-fault.ts';
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
export { Phrases, type Phrase, type PhrasesOptions } from './phrases/phrases.ts';
export type { InitialWeights } from './training/initial-weights.ts';
export { EmbeddingTrainer, type EmbeddingTrainerOptions } from './training/trainer.ts';
export {
  twoTowerBatches,
  type TwoTowerBatch,
  type TwoTowerBatchesOptions,
} from './two-tower/batches.ts';
export { twoTowerConfig, type TwoTowerConfig, type TwoTowerOptions } from './two-tower/config.ts';
export { itemInput, nextItemCases, userInput, type UserQuery } from './two-tower/examples.ts';
export {
  featureTable,
  type FeatureArrays,
  type FeatureSizes,
  type FeatureTable,
  type FeatureValues,
} from './two-tower/features.ts';
export { TwoTowerRecommender } from './two-tower/recommender.ts';
export { sampledSoftmaxLoss, type SampledSoftmaxOptions } from './two-tower/sampled-softmax.ts';
export { ItemTower, UserTower, type ItemInput, type UserInput } from './two-tower/towers.ts';
export {
  twoTowerObjective,
  twoTowerTraining,
  type TwoTowerLoop,
  type TwoTowerTrainingOptions,
} from './two-tower/training.ts';
export { TwoTower } from './two-tower/two-tower.ts';
export type { Bytes } from './vectors/byte-source.ts';
export { loadVectors, saveVectors } from './vectors/safetensors.ts';
export { readWord2VecBinary, writeWord2VecBinary } from './vectors/word2vec-binary.ts';
export type { ReadVectorsOptions } from './vectors/collected-vectors.ts';
export {
  readWord2VecText,
  writeWord2VecText,
  type ReadWord2VecTextOptions,
} from './vectors/word2vec-text.ts';
export { WordVectors } from './vectors/word-vectors.ts';
export { mergeCounts } from './vocabulary/merge-counts.ts';
export { WordCounts, type WordCountsOptions } from './vocabulary/word-counts.ts';
export {
  analogies,
  type Analogy,
  type AnalogyMethod,
  type AnalogyOptions,
} from './evaluation/analogies.ts';
export {
  parseAnalogyQuestions,
  type AnalogyGroup,
  type AnalogyQuestion,
} from './evaluation/analogy-questions.ts';
export {
  evaluateAnalogies,
  type AnalogyEvaluation,
  type AnalogyScore,
  type EvaluateAnalogiesOptions,
} from './evaluation/evaluate-analogies.ts';
export {
  evaluateSimilarity,
  type EvaluateSimilarityOptions,
  type SimilarityEvaluation,
} from './evaluation/evaluate-similarity.ts';
export { parseSimilarityPairs, type SimilarityPair } from './evaluation/similarity-pairs.ts';
export type { NarrowOptions } from './evaluation/narrowed-vectors.ts';
export { spearman } from './evaluation/spearman.ts';
export { trainedModel, type EmbeddingModel } from './fill/embedding-model.ts';
export { FillIn, type Candidate, type FillInOptions, type Filling } from './fill/fill-in.ts';
export { parseGap, type Gap } from './fill/gap.ts';
export { loadEmbeddingModel, saveEmbeddingModel } from './fill/model-file.ts';
export {
  principalComponentMap,
  type PrincipalComponentMap,
  type PrincipalComponentOptions,
} from './maps/principal-components.ts';
export { umap, type UmapOptions } from './maps/umap.ts';
export { firstWords, type WordMap } from './maps/word-map.ts';
export { cosine } from './neighbours/cosine.ts';
export { mostSimilar, type SimilarTo } from './neighbours/most-similar.ts';
export { doesntMatch, similarity } from './neighbours/similarity.ts';
export type { CandidateIndex } from './neighbours/candidate-index.ts';
export {
  Neighbours,
  type Neighbour,
  type NeighbourOptions,
  type NeighboursOptions,
} from './neighbours/neighbours.ts';
