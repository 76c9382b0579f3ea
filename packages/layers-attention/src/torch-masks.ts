import {
  DTypeError,
  formatShape,
  logicalAnd,
  logicalNot,
  scope,
  ShapeError,
  type Place,
  type Tensor,
} from '@rondo/tensor';
import type { AttentionMasks } from './attention-masks.ts';
import type { DecoderMasks } from './transformer-decoder-layer.ts';
import type { TransformerMasks } from './transformer.ts';

/** Masks as `torch.nn.MultiheadAttention` and `TransformerEncoder` take them: bool true = BLOCKED, float32 is added to the scores. */
export interface TorchMasks {
  /** `[T1, T2]` or `[N·heads, T1, T2]` */
  readonly attnMask?: Tensor | undefined;
  /** `[N, T2]` */
  readonly keyPaddingMask?: Tensor | undefined;
  readonly isCausal?: boolean | undefined;
}

/** Masks as `torch.nn.TransformerDecoder` takes them. */
export interface TorchDecoderMasks {
  readonly tgtMask?: Tensor | undefined;
  readonly memoryMask?: Tensor | undefined;
  readonly tgtKeyPaddingMask?: Tensor | undefined;
  readonly memoryKeyPaddingMask?: Tensor | undefined;
  readonly tgtIsCausal?: boolean | undefined;
}

/** Masks as `torch.nn.Transformer` takes them. */
export interface TorchTransformerMasks extends TorchDecoderMasks {
  readonly srcMask?: Tensor | undefined;
  readonly srcKeyPaddingMask?: Tensor | undefined;
}

/**
 * Masks in PyTorch's sense as ours, in which true = may attend: for `MultiheadAttention` and `TransformerEncoder`.
 *
 * `attention.forward(q, k, v, fromTorchMasks({ attnMask, keyPaddingMask }, attention.numHeads))`
 * @throws ShapeError or DTypeError for masks that PyTorch does not take either.
 */
export function fromTorchMasks(masks: TorchMasks, numHeads: number): AttentionMasks {
  const where = 'fromTorchMasks';
  return readTorchMasks(masks, numHeads, {
    where,
    attnMask: 'attnMask',
    keyPaddingMask: 'keyPaddingMask',
  });
}

/** What masks are called in errors, and where. */
interface MaskNames {
  readonly where: Place;
  readonly attnMask: string;
  readonly keyPaddingMask: string;
}

/** `fromTorchMasks` on behalf of something that has names of its own for them. */
export function readTorchMasks(
  { attnMask, keyPaddingMask, isCausal }: TorchMasks,
  numHeads: number,
  names: MaskNames,
): AttentionMasks {
  return scope(() => {
    const parts = [
      attnMask && ofScores(attnMask, numHeads, names),
      keyPaddingMask && ofKeys(keyPaddingMask, names),
    ];
    const both = parts.filter((part) => part !== undefined);
    const masks = both.filter(({ dtype }) => dtype === 'bool').map(logicalNot);
    const biases = both.filter(({ dtype }) => dtype === 'float32');
    return {
      mask: masks.length > 0 ? masks.reduce(logicalAnd) : undefined,
      bias: biases.length > 0 ? biases.reduce((sum, bias) => sum.add(bias)) : undefined,
      causal: isCausal,
    };
  });
}

/** The same for `TransformerDecoder`. */
export function fromTorchDecoderMasks(masks: TorchDecoderMasks, numHeads: number): DecoderMasks {
  const { tgtMask, tgtKeyPaddingMask, tgtIsCausal, memoryMask, memoryKeyPaddingMask } = masks;
  const target = { attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, isCausal: tgtIsCausal };
  const memory = fromTorchMasks(
    { attnMask: memoryMask, keyPaddingMask: memoryKeyPaddingMask },
    numHeads,
  );
  return {
    ...fromTorchMasks(target, numHeads),
    memoryMask: memory.mask,
    memoryBias: memory.bias,
  };
}

/** The same for `Transformer`. */
export function fromTorchTransformerMasks(
  { srcMask, srcKeyPaddingMask, ...ofDecoder }: TorchTransformerMasks,
  numHeads: number,
): TransformerMasks {
  const source = fromTorchMasks({ attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask }, numHeads);
  const { mask, bias, ...rest } = fromTorchDecoderMasks(ofDecoder, numHeads);
  return {
    ...rest,
    sourceMask: source.mask,
    sourceBias: source.bias,
    targetMask: mask,
    targetBias: bias,
  };
}

/** `[T1, T2]` or `[N·heads, T1, T2]` as four axes. */
function ofScores(mask: Tensor, numHeads: number, names: MaskNames): Tensor {
  checkDType(names.where, names.attnMask, mask);
  const { shape } = mask;
  if (mask.rank === 2) return mask.reshape([1, 1, ...shape]);
  if (mask.rank === 3 && shape[0]! % numHeads === 0) {
    return mask.reshape([shape[0]! / numHeads, numHeads, ...shape.slice(1)]);
  }
  throw new ShapeError(
    `${names.where.toString()}: expected ${names.attnMask} [T1, T2] or [N·heads, T1, T2] with heads = ${numHeads}, received ${formatShape(shape)}`,
    { argument: names.attnMask, received: shape, numHeads },
  );
}

/** `[N, T2]` as four axes. */
function ofKeys(mask: Tensor, names: MaskNames): Tensor {
  checkDType(names.where, names.keyPaddingMask, mask);
  const { shape } = mask;
  if (mask.rank === 2) return mask.reshape([shape[0]!, 1, 1, shape[1]!]);
  throw new ShapeError(
    `${names.where.toString()}: expected ${names.keyPaddingMask} [N, T2], received ${formatShape(shape)}`,
    { argument: names.keyPaddingMask, received: shape },
  );
}

function checkDType(where: Place, argument: string, { dtype }: Tensor): void {
  if (dtype !== 'int32') return;
  throw new DTypeError(
    `${where.toString()}: expected ${argument} of bool (true = blocked) or float32 (added), received ${dtype}; convert with .cast('bool')`,
    { argument, received: dtype },
  );
}
