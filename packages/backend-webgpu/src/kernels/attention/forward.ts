import type { FusedAttributes, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { library } from '../../wgsl/library.ts';
import { logarithm } from '../../wgsl/logarithm.ts';
import { fill } from '../elementwise/move.ts';
import { reads, writes } from '../kernel.ts';
import { named, optional } from '../slot-table.ts';
import { attentionParameters, attentionValues, isEmpty, sizesOf, type Limits } from './limits.ts';
import {
  attentionFunctions,
  dot,
  keysOf,
  limitOf,
  loadRow,
  stepsOf,
  variantKey,
  vectors,
  type Variant,
} from './score.ts';

/** Threads of a workgroup; each has a query of its own. */
export const team = 64;

/** Keys (or queries) whose rows lie in workgroup memory at a time; of that there are at least 16 KiB. */
export function tileOf(...sizes: readonly number[]): number {
  const bytes = 16 * sizes.reduce((sum, size) => sum + vectors(size), 0);
  return Math.max(1, Math.min(32, Math.floor(15_000 / bytes)));
}

export interface ForwardOperands {
  readonly query: Operand;
  readonly key: Operand;
  readonly value: Operand;
  readonly limits: Limits;
  readonly output: Operand;
  /** log Σ e^score of each query, `[N, H, T1]`; left out where no gradient will be asked for. */
  readonly logTotal: Operand | undefined;
}

/**
 * softmax(scale · q kᵀ + limits) v without ever storing the weights: each thread goes through the keys with a running maximum and sum.
 * Source: Milakov & Gimelshein 2018; Dao et al. 2022, algorithm 1.
 */
export function attentionForward(
  gpu: GpuContext,
  { query, key, value, limits, output, logTotal }: ForwardOperands,
  attributes: FusedAttributes['attention'],
): void {
  const sizes = sizesOf(query, value);
  const { N, T1, H, D, E } = sizes;
  if (isEmpty(key, value)) {
    fill(gpu, output, 0);
    if (logTotal) fill(gpu, logTotal, 0);
    return;
  }
  if (isEmpty(output)) return;
  const variant: Variant = {
    isLimited: limits.added !== undefined,
    hasLengths: limits.keyLengths !== undefined,
    isCausal: attributes.causal,
    drops: attributes.p > 0,
  };
  const tile = tileOf(D, E);
  gpu.run(
    named({
      key: `attention forward ${D} ${E} ${variantKey(variant)}`,
      slots: {
        q: reads(query),
        k: reads(key),
        v: reads(value),
        limit: optional(reads, limits.added),
        lengths: optional(reads, limits.keyLengths),
        y: writes(output),
        log: optional(writes, logTotal),
      },
      parameters: { ...attentionParameters, ...stepsOf('q'), ...stepsOf('k'), ...stepsOf('v') },
      values: [
        ...attentionValues(sizes, attributes, limits),
        ...[query, key, value].flatMap(({ strides }) => strides.slice(0, 3)),
      ],
      workgroups: [Math.ceil(T1 / team), Math.min(N * H, 65_535)],
      code: (at) => `${library(...attentionFunctions, logarithm)}
var<workgroup> keyTile: array<vec4f, ${tile * vectors(D)}>;
var<workgroup> valueTile: array<vec4f, ${tile * vectors(E)}>;
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let i = group.x * ${team}u + own;
  let isThere = i < p.T1;
  for (var batch = group.y; batch < p.batches; batch += groups.y) {
    let n = batch / p.H;
    let h = batch % p.H;
    let head = h / (p.H / p.K);
    let row = batch * p.T1 + i;
    ${keysOf(variant, limits.keyLengths ? at('lengths', 'n') : '')}
    var x: array<vec4f, ${vectors(D)}>;
    var y: array<vec4f, ${vectors(E)}>;
    if (isThere) ${loadRow(at, 'q', (c) => `x[${c}]`, { t: 'i', head: 'h', size: D })}
    var most = -infinity();
    var total = 0.0;
    for (var first = 0u; first < keys; first += ${tile}u) {
      let count = min(${tile}u, keys - first);
      workgroupBarrier();
      for (var r = own; r < count; r += ${team}u) {
        ${loadRow(at, 'k', (c) => `keyTile[r * ${vectors(D)}u + ${c}]`, { t: 'first + r', head: 'head', size: D })}
        ${loadRow(at, 'v', (c) => `valueTile[r * ${vectors(E)}u + ${c}]`, { t: 'first + r', head: 'head', size: E })}
      }
      workgroupBarrier();
      for (var r = 0u; r < select(0u, count, isThere); r++) {
        let j = first + r;
        ${limitOf(variant, at)}
        ${dot(
          'product',
          (c) => `x[${c}]`,
          (c) => `keyTile[r * ${vectors(D)}u + ${c}]`,
          D,
        )}
        let score = fma(p.scale, product, shift);
        let next = max(most, score);
        let fade = exponential(most - next);
        var weight = exponential(score - next);
        most = next;
        total = fma(total, fade, weight);
        ${variant.drops ? 'weight = select(0.0, weight * p.factor, keeps(row, j));' : ''}
        for (var c = 0u; c < ${vectors(E)}u; c++) {
          // A weight of 0 takes nothing from its value, be it NaN.
          if (weight == 0.0) { y[c] *= fade; } else { y[c] = fma(y[c], vec4f(fade), weight * valueTile[r * ${vectors(E)}u + c]); }
        }
      }
    }
    if (isThere) {
    let isNowhere = total == 0.0;
    let share = select(1.0 / total, 0.0, isNowhere);
    let start = ((n * p.T1 + i) * p.H + h) * ${E}u;
    for (var e = 0u; e < ${E}u; e++) { ${at('y', 'start + e')} = y[e / 4u][e % 4u] * share; }
    ${logTotal ? `${at('log', 'row')} = select(most + logarithm(total), 0.0, isNowhere);` : ''}
    }
  }
}`,
    }),
  );
}
