export {
  loadCheckpoint,
  resumeTraining,
  saveCheckpoint,
  type ModelCheckpoint,
  type TrainingCheckpoint,
} from './checkpoint/checkpoint.ts';
export { CheckpointError, type TrainingMetadata } from './checkpoint/metadata.ts';
export { ConfigError, parseConfig } from './config/parse.ts';
export type { RunConfig, RunConfigInput, TrainingConfig } from './config/schema.ts';
export { greedyDecode, type GreedyOptions, type Hypothesis } from './decoding/greedy.ts';
export * from './metrics/bleu.ts';
export type { AttentionKind, ModelConfig, TiedEmbeddings } from './model/config.ts';
export { RecurrentDecoder, type Decoded, type DecoderState } from './model/decoder.ts';
export { BidirectionalEncoder } from './model/encoder.ts';
export type { Memory } from './model/memory.ts';
export { Seq2Seq } from './model/seq2seq.ts';
export {
  buildCodec,
  restoreCodec,
  type Codec,
  type CodecConfig,
  type CodecOptions,
} from './text/codec.ts';
export { Translator, type TranslateOptions, type Translation } from './text/translator.ts';
export type { EndEvent, StepEvent, TrainingEvent, ValidationEvent } from './training/events.ts';
export { batchLoss } from './training/loss.ts';
export type { TrainingPoint, TrainingState, ValidationPoint } from './training/state.ts';
export { Trainer, type TrainerOptions } from './training/trainer.ts';
export { TrainingError } from './training/error.ts';
export { validate, type Validation } from './training/validate.ts';
