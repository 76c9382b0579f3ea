import type { DType, ReduceKind } from '@rondo/tensor';

/** How a reduction goes on from a state with an element: WGSL in `best`, the state, and `x`, the element. */
export interface Combine {
  /** WGSL type of the state. */
  readonly type: 'f32' | 'i32';
  readonly start: string;
  /** Expression of the new state. */
  readonly step: (state: string, x: string) => string;
}

const functions = `
fn isBetter(x: f32, best: f32) -> bool { return x > best || (isNan(x) && !isNan(best)); }
fn greater(a: f32, b: f32) -> f32 { return select(a, b, isBetter(b, a)); }
fn lesser(a: f32, b: f32) -> f32 { return -greater(-a, -b); }`;

/** Functions that the steps of float32 call. */
export const combineFunctions = functions;

type CombineKind = Exclude<ReduceKind, 'argmax' | 'argmin'>;

const onFloats: Readonly<Record<Exclude<CombineKind, 'any' | 'all'>, Combine>> = {
  sum: { type: 'f32', start: '0.0', step: (s, x) => `${s} + ${x}` },
  prod: { type: 'f32', start: '1.0', step: (s, x) => `${s} * ${x}` },
  max: { type: 'f32', start: '-infinity()', step: (s, x) => `greater(${s}, ${x})` },
  min: { type: 'f32', start: 'infinity()', step: (s, x) => `lesser(${s}, ${x})` },
};

const onIntegers: Readonly<Record<CombineKind, Combine>> = {
  sum: { type: 'i32', start: '0', step: (s, x) => `${s} + ${x}` },
  prod: { type: 'i32', start: '1', step: (s, x) => `${s} * ${x}` },
  max: { type: 'i32', start: '-2147483648', step: (s, x) => `max(${s}, ${x})` },
  min: { type: 'i32', start: '2147483647', step: (s, x) => `min(${s}, ${x})` },
  any: { type: 'i32', start: '0', step: (s, x) => `${s} | select(0, 1, ${x} != 0)` },
  all: { type: 'i32', start: '1', step: (s, x) => `${s} & select(0, 1, ${x} != 0)` },
};

/** Every reduction that has one state per result and combines in any grouping. */
export function combineOf(kind: CombineKind, dtype: DType): Combine {
  if (dtype !== 'float32' || kind === 'any' || kind === 'all') return onIntegers[kind];
  return onFloats[kind];
}
