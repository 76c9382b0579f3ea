export * from './add-layer-norm.ts';
export * from './all-ops.ts';
export * from './arithmetic.ts';
export * from './attention.ts';
export * from './avg-pool.ts';
export * from './binary-cross-entropy.ts';
export * from './compare.ts';
export * from './concat.ts';
export * from './conv.ts';
export * from './conv-padding.ts';
export { convolutionFused } from './convolution.ts';
export * from './cosine-similarity.ts';
export * from './cross-entropy.ts';
export * from './cumsum.ts';
export * from './diagonal.ts';
export * from './dropout.ts';
export * from './einsum.ts';
export * from './expand.ts';
export * from './gather.ts';
export * from './gelu.ts';
export * from './gru-sequence.ts';
export * from './kl-div-loss.ts';
export {
  batchNorm,
  batchNormFused,
  type BatchNormalizationOptions,
  type BatchNormResult,
} from './batch-norm.ts';
export { layerNorm, layerNormFused, type LayerNormOptions } from './layer-norm.ts';
export * from './linear.ts';
export * from './log-sum-exp.ts';
export type { LossOptions, LossReduction } from './loss-reduction.ts';
export * from './lstm-sequence.ts';
export * from './matmul.ts';
export * from './max-pool.ts';
export * from './nll-loss.ts';
export type { OutputSize, PerAxis, PoolOptions } from './pool-options.ts';
export * from './ranking-losses.ts';
export type { RecurrentSequenceOptions } from './recurrent-sequence.ts';
export * from './reduce.ts';
export * from './regression-losses.ts';
export * from './reshape.ts';
export * from './rnn-sequence.ts';
export * from './slice.ts';
export * from './softmax.ts';
export * from './toeplitz.ts';
export * from './topk.ts';
export * from './unary.ts';
export * from './where.ts';
