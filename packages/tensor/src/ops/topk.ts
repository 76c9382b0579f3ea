import { apply, expectDType } from '../apply.ts';
import { RangeFault } from '../errors.ts';
import type { KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { formatShape, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { scatterToZeros } from './gather.ts';

interface TopkAttributes {
  readonly k: number;
  readonly largest: boolean;
}

/** Along the last axis. */
export const topkOp: KernelOp<readonly [Tensor], TopkAttributes> = {
  name: 'topk',
  outputs: ([x], { k }) => {
    const shape = [...x.shape.slice(0, -1), k];
    return [
      { shape, dtype: x.dtype },
      { shape, dtype: 'int32' },
    ];
  },
  forward: (backend, [x], [values, indices], { largest }) =>
    backend.topk(x, largest, values!, indices!),
  vjp: ({ inputs: [x], outputs: [, indices] }, g) => [
    () => scatterToZeros(x.shape, x.shape.length - 1, indices!, g),
  ],
};

/** Elements with their places along the axis (int32). */
export interface Ranked {
  readonly values: Tensor;
  readonly indices: Tensor;
}

export interface TopkOptions {
  /** False for the smallest. */
  readonly largest?: boolean;
}

/**
 * The `k` largest (or smallest) elements along `axis` in order, equal ones by index; float32 or int32.
 *
 * x `[.., n, ..]` → values and indices `[.., k, ..]`. Gradients flow through the values.
 * @throws RangeFault unless `k` is a whole number from 0 to n.
 */
export function topk(
  x: Tensor,
  k: number,
  axis = -1,
  { largest = true }: TopkOptions = {},
): Ranked {
  return ranked('topk', x, k, axis, largest);
}

export interface SortOptions {
  /** From the largest to the smallest. */
  readonly descending?: boolean;
}

/**
 * All elements along `axis` in order, with the places they came from; stable. Gradients flow through the values.
 */
export function sort(x: Tensor, axis = -1, { descending = false }: SortOptions = {}): Ranked {
  return ranked('sort', x, undefined, axis, descending);
}

/** The places (int32) of the elements along `axis` in their order; stable. */
export function argsort(x: Tensor, axis = -1, { descending = false }: SortOptions = {}): Tensor {
  return scope(() => ranked('argsort', x, undefined, axis, descending).indices);
}

function ranked(
  name: string,
  x: Tensor,
  count: number | undefined,
  axis: number,
  largest: boolean,
): Ranked {
  expectDType(name, x, 'float32', 'int32');
  const at = normalizeAxis(name, axis, x.shape.length);
  const k = count ?? x.shape[at]!;
  if (!Number.isInteger(k) || k < 0 || k > x.shape[at]!) {
    throw new RangeFault(
      `${name}: k must be a whole number from 0 to ${x.shape[at]}, the size of axis ${axis} of ${formatShape(x.shape)}, received ${k}`,
      { k, axis, shape: x.shape },
    );
  }
  return scope(() => {
    const isLast = at === x.shape.length - 1;
    const attributes = { k, largest };
    const [values, indices] = apply(topkOp, [isLast ? x : x.transpose(at, -1)], attributes);
    if (isLast) return { values: values!, indices: indices! };
    return { values: values!.transpose(at, -1), indices: indices!.transpose(at, -1) };
  });
}
