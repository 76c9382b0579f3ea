export { TrainingError } from '@rondo/training';
export { averageCheckpoints } from './checkpoint/average.ts';
export {
  loadCheckpoint,
  resumeTraining,
  saveCheckpoint,
  type ModelCheckpoint,
  type TrainingCheckpoint,
} from './checkpoint/checkpoint.ts';
export { CheckpointError, type TrainingMetadata } from './checkpoint/metadata.ts';
export type { Origin } from './checkpoint/origin.ts';
export {
  startFrom,
  type PretrainedModel,
  type StartFromOptions,
  type StartReport,
} from './checkpoint/start-from.ts';
export { ConfigError, parseConfig, parseModelConfig } from './config/parse.ts';
export { presets, type Preset, type PresetName } from './config/presets.ts';
export type { RunConfig, RunConfigInput, TrainingConfig } from './config/schema.ts';
export { alignmentOf, formatAlignment, type AlignmentPoint } from './decoding/alignment.ts';
export { beamSearch, type BeamOptions } from './decoding/beam-search.ts';
export { decode, type DecodingInputs, type DecodingOptions } from './decoding/decode.ts';
export type { RunOptions } from './decoding/decoding-run.ts';
export { Ensemble, type EnsembleOptions } from './decoding/ensemble.ts';
export { greedyDecode, type GreedyOptions } from './decoding/greedy.ts';
export { headAttention, type HeadAttention } from './decoding/head-attention.ts';
export type { Hypothesis } from './decoding/hypothesis.ts';
export { inBatches, type InBatchesOptions } from './decoding/in-batches.ts';
export type * from './decoding/incremental-decoder.ts';
export type { LengthOptions } from './decoding/length-options.ts';
export type { RankingOptions } from './decoding/ranking.ts';
export { replaceUnknown } from './decoding/replace-unknown.ts';
export { sampleDecode, type SampleOptions, type SamplingOptions } from './decoding/sampling.ts';
export { scorePairs, type ScoredPair } from './decoding/score-pairs.ts';
export type { BeamHypothesis, Stopping } from './decoding/sentence-beam.ts';
export { streamTokens, type StreamOptions } from './decoding/stream-tokens.ts';
export type { OneByOneOptions, OnEventOptions, TokenEvent } from './decoding/token-events.ts';
export type { TokenRuleOptions } from './decoding/token-rules.ts';
export * from './metrics/bleu.ts';
export { bleuTokenizers, type BleuTokenizer } from './metrics/bleu-tokenizers.ts';
export * from './metrics/bootstrap.ts';
export * from './metrics/chrf.ts';
export { hasSubwords, joinSubwords } from './metrics/join-subwords.ts';
export { corpusScore, type Metric, type MetricScore, type References } from './metrics/metric.ts';
export {
  metricNames,
  namedMetric,
  type MetricName,
  type MetricSettings,
} from './metrics/named-metrics.ts';
export * from './metrics/ter.ts';
export type * from './model/config.ts';
export { createModel, type VocabularySize } from './model/create-model.ts';
export type { Decoded, Decoder, DecoderOptions, DecoderState } from './model/decoder.ts';
export type { Encoder } from './model/encoder.ts';
export type { Memory } from './model/memory.ts';
export { RecurrentDecoder } from './model/recurrent/recurrent-decoder.ts';
export { RecurrentEncoder } from './model/recurrent/recurrent-encoder.ts';
export { SelfAttentionDecoder } from './model/transformer/self-attention-decoder.ts';
export { SelfAttentionEncoder } from './model/transformer/self-attention-encoder.ts';
export { SSRUDecoder } from './model/transformer/ssru-decoder.ts';
export { Seq2Seq } from './model/seq2seq.ts';
export {
  buildCodec,
  restoreCodec,
  type Codec,
  type CodecConfig,
  type CodecOptions,
} from './text/codec.ts';
export { lowercases } from './text/lowercases.ts';
export {
  comparingMetrics,
  textComparison,
  type TextComparison,
  type TextComparisonOptions,
} from './text/text-comparison.ts';
export type { OutputToken } from './text/growing-output.ts';
export { Translator, type TranslateOptions, type Translation } from './text/translator.ts';
export {
  estimateTraining,
  type EstimateOptions,
  type TrainingEstimate,
  type TrainingMemory,
} from './training/estimate.ts';
export type {
  EndEvent,
  NonFinite,
  StepEvent,
  TrainingEvent,
  ValidationEvent,
} from './training/events.ts';
export { fitMaxTokens, type FittedTokens } from './training/fit-max-tokens.ts';
export { formatEstimate } from './training/format-estimate.ts';
export type { LayerEstimate } from './training/layer-estimates.ts';
export { batchLoss } from './training/loss.ts';
export type { TrainingSeconds } from './training/probe-time.ts';
export type { TrainingPoint, TrainingState, ValidationPoint } from './training/state.ts';
export {
  eventFileStart,
  scalarEvent,
  trainingEvent,
  type Scalars,
} from './training/tensorboard/event-file.ts';
export { Trainer, type TrainerOptions } from './training/trainer.ts';
export { validate, type Validation } from './training/validate.ts';
export {
  decodingWith,
  type DecodingWithOptions,
  type ValidationDecoding,
  type ValidationSample,
} from './training/validation-decoding.ts';
