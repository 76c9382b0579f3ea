import type { FusedAttributes, Operand } from '@rondo/tensor';
import { start } from '../../reference/iterate.ts';
import type { Problem } from './problem.ts';
import { queryTile } from './tiles.ts';

type Attributes = FusedAttributes['attention'];
type Operands = readonly (Operand | undefined)[];

/** Sizes of an attention: query [N, T1, H, D], key [N, T2, K, D], value [N, T2, K, E]. */
export interface AttentionSizes {
  readonly N: number;
  readonly T1: number;
  readonly T2: number;
  readonly H: number;
  readonly K: number;
  readonly D: number;
  readonly E: number;
}

export function sizesOf([query, key, value]: Operands): AttentionSizes {
  const [N, T1, H, D] = query!.shape as [number, number, number, number];
  const [, T2, K] = key!.shape as [number, number, number];
  return { N, T1, T2, H, K, D, E: value!.shape[3]! };
}

/** Byte address of an operand's first element; 0 where there is none. */
export function pointerOf(operand: Operand | undefined): number {
  return operand ? 4 * start(operand) : 0;
}

/** Bytes between entries of the batch, rows and heads of [N, T, H, D]. */
export function headStrides<Name extends string>(
  name: Name,
  { strides }: Operand,
): Record<`${Name}${'Batch' | 'Row' | 'Head'}`, number> {
  const [batch, row, head] = strides.map((stride) => 4 * stride);
  return { [`${name}Batch`]: batch, [`${name}Row`]: row, [`${name}Head`]: head } as Record<
    `${Name}${'Batch' | 'Row' | 'Head'}`,
    number
  >;
}

/** Bytes between the elements of what broadcasts to [N, H, T1, T2]: 0 along the axes that share. */
function sharedStrides<Name extends string>(
  name: Name,
  operand: Operand | undefined,
): Partial<Record<`${Name}${'Batch' | 'Head' | 'Row' | 'Column'}`, number>> {
  if (!operand) return {};
  const [batch, head, row, column] = operand.shape.map((size, axis) =>
    size === 1 ? 0 : 4 * operand.strides[axis]!,
  );
  return {
    [`${name}Batch`]: batch,
    [`${name}Head`]: head,
    [`${name}Row`]: row,
    [`${name}Column`]: column,
  } as Record<`${Name}${'Batch' | 'Head' | 'Row' | 'Column'}`, number>;
}

/** What the forward pass reads and writes. */
export function forwardProblem(
  inputs: Operands,
  [output, logSum]: readonly Operand[],
  { scale, causal, queryOffset, p, seed, block }: Attributes,
): Problem {
  const { N, T1, T2, H, K, D, E } = sizesOf(inputs);
  const [query, key, value, mask, bias, keyLengths] = inputs;
  return {
    query: pointerOf(query),
    ...headStrides('query', query!),
    key: pointerOf(key),
    ...headStrides('key', key!),
    value: pointerOf(value),
    ...headStrides('value', value!),
    output: pointerOf(output),
    ...headStrides('output', output!),
    logSum: pointerOf(logSum),
    mask: pointerOf(mask),
    ...sharedStrides('mask', mask),
    bias: pointerOf(bias),
    ...sharedStrides('bias', bias),
    keyLengths: pointerOf(keyLengths),
    causal: Number(causal),
    // Beyond these limits an offset changes nothing more.
    queryOffset: Math.min(Math.max(queryOffset, -T1), T2),
    batches: N,
    heads: H,
    groupSize: H / K,
    queries: T1,
    keys: T2,
    depth: D,
    valueDepth: E,
    // u ≥ p of multiples u of 2⁻²⁴ and a float32 p, as whole numbers.
    threshold: Math.ceil(Math.fround(p) * 2 ** 24),
    ...words('seed', seed),
    ...words('block', block),
    scale,
    keptScale: p < 1 ? 1 / (1 - p) : 0,
  };
}

/** The low and the high 32 bits of a whole number below 2⁵³. */
function words<Name extends string>(
  name: Name,
  number: number,
): Record<`${Name}${'Low' | 'High'}`, number> {
  return {
    [`${name}Low`]: number % 2 ** 32,
    [`${name}High`]: Math.floor(number / 2 ** 32),
  } as Record<`${Name}${'Low' | 'High'}`, number>;
}

/** What the backward pass reads and writes besides: `gradients` of the inputs, those that are wanted. */
export function backwardProblem(
  inputs: Operands,
  outputs: readonly Operand[],
  outputGradient: Operand,
  gradients: Operands,
  attributes: Attributes,
): Problem {
  const [query, key, value, , bias] = gradients;
  const [biasBatches = 1, biasHeads = 1, biasRows = 1] = bias?.shape ?? [];
  return {
    ...forwardProblem(inputs, outputs, attributes),
    outputGradient: pointerOf(outputGradient),
    queryGradient: pointerOf(query),
    ...(query && headStrides('queryGradient', query)),
    keyGradient: pointerOf(key),
    ...(key && headStrides('keyGradient', key)),
    valueGradient: pointerOf(value),
    ...(value && headStrides('valueGradient', value)),
    biasGradient: pointerOf(bias),
    ...sharedStrides('biasGradient', bias),
    biasBatches,
    biasHeads,
    // Rows that share the bias add to one place, so that one thread adds them all.
    biasParts: biasRows === 1 ? 1 : Math.ceil(biasRows / queryTile),
  };
}
