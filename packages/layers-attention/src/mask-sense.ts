import { RangeFault, scope, type Place, type Tensor } from '@rondo/tensor';
import type { AttentionMasks } from './attention-masks.ts';
import { readTorchMasks } from './torch-masks.ts';

const senses = ['mayAttend', 'torch'] as const;

/** What true means in a mask: may attend, or, as in PyTorch's layers, is blocked. */
export type MaskSense = (typeof senses)[number];

export interface MaskSenseOption {
  /**
   * What true means in bool masks: 'mayAttend', or 'torch' for those of PyTorch's layers, in which it means blocked ('mayAttend').
   *
   * With 'torch' a mask is `[T1, T2]` or `[N·heads, T1, T2]`, bool or float32 (added to the scores), and padding masks `[N, T2]`, true =
   * padding, are taken, too.
   */
  readonly maskSense?: MaskSense;
}

/** @throws RangeFault for another sense. */
export function checkMaskSense(place: Place, maskSense: MaskSense): MaskSense {
  if (senses.includes(maskSense)) return maskSense;
  throw new RangeFault(
    `${place.toString()}: expected the maskSense 'mayAttend' or 'torch', received '${maskSense}'`,
    { maskSense },
  );
}

export interface MaskReader {
  toString(): string;
  readonly maskSense: MaskSense;
  readonly numHeads: number;
}

/**
 * Masks as `place` was told to read them, in our sense; `prefix` is what their names begin with in errors.
 * @throws ShapeError or DTypeError for masks that PyTorch does not take; RangeFault for a padding mask in our sense.
 */
export function inOurSense(
  place: MaskReader,
  { keyPaddingMask, ...masks }: AttentionMasks,
  prefix = '',
): AttentionMasks {
  if (place.maskSense !== 'torch') {
    if (!keyPaddingMask) return masks;
    throw new RangeFault(
      `${place.toString()}: expected a padding mask only with maskSense: 'torch', in which true is padding; give lengths, or a mask`,
      { maskSense: place.maskSense },
    );
  }
  const { mask: attnMask, bias: own } = masks;
  if (!attnMask && !keyPaddingMask) return masks;
  return scope(() => {
    const attn = prefix === '' ? 'mask' : `${prefix}Mask`;
    const padding = prefix === '' ? 'keyPaddingMask' : `${prefix}KeyPaddingMask`;
    const names = { where: place, attnMask: attn, keyPaddingMask: padding };
    const { mask, bias } = readTorchMasks({ attnMask, keyPaddingMask }, place.numHeads, names);
    const given = own && fourAxes(own);
    return { ...masks, mask, bias: bias && given ? bias.add(given) : (bias ?? given) };
  });
}

/** A bias `[T1, T2]` or `[N, T1, T2]` as one of four axes; what is neither is refused later, by its name. */
function fourAxes(bias: Tensor): Tensor {
  const [rows, columns] = bias.shape.slice(-2) as [number, number];
  if (bias.rank === 2) return bias.reshape([1, 1, rows, columns]);
  return bias.rank === 3 ? bias.reshape([bias.shape[0]!, 1, rows, columns]) : bias;
}
