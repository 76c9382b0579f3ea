import { exponential } from '../../wgsl/exponential.ts';
import type { WgslFunction } from '../../wgsl/library.ts';
import { philox } from '../../wgsl/philox.ts';
import { specialValues } from '../../wgsl/special-values.ts';
import type { ElementAt } from '../slot-table.ts';

/** Which options a kernel of attention is made for. */
export interface Variant {
  readonly isLimited: boolean;
  readonly hasLengths: boolean;
  readonly isCausal: boolean;
  readonly drops: boolean;
}

export function variantKey({ isLimited, hasLengths, isCausal, drops }: Variant): string {
  const parts = [
    isLimited && 'limited',
    hasLengths && 'lengths',
    isCausal && 'causal',
    drops && 'dropout',
  ];
  return parts.filter(Boolean).join(' ');
}

/** Whether the weight of key `j` in a row of weights stays. */
const keeps: WgslFunction = {
  calls: [philox],
  code: `
fn keeps(row: u32, j: u32) -> bool {
  let block = blockAfter(vec2u(p.blockLow, p.blockHigh), row * ((p.T2 + 3u) / 4u) + j / 4u);
  let bits = philox(block, vec2u(p.seedLow, p.seedHigh));
  return f32(bits[j % 4u] >> 8u) * 5.9604644775390625e-8 >= p.drop;
}`,
};

/** Functions that all kernels of attention call. */
export const attentionFunctions: readonly WgslFunction[] = [exponential, specialValues, keeps];

/** WGSL of how many keys of an entry count, from its length. */
export function keysOf({ hasLengths }: Variant, length: string): string {
  return hasLengths ? `let keys = u32(clamp(i32(${length}), 0, i32(p.T2)));` : 'let keys = p.T2;';
}

/**
 * WGSL that declares `shift`, what is added to the score of query `i` and key `j` of head `h` in entry `n`, and goes on with the loop
 * around it where the query may not attend.
 */
export function limitOf({ isLimited, isCausal }: Variant, at: ElementAt): string {
  const place =
    'u32(i32(n) * p.limitN + i32(h) * p.limitH + i32(i) * p.limitQ + i32(j) * p.limitK)';
  return `
  ${isCausal ? 'if (i32(j) > i32(i) + p.offset) { continue; }' : ''}
  ${
    isLimited
      ? `let shift = ${at('limit', place)};
  if (bitcast<u32>(shift) == 0xff800000u) { continue; }`
      : 'let shift = 0.0;'
  }`;
}

/** Steps of `[N, T, heads, size]` along its first three axes. */
export function stepsOf(name: string): Readonly<Record<string, 'i32'>> {
  return { [`${name}N`]: 'i32', [`${name}T`]: 'i32', [`${name}H`]: 'i32' };
}

/** WGSL that loads row `t` of head `head` in entry `n` into an array of vectors, the end filled with zeros. */
export function loadRow(
  at: ElementAt,
  slot: string,
  target: (c: string) => string,
  { t, head, size }: { t: string; head: string; size: number },
): string {
  const start = `u32(i32(n) * p.${slot}N + i32(${t}) * p.${slot}T + i32(${head}) * p.${slot}H)`;
  return `{
    let start = ${start};
    for (var c = 0u; c < ${vectors(size)}u; c++) {
      var four = vec4f();
      for (var d = 0u; d < 4u; d++) {
        if (c * 4u + d < ${size}u) { four[d] = ${at(slot, 'start + c * 4u + d')}; }
      }
      ${target('c')} = four;
    }
  }`;
}

/** Vectors of four that hold so many numbers. */
export function vectors(size: number): number {
  return Math.max(1, Math.ceil(size / 4));
}

/** WGSL of Σ_c a[c] · b[c] in `sum`. */
export function dot(
  sum: string,
  a: (c: string) => string,
  b: (c: string) => string,
  size: number,
): string {
  return `var ${sum} = 0.0; for (var c = 0u; c < ${vectors(size)}u; c++) { ${sum} += dot(${a('c')}, ${b('c')}); }`;
}
