export { AdditiveAttention, type AdditiveAttentionOptions } from './additive-attention.ts';
export * from './alibi-positions.ts';
export type { AttentionMasks } from './attention-masks.ts';
export { DecoderCache, type DecoderLayerCache } from './decoder-cache.ts';
export { FeedForward, type Activation, type FeedForwardOptions } from './feed-forward.ts';
export type { KeyLengths } from './key-lengths.ts';
export { KeyValueCache, type KeyValueCacheOptions } from './key-value-cache.ts';
export * from './learned-positions.ts';
export type { MaskSense, MaskSenseOption } from './mask-sense.ts';
export { causalMask, lengthMask, type CausalMaskOptions } from './masks.ts';
export type { MultiheadAttentionOptions } from './multihead-attention-options.ts';
export * from './multihead-attention.ts';
export * from './multiplicative-attention.ts';
export type { AttentionPositions, InputPositions, PositionRange, Positions } from './positions.ts';
export * from './relative-positions.ts';
export * from './rotary-positions.ts';
export type { Context, ContextOnly, NoWeights, ScoreAttentionInputs } from './score-weights.ts';
export * from './sinusoidal-positions.ts';
export type { TransformerLayerOptions } from './sublayers.ts';
export {
  fromTorchDecoderMasks,
  fromTorchMasks,
  fromTorchTransformerMasks,
  type TorchDecoderMasks,
  type TorchMasks,
  type TorchTransformerMasks,
} from './torch-masks.ts';
export {
  TransformerDecoderLayer,
  type DecoderMasks,
  type DecoderWeights,
  type MemoryMasks,
} from './transformer-decoder-layer.ts';
export * from './transformer-decoder.ts';
export * from './transformer-encoder-layer.ts';
export { TransformerEncoder, type TransformerStackOptions } from './transformer-encoder.ts';
export * from './transformer.ts';
export type { NeedWeights, WeightsOption, WeightsWanted, WithWeights } from './with-weights.ts';
