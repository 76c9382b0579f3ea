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

/** Every reduction that has one state per result and combines in any grouping. */
export function combineOf(kind: Exclude<ReduceKind, 'argmax' | 'argmin'>, dtype: DType): Combine {
  const isFloat = dtype === 'float32';
  const type = isFloat ? 'f32' : 'i32';
  switch (kind) {
    case 'sum':
      return { type, start: isFloat ? '0.0' : '0', step: (s, x) => `${s} + ${x}` };
    case 'prod':
      return { type, start: isFloat ? '1.0' : '1', step: (s, x) => `${s} * ${x}` };
    case 'max':
      return isFloat
        ? { type, start: '-infinity()', step: (s, x) => `greater(${s}, ${x})` }
        : { type, start: '-2147483648', step: (s, x) => `max(${s}, ${x})` };
    case 'min':
      return isFloat
        ? { type, start: 'infinity()', step: (s, x) => `lesser(${s}, ${x})` }
        : { type, start: '2147483647', step: (s, x) => `min(${s}, ${x})` };
    case 'any':
      return { type: 'i32', start: '0', step: (s, x) => `${s} | select(0, 1, ${x} != 0)` };
    case 'all':
      return { type: 'i32', start: '1', step: (s, x) => `${s} & select(0, 1, ${x} != 0)` };
  }
}
