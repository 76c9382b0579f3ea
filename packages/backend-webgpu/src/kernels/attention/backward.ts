import type { FusedAttributes, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { library } from '../../wgsl/library.ts';
import { fill } from '../elementwise/move.ts';
import { reads, writes, type Parameters } from '../kernel.ts';
import { reduce } from '../reduce/reduce.ts';
import { withScratch } from '../scratch.ts';
import { named, optional } from '../slot-table.ts';
import { team, tileOf } from './forward.ts';
import {
  attentionParameters,
  attentionValues,
  isEmpty,
  sizesOf,
  type Limits,
  type Sizes,
} from './limits.ts';
import { rowStatistics } from './row-statistics.ts';
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

export interface BackwardOperands {
  readonly query: Operand;
  readonly key: Operand;
  readonly value: Operand;
  readonly limits: Limits;
  readonly bias: Operand | undefined;
  readonly output: Operand;
  readonly logTotal: Operand;
  readonly ofOutput: Operand;
  readonly dQuery: Operand | undefined;
  readonly dKey: Operand | undefined;
  readonly dValue: Operand | undefined;
  readonly dBias: Operand | undefined;
}

/** What the kernels of the backward pass have in common. */
interface Shared {
  readonly operands: BackwardOperands;
  readonly sizes: Sizes;
  readonly variant: Variant;
  /** log Σ e^score of each query, then Σ_e gradient · output, then the key lengths if there are any. */
  readonly statistics: Operand;
  readonly parameters: Parameters;
  readonly values: readonly number[];
}

/**
 * Gradients of attention. With weights w, dropped and scaled to w', δ_i = Σ_e dy_ie y_ie and ds_ij = w_ij (dy_i · v_j keep/(1 - p) - δ_i):
 * dq_i = scale Σ_j ds_ij k_j, dk_j = scale Σ_i ds_ij q_i, dv_j = Σ_i w'_ij dy_i, dbias = ds. One launch by queries, one by keys; no sum is
 * shared between threads. Source: Dao et al. 2022, algorithm 4.
 */
export function attentionBackward(
  gpu: GpuContext,
  operands: BackwardOperands,
  attributes: FusedAttributes['attention'],
): void {
  const { query, key, value, limits, output, dQuery, dKey, dValue, dBias } = operands;
  const sizes = sizesOf(query, value);
  const { N, H, T1, T2 } = sizes;
  if (isEmpty(query, key, value)) {
    for (const gradient of [dQuery, dKey, dValue, dBias]) if (gradient) fill(gpu, gradient, 0);
    return;
  }
  const steps = [query, key, value].flatMap(({ strides }) => strides.slice(0, 3));
  const [, t, h] = [H * T1, H, 1].map((count) => count * sizes.E) as [number, number, number];
  withScratch(gpu, [2 * N * H * T1 + N], (statistics) => {
    const { logTotal, ofOutput } = operands;
    const rows = { logTotal, output, gradient: ofOutput, keyLengths: limits.keyLengths };
    rowStatistics(gpu, rows, statistics);
    const shared: Shared = {
      operands,
      sizes,
      statistics,
      variant: {
        isLimited: limits.added !== undefined,
        hasLengths: limits.keyLengths !== undefined,
        isCausal: attributes.causal,
        drops: attributes.p > 0,
      },
      parameters: {
        ...attentionParameters,
        ...stepsOf('q'),
        ...stepsOf('k'),
        ...stepsOf('v'),
        ...stepsOf('dy'),
      },
      values: [...attentionValues(sizes, attributes, limits), ...steps, T1 * t, t, h],
    };
    if (dQuery && !dBias) byQueries(gpu, shared, dQuery, undefined);
    if (dBias) {
      withScratch(gpu, [N, H, T1, T2], (ofScores) => {
        fill(gpu, ofScores, 0);
        byQueries(gpu, shared, dQuery, ofScores);
        const axes = [0, 1, 2, 3].filter((axis) => dBias.shape[axis] === 1);
        reduce(gpu, 'sum', ofScores, axes, dBias);
      });
    }
    if (dKey || dValue) byKeys(gpu, shared, dKey, dValue);
  });
}

function inputSlots({ operands, statistics }: Shared) {
  const { query, key, value, limits, ofOutput } = operands;
  return {
    q: reads(query),
    k: reads(key),
    v: reads(value),
    limit: optional(reads, limits.added),
    dy: reads(ofOutput),
    statistics: reads(statistics),
  };
}

/** WGSL that declares `weight`, `kept` (the weight after dropout) and `ds` of query `i` and key `j` from their rows. */
function pairOf(
  { variant, sizes: { D, E } }: Shared,
  rows: Readonly<Record<'q' | 'k' | 'v' | 'dy', (c: string) => string>>,
): string {
  return `
  ${dot('product', rows.q, rows.k, D)}
  let weight = exponential(fma(p.scale, product, shift) - logTotal);
  if (weight == 0.0) { continue; }
  ${variant.drops ? 'let kept = select(0.0, weight * p.factor, keeps(row, j));' : 'let kept = weight;'}
  var passed = 0.0;
  // A dropped weight takes nothing from its value, be it NaN.
  if (kept != 0.0) {
    ${dot('slope', rows.dy, rows.v, E)}
    passed = kept * slope;
  }
  let ds = passed - weight * delta;`;
}

/** dq, and ds where it is wanted: a thread for each query. */
function byQueries(
  gpu: GpuContext,
  shared: Shared,
  dQuery: Operand | undefined,
  ofScores: Operand | undefined,
): void {
  const { sizes, variant, parameters, values } = shared;
  const { N, T1, H, D, E } = sizes;
  const tile = tileOf(D, E);
  gpu.run(
    named({
      key: `attention by queries ${D} ${E} ${variantKey(variant)}`,
      slots: {
        ...inputSlots(shared),
        dq: optional(writes, dQuery),
        ds: optional(writes, ofScores),
      },
      parameters,
      values,
      workgroups: [Math.ceil(T1 / team), Math.min(N * H, 65_535)],
      code: (at) => `${library(...attentionFunctions)}
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
    ${keysOf(variant, at('statistics', '2u * p.batches * p.T1 + n'))}
    var x: array<vec4f, ${vectors(D)}>;
    var g: array<vec4f, ${vectors(E)}>;
    var dx: array<vec4f, ${vectors(D)}>;
    var logTotal = 0.0;
    var delta = 0.0;
    if (isThere) {
      logTotal = ${at('statistics', 'row')};
      delta = ${at('statistics', 'p.batches * p.T1 + row')};
      ${loadRow(at, 'q', (c) => `x[${c}]`, { t: 'i', head: 'h', size: D })}
      ${loadRow(at, 'dy', (c) => `g[${c}]`, { t: 'i', head: 'h', size: E })}
    }
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
        ${pairOf(shared, {
          q: (c) => `x[${c}]`,
          k: (c) => `keyTile[r * ${vectors(D)}u + ${c}]`,
          v: (c) => `valueTile[r * ${vectors(E)}u + ${c}]`,
          dy: (c) => `g[${c}]`,
        })}
        ${ofScores ? `${at('ds', 'row * p.T2 + j')} = ds;` : ''}
        for (var c = 0u; c < ${vectors(D)}u; c++) { dx[c] = fma(vec4f(ds), keyTile[r * ${vectors(D)}u + c], dx[c]); }
      }
    }
    ${
      dQuery
        ? `let start = ((n * p.T1 + i) * p.H + h) * ${D}u;
    for (var d = 0u; d < select(0u, ${D}u, isThere); d++) { ${at('dq', 'start + d')} = dx[d / 4u][d % 4u] * p.scale; }`
        : ''
    }
  }
}`,
    }),
  );
}

/** dk and dv: a thread for each key, which goes through the queries of all heads that share it. */
function byKeys(
  gpu: GpuContext,
  shared: Shared,
  dKey: Operand | undefined,
  dValue: Operand | undefined,
): void {
  const { sizes, variant, parameters, values } = shared;
  const { N, T2, K, D, E } = sizes;
  const tile = tileOf(D, E);
  gpu.run(
    named({
      key: `attention by keys ${D} ${E} ${variantKey(variant)}`,
      slots: {
        ...inputSlots(shared),
        dk: optional(writes, dKey),
        dv: optional(writes, dValue),
      },
      parameters: { ...parameters, keyBatches: 'u32' },
      values: [...values, N * K],
      workgroups: [Math.ceil(T2 / team), Math.min(N * K, 65_535)],
      code: (at) => `${library(...attentionFunctions)}
var<workgroup> queryTile: array<vec4f, ${tile * vectors(D)}>;
var<workgroup> slopeTile: array<vec4f, ${tile * vectors(E)}>;
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let j = group.x * ${team}u + own;
  let each = p.H / p.K;
  for (var batch = group.y; batch < p.keyBatches; batch += groups.y) {
    let n = batch / p.K;
    let head = batch % p.K;
    ${keysOf(variant, at('statistics', '2u * p.batches * p.T1 + n'))}
    let isThere = j < p.T2;
    let counts = j < keys;
    var x: array<vec4f, ${vectors(D)}>;
    var w: array<vec4f, ${vectors(E)}>;
    var dx: array<vec4f, ${vectors(D)}>;
    var dw: array<vec4f, ${vectors(E)}>;
    if (counts) {
      ${loadRow(at, 'k', (c) => `x[${c}]`, { t: 'j', head: 'head', size: D })}
      ${loadRow(at, 'v', (c) => `w[${c}]`, { t: 'j', head: 'head', size: E })}
    }
    for (var part = 0u; part < each; part++) {
      let h = head * each + part;
      for (var first = 0u; first < p.T1; first += ${tile}u) {
        let count = min(${tile}u, p.T1 - first);
        workgroupBarrier();
        for (var r = own; r < count; r += ${team}u) {
          ${loadRow(at, 'q', (c) => `queryTile[r * ${vectors(D)}u + ${c}]`, { t: 'first + r', head: 'h', size: D })}
          ${loadRow(at, 'dy', (c) => `slopeTile[r * ${vectors(E)}u + ${c}]`, { t: 'first + r', head: 'h', size: E })}
        }
        workgroupBarrier();
        for (var r = 0u; r < select(0u, count, counts); r++) {
          let i = first + r;
          let row = (n * p.H + h) * p.T1 + i;
          ${limitOf(variant, at)}
          let logTotal = ${at('statistics', 'row')};
          let delta = ${at('statistics', 'p.batches * p.T1 + row')};
          ${pairOf(shared, {
            q: (c) => `queryTile[r * ${vectors(D)}u + ${c}]`,
            k: (c) => `x[${c}]`,
            v: (c) => `w[${c}]`,
            dy: (c) => `slopeTile[r * ${vectors(E)}u + ${c}]`,
          })}
          for (var c = 0u; c < ${vectors(D)}u; c++) { dx[c] = fma(vec4f(ds), queryTile[r * ${vectors(D)}u + c], dx[c]); }
          for (var c = 0u; c < ${vectors(E)}u; c++) { dw[c] = fma(vec4f(kept), slopeTile[r * ${vectors(E)}u + c], dw[c]); }
        }
      }
    }
    let place = (n * p.T2 + j) * p.K + head;
    ${dKey ? `for (var d = 0u; d < select(0u, ${D}u, isThere); d++) { ${at('dk', `place * ${D}u + d`)} = dx[d / 4u][d % 4u] * p.scale; }` : ''}
    ${dValue ? `for (var e = 0u; e < select(0u, ${E}u, isThere); e++) { ${at('dv', `place * ${E}u + e`)} = dw[e / 4u][e % 4u]; }` : ''}
  }
}`,
    }),
  );
}
