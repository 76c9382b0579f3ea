import { randomOp } from '../create.ts';
import type { AnyOp } from '../op.ts';
import { addLayerNormFused } from './add-layer-norm.ts';
import { arithmeticOps } from './arithmetic.ts';
import { attentionFused } from './attention.ts';
import { avgPoolFused } from './avg-pool.ts';
import { binaryCrossEntropyOp } from './binary-cross-entropy.ts';
import { compareOps, logicalAndOp, logicalOrOp } from './compare.ts';
import { concatOp } from './concat.ts';
import { convolutionFused } from './convolution.ts';
import { crossEntropyFused } from './cross-entropy.ts';
import { cumsumOp } from './cumsum.ts';
import { dropoutFused } from './dropout.ts';
import { expandOp } from './expand.ts';
import { gatherOp, scatterAddOp } from './gather.ts';
import { geluFused } from './gelu.ts';
import { gruSequenceFused } from './gru-sequence.ts';
import { batchNormFused } from './batch-norm.ts';
import { layerNormFused } from './layer-norm.ts';
import { linearOp } from './linear.ts';
import { logSumExpFused } from './log-sum-exp.ts';
import { lstmSequenceFused } from './lstm-sequence.ts';
import { matmulOp } from './matmul.ts';
import { maxPoolFused } from './max-pool.ts';
import { reduceOps } from './reduce.ts';
import { rnnSequenceFused } from './rnn-sequence.ts';
import { contiguousOp, permuteOp, reshapeOp } from './reshape.ts';
import { embedOp, flipOp, sliceOp } from './slice.ts';
import { logSoftmaxFused, softmaxFused } from './softmax.ts';
import { toeplitzOp } from './toeplitz.ts';
import { topkOp } from './topk.ts';
import { unaryOps } from './unary.ts';
import { castOp, whereOp } from './where.ts';
import type { FusedAttributes } from '../backend.ts';

/** Every op that a backend may have a fused kernel for, with its composed twin. */
export const fusedOps = {
  softmax: softmaxFused,
  logSoftmax: logSoftmaxFused,
  logSumExp: logSumExpFused,
  layerNorm: layerNormFused,
  addLayerNorm: addLayerNormFused,
  batchNorm: batchNormFused,
  crossEntropy: crossEntropyFused,
  dropout: dropoutFused,
  gaussianErrorLinearUnit: geluFused,
  rnnSequence: rnnSequenceFused,
  gruSequence: gruSequenceFused,
  lstmSequence: lstmSequenceFused,
  attention: attentionFused,
  convolution: convolutionFused,
  maxPool: maxPoolFused,
  avgPool: avgPoolFused,
} satisfies Record<keyof FusedAttributes, { readonly op: AnyOp }>;

/** Every op there is: tests of gradients and of backends go through it, so that none is forgotten. */
export const allOps: readonly AnyOp[] = [unaryOps, arithmeticOps, compareOps, reduceOps]
  .flatMap<AnyOp>((ops) => Object.values(ops))
  .concat(
    Object.values(fusedOps).map(({ op }) => op),
    binaryCrossEntropyOp,
    castOp,
    concatOp,
    contiguousOp,
    cumsumOp,
    embedOp,
    expandOp,
    flipOp,
    gatherOp,
    linearOp,
    logicalAndOp,
    logicalOrOp,
    matmulOp,
    permuteOp,
    randomOp,
    reshapeOp,
    scatterAddOp,
    sliceOp,
    toeplitzOp,
    topkOp,
    whereOp,
  );
