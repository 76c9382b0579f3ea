import type { LinearMemory } from '../../linear-memory.ts';
import { type Expr, f32, i32, type Local } from '../assembler/index.ts';

/** Addresses and strides are in bytes, sizes in elements; an address is 0 where there is nothing. */
const integers = [
  // query [N, T1, H, D], key [N, T2, K, D], value [N, T2, K, E].
  ...['query', 'queryBatch', 'queryRow', 'queryHead'],
  ...['key', 'keyBatch', 'keyRow', 'keyHead'],
  ...['value', 'valueBatch', 'valueRow', 'valueHead'],
  // Row-major: output [N, T1, H, E], logSum [N, H, T1].
  ...['output', 'outputBatch', 'outputRow', 'outputHead', 'logSum'],
  // What limits the scores [N, H, T1, T2]; a stride is 0 where they share.
  ...['mask', 'maskBatch', 'maskHead', 'maskRow', 'maskColumn'],
  ...['bias', 'biasBatch', 'biasHead', 'biasRow', 'biasColumn'],
  ...['keyLengths', 'causal', 'queryOffset'],
  // `groupSize` heads of the query share one of key and value.
  ...['batches', 'heads', 'groupSize', 'queries', 'keys', 'depth', 'valueDepth'],
  // A weight is kept where the upper 24 bits of its number are at least `threshold`; 0 keeps all.
  ...['threshold', 'seedLow', 'seedHigh', 'blockLow', 'blockHigh'],
  // Gradients, row-major; that of the output lies as the output does. `biasParts` parts compute the rows of a matrix of the bias.
  ...['outputGradient', 'biasBatches', 'biasHeads', 'biasParts'],
  ...['biasGradient', 'biasGradientBatch', 'biasGradientHead', 'biasGradientRow'],
  'biasGradientColumn',
  ...['queryGradient', 'queryGradientBatch', 'queryGradientRow', 'queryGradientHead'],
  ...['keyGradient', 'keyGradientBatch', 'keyGradientRow', 'keyGradientHead'],
  ...['valueGradient', 'valueGradientBatch', 'valueGradientRow', 'valueGradientHead'],
] as const;

const floats = ['scale', 'keptScale'] as const;

type IntegerField = (typeof integers)[number];
type FloatField = (typeof floats)[number];

/** One attention, as the kernels read it from memory: they take its address instead of sixty parameters. */
export type Problem = Readonly<Partial<Record<IntegerField, number>>> &
  Readonly<Record<FloatField, number>>;

/** Bytes of a problem in memory. */
export const problemBytes = 64 * Math.ceil((integers.length + floats.length) / 16);

export function writeProblem(memory: LinearMemory, pointer: number, problem: Problem): void {
  let word = pointer / 4;
  for (const name of integers) memory.i32[word++] = problem[name] ?? 0;
  for (const name of floats) memory.f32[word++] = problem[name];
}

/** The fields of a problem, read from memory at each use. */
export type Fields = Readonly<Record<IntegerField, Expr<'i32'>>> &
  Readonly<Record<FloatField, Expr<'f32'>>>;

export function fieldsOf(pointer: Local<'i32'>): Fields {
  const ofIntegers = integers.map((name, i) => [name, i32.load(pointer, 4 * i)]);
  const ofFloats = floats.map((name, i) => [name, f32.load(pointer, 4 * (integers.length + i))]);
  return Object.fromEntries([...ofIntegers, ...ofFloats]) as Fields;
}
