import type { FusedAttributes, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { start } from '../../reference/iterate.ts';
import { places } from './problem.ts';
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
function address(operand: Operand | undefined): number {
  return operand ? 4 * start(operand) : 0;
}

/** Writes a matrix [N, T, H, D] at the place of its address: then the strides of entries, rows and heads follow. */
function writeHeads(words: Int32Array, place: number, operand: Operand | undefined): void {
  words[place] = address(operand);
  if (!operand) return;
  for (let axis = 0; axis < 3; axis++) words[place + 1 + axis] = 4 * operand.strides[axis]!;
}

/** Writes what broadcasts to [N, H, T1, T2]: address, then strides, 0 along the axes that share. */
function writeLimit(words: Int32Array, place: number, operand: Operand | undefined): void {
  words[place] = address(operand);
  for (let axis = 0; axis < 4; axis++) {
    const isShared = !operand || operand.shape[axis] === 1;
    words[place + 1 + axis] = isShared ? 0 : 4 * operand.strides[axis]!;
  }
}

/** Writes a whole number below 2⁵³ as its low and high 32 bits. */
function writeWords(words: Int32Array, place: number, number: number): void {
  words[place] = number % 2 ** 32;
  words[place + 1] = Math.floor(number / 2 ** 32);
}

/** Writes to `pointer` what the forward pass reads; `logSum` is absent where no gradient is wanted. */
export function writeForward(
  memory: LinearMemory,
  pointer: number,
  [query, key, value, mask, bias, keyLengths]: Operands,
  [output, logSum]: readonly Operand[],
  { scale, causal, queryOffset, p, seed, block }: Attributes,
): void {
  const { N, T1, T2, H, K, D, E } = sizesOf([query, key, value]);
  const words = memory.i32;
  const at = pointer / 4;
  writeHeads(words, at + places.query, query);
  writeHeads(words, at + places.key, key);
  writeHeads(words, at + places.value, value);
  writeHeads(words, at + places.output, output);
  words[at + places.logSum] = address(logSum);
  writeLimit(words, at + places.mask, mask);
  writeLimit(words, at + places.bias, bias);
  words[at + places.keyLengths] = address(keyLengths);
  words[at + places.causal] = Number(causal);
  // Beyond these limits an offset changes nothing more.
  words[at + places.queryOffset] = Math.min(Math.max(queryOffset, -T1), T2);
  words[at + places.batches] = N;
  words[at + places.heads] = H;
  words[at + places.groupSize] = H / K;
  words[at + places.queries] = T1;
  words[at + places.keys] = T2;
  words[at + places.depth] = D;
  words[at + places.valueDepth] = E;
  // u ≥ p of multiples u of 2⁻²⁴ and a float32 p, as whole numbers.
  words[at + places.threshold] = Math.ceil(Math.fround(p) * 2 ** 24);
  writeWords(words, at + places.seedLow, seed);
  writeWords(words, at + places.blockLow, block);
  memory.f32[at + places.scale] = scale;
  memory.f32[at + places.keptScale] = p < 1 ? 1 / (1 - p) : 0;
}

/** How many parts the gradient of the bias has: matrices, and tiles of their rows. Rows that share the bias are one part. */
export function biasPartsOf({ shape }: Operand) {
  const [batches, heads, rows] = shape as [number, number, number];
  return { batches, heads, parts: rows === 1 ? 1 : Math.ceil(rows / queryTile) };
}

/** Writes to `pointer` what the backward pass reads besides; gradients that are not wanted are absent. */
export function writeBackward(
  memory: LinearMemory,
  pointer: number,
  outputGradient: Operand,
  [query, key, value, , bias]: Operands,
): void {
  const words = memory.i32;
  const at = pointer / 4;
  words[at + places.outputGradient] = address(outputGradient);
  writeHeads(words, at + places.queryGradient, query);
  writeHeads(words, at + places.keyGradient, key);
  writeHeads(words, at + places.valueGradient, value);
  writeLimit(words, at + places.biasGradient, bias);
  if (!bias) return;
  const { batches, heads, parts } = biasPartsOf(bias);
  words[at + places.biasBatches] = batches;
  words[at + places.biasHeads] = heads;
  words[at + places.biasParts] = parts;
}
