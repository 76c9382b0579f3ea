import { elementCount, type FusedAttributes, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { library } from '../../wgsl/library.ts';
import { specialValues } from '../../wgsl/special-values.ts';
import { launchElementwise } from '../elementwise/launch-elementwise.ts';
import { withScratch } from '../scratch.ts';

/** What limits attention, as its kernels take it. */
export interface Limits {
  /** Added to the scores, -∞ where a query may not attend; broadcasts to `[N, H, T1, T2]`. */
  readonly added: Operand | undefined;
  readonly keyLengths: Operand | undefined;
}

/** Gives `body` mask and bias as one operand. */
export function withLimits(
  gpu: GpuContext,
  mask: Operand | undefined,
  bias: Operand | undefined,
  keyLengths: Operand | undefined,
  body: (limits: Limits) => void,
): void {
  if (!mask) {
    body({ added: bias, keyLengths });
    return;
  }
  const shape = mask.shape.map((size, axis) => Math.max(size, bias?.shape[axis] ?? 1));
  withScratch(gpu, shape, (added) => {
    const inputs = [mask, ...(bias ? [bias] : [])].map((operand) => broadcast(operand, shape));
    launchElementwise(gpu, inputs, added, {
      key: `attention limits ${inputs.length}`,
      functions: () => library(specialValues),
      value: (allowed, shift = '0.0') => `select(-infinity(), ${shift}, ${allowed} != 0)`,
    });
    body({ added, keyLengths });
  });
}

function broadcast(operand: Operand, shape: readonly number[]): Operand {
  const strides = operand.strides.map((step, axis) => (operand.shape[axis] === 1 ? 0 : step));
  return viewOf(operand, shape, strides);
}

/** Sizes of one attention. */
export interface Sizes {
  readonly N: number;
  readonly T1: number;
  readonly T2: number;
  readonly H: number;
  readonly K: number;
  readonly D: number;
  readonly E: number;
}

export function sizesOf(query: Operand, value: Operand): Sizes {
  const [N, T1, H, D] = query.shape as [number, number, number, number];
  const [, T2, K, E] = value.shape as [number, number, number, number];
  return { N, T1, T2, H, K, D, E };
}

/** Parameters that all kernels of attention have. */
export const attentionParameters = {
  T1: 'u32',
  T2: 'u32',
  H: 'u32',
  K: 'u32',
  batches: 'u32',
  scale: 'f32',
  offset: 'i32',
  drop: 'f32',
  factor: 'f32',
  blockLow: 'u32',
  blockHigh: 'u32',
  seedLow: 'u32',
  seedHigh: 'u32',
  limitN: 'i32',
  limitH: 'i32',
  limitQ: 'i32',
  limitK: 'i32',
} as const;

const word = 2 ** 32;

export function attentionValues(
  { N, T1, T2, H, K }: Sizes,
  { scale, queryOffset, p, seed, block }: FusedAttributes['attention'],
  { added }: Limits,
): number[] {
  const steps = added
    ? added.strides.map((step, axis) => (added.shape[axis] === 1 ? 0 : step))
    : [0, 0, 0, 0];
  return [
    T1,
    T2,
    H,
    K,
    N * H,
    scale,
    queryOffset,
    p,
    p < 1 ? 1 / (1 - p) : 0,
    ...[block, seed].flatMap((number) => [number % word, Math.floor(number / word)]),
    ...steps,
  ];
}

export function isEmpty(...operands: readonly Operand[]): boolean {
  return operands.some(({ shape }) => elementCount(shape) === 0);
}
