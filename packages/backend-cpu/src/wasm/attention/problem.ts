import { type Expr, f32, i32, type Local } from '../assembler/index.ts';

/** Of a matrix [N, T, H, D]: its address, and the bytes between entries of the batch, rows and heads. */
function headsFields<Name extends string>(name: Name) {
  return [name, `${name}Batch`, `${name}Row`, `${name}Head`] as const;
}

/** Of what broadcasts to [N, H, T1, T2]: its address, and the bytes between its elements; 0 along axes that share. */
function limitFields<Name extends string>(name: Name) {
  return [name, `${name}Batch`, `${name}Head`, `${name}Row`, `${name}Column`] as const;
}

/** Addresses and strides are in bytes, sizes in elements; an address is 0 where there is nothing. */
const integers = [
  // query [N, T1, H, D], key [N, T2, K, D], value [N, T2, K, E], output [N, T1, H, E]; logSum is row-major [N, H, T1].
  ...headsFields('query'),
  ...headsFields('key'),
  ...headsFields('value'),
  ...headsFields('output'),
  'logSum',
  ...limitFields('mask'),
  ...limitFields('bias'),
  'keyLengths',
  'causal',
  'queryOffset',
  'batches',
  'heads',
  // So many heads of the query share one of key and value.
  'groupSize',
  'queries',
  'keys',
  'depth',
  'valueDepth',
  // A weight is kept where the upper 24 bits of its number are at least `threshold`; 0 keeps all.
  'threshold',
  'seedLow',
  'seedHigh',
  'blockLow',
  'blockHigh',
  // The gradient of the output lies as the output does.
  'outputGradient',
  ...headsFields('queryGradient'),
  ...headsFields('keyGradient'),
  ...headsFields('valueGradient'),
  ...limitFields('biasGradient'),
  'biasBatches',
  'biasHeads',
  // So many parts compute the rows of a matrix of the bias.
  'biasParts',
] as const;

const floats = ['scale', 'keptScale'] as const;

type IntegerField = (typeof integers)[number];
type FloatField = (typeof floats)[number];

/** The place of each field of a problem, in words: kernels take the address of a problem instead of sixty parameters. */
export const places = Object.fromEntries(
  [...integers, ...floats].map((name, i) => [name, i]),
) as Readonly<Record<IntegerField | FloatField, number>>;

/** Bytes of a problem in memory. */
export const problemBytes = 64 * Math.ceil((integers.length + floats.length) / 16);

/** The fields of a problem, read from memory at each use. */
export type Fields = Readonly<Record<IntegerField, Expr<'i32'>>> &
  Readonly<Record<FloatField, Expr<'f32'>>>;

export function fieldsOf(problem: Local<'i32'>): Fields {
  const ofIntegers = integers.map((name) => [name, i32.load(problem, 4 * places[name])]);
  const ofFloats = floats.map((name) => [name, f32.load(problem, 4 * places[name])]);
  return Object.fromEntries([...ofIntegers, ...ofFloats]) as Fields;
}
