export type { AttentionMasks } from './attention-masks.ts';
export { DecoderCache, type DecoderLayerCache } from './decoder-cache.ts';
export { FeedForward, type Activation, type FeedForwardOptions } from './feed-forward.ts';
export type { KeyLengths } from './key-lengths.ts';
export { KeyValueCache, type KeyValueCacheOptions } from './key-value-cache.ts';
export { causalMask, lengthMask, type CausalMaskOptions } from './masks.ts';
export * from './multihead-attention.ts';
export * from './sinusoidal-positions.ts';
export type { TransformerLayerOptions } from './sublayers.ts';
export {
  TransformerDecoderLayer,
  type DecoderMasks,
  type MemoryMasks,
} from './transformer-decoder-layer.ts';
export * from './transformer-decoder.ts';
export * from './transformer-encoder-layer.ts';
export * from './transformer-encoder.ts';
export * from './transformer.ts';
