import {
  DTypeError,
  formatShape,
  logicalAnd,
  pad,
  scope,
  ShapeError,
  type AttentionOptions,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import { keyLengthsTensor, type KeyLengths } from './key-lengths.ts';
import { causalMask, lengthMask } from './masks.ts';

/** What a query may attend to. All that is given holds at once; a query that may attend to nothing gets zeros. */
export interface AttentionMasks {
  /** bool `[T1, T2]`, `[N, T1, T2]` or `[N, H, T1, T2]`, 1 where it repeats: true where a query may attend to a key. */
  readonly mask?: Tensor | undefined;
  /** float32 of the same shapes, added to the scaled scores. */
  readonly bias?: Tensor | undefined;
  /** Valid keys of each sequence, 0 to T2: the others are padding. */
  readonly keyLengths?: KeyLengths | undefined;
  /** Whether query i may attend to the keys 0 to i only (false). */
  readonly causal?: boolean | undefined;
  /** Only with `maskSense: 'torch'`: bool `[N, T2]`, true = padding, or float32, which is added. */
  readonly keyPaddingMask?: Tensor | undefined;
}

export const maskNames = ['mask', 'bias', 'keyLengths', 'causal', 'keyPaddingMask'] as const;

/** Masks that fit scores `[N, H, T1, T2]`: of four axes, with a size of 1 where they repeat. */
export interface ResolvedMasks {
  readonly mask: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly keyLengths: Tensor | undefined;
  readonly causal: boolean;
}

/** Sizes of the scores. */
export interface ScoreSizes {
  readonly N: number;
  readonly H: number;
  readonly T1: number;
  readonly T2: number;
}

interface Place {
  toString(): string;
}

/**
 * Checks masks and brings them into the shape of the scores.
 * @throws ShapeError, DTypeError or RangeFault naming what does not fit.
 */
export function resolveMasks(
  place: Place,
  { mask, bias, keyLengths, causal = false }: AttentionMasks,
  sizes: ScoreSizes,
  backend: Backend,
): ResolvedMasks {
  return {
    mask: mask && likeScores(place, 'mask', mask, 'bool', sizes),
    bias: bias && likeScores(place, 'bias', bias, 'float32', sizes),
    keyLengths: keyLengths && keyLengthsTensor(place, keyLengths, sizes, backend),
    causal,
  };
}

function likeScores(
  place: Place,
  name: 'mask' | 'bias',
  value: Tensor,
  dtype: 'bool' | 'float32',
  { N, H, T1, T2 }: ScoreSizes,
): Tensor {
  if (value.dtype !== dtype) {
    const remedy =
      name === 'mask' ? 'numbers to add to the scores are a bias' : 'truth values are a mask';
    throw new DTypeError(
      `${place.toString()}: expected a ${dtype} ${name}, received ${value.dtype}; ${remedy}`,
      { argument: name, received: value.dtype },
    );
  }
  const expected = { 2: [T1, T2], 3: [N, T1, T2], 4: [N, H, T1, T2] }[value.rank];
  const { shape } = value;
  if (!expected?.every((size, axis) => shape[axis] === size || shape[axis] === 1)) {
    throw new ShapeError(
      `${place.toString()}: expected ${name} [T1, T2], [N, T1, T2] or [N, H, T1, T2], 1 where it repeats, ` +
        `with N = ${N}, H = ${H}, T1 = ${T1}, T2 = ${T2}, received ${formatShape(shape)}`,
      { where: place.toString(), argument: name, received: shape, sizes: { N, H, T1, T2 } },
    );
  }
  if (value.rank === 4) return value;
  const [rows, columns] = shape.slice(-2) as [number, number];
  return value.reshape([value.rank === 3 ? shape[0]! : 1, 1, rows, columns]);
}

/** All that forbids as one bool mask of four axes; `undefined` where all is allowed. */
export function oneMask(
  { mask, keyLengths, causal }: Omit<ResolvedMasks, 'bias'>,
  { T1, T2 }: Pick<ScoreSizes, 'T1' | 'T2'>,
  backend: Backend,
): Tensor | undefined {
  return scope(() => {
    const parts = [
      mask,
      keyLengths && lengthMask(keyLengths, T2).unsqueeze(1),
      causal ? causalMask(T1, T2, { backend }).reshape([1, 1, T1, T2]) : undefined,
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts.reduce(logicalAnd);
  });
}

/** A mask or bias with columns for `count` keys before the others. */
export function padKeys(value: Tensor, count: number, filler: number): Tensor {
  return count === 0 ? value : pad(value, [[count, 0]], filler);
}

/**
 * The same masks for `count` more keys before the others, to which every query may attend: there, lengths and causality stay what they
 * are, numbers, and no mask of all pairs is made of them.
 */
export function masksWithExtraKeys(
  masks: ResolvedMasks & { readonly queryOffset: number },
  count: number,
  T2: number,
): AttentionOptions {
  if (count === 0) return masks;
  const { mask, bias, keyLengths, causal, queryOffset } = masks;
  const extend = (value: Tensor, filler: number): Tensor =>
    padKeys(value.expand([...value.shape.slice(0, -1), T2]), count, filler);
  return {
    mask: mask && extend(mask, 1),
    bias: bias && extend(bias, 0),
    keyLengths: keyLengths?.clamp(0).add(count),
    causal,
    queryOffset: queryOffset + count,
  };
}
