import { elementCount, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { withAxes } from '../../layout/axes.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import { gridOf } from '../../layout/grid.ts';
import { reads, writes } from '../kernel.ts';

/** A number whose order as an unsigned integer is that of the elements, NaN the largest; for the smallest, the order is turned round. */
function rankOf(isFloat: boolean, largest: boolean): string {
  const ordered = isFloat
    ? `
  let bits = bitcast<u32>(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) { RETURN(0xffffffffu) }
  // Both zeros are one number.
  if ((bits << 1u) == 0u) { RETURN(0x80000000u) }
  RETURN(select(bits | 0x80000000u, ~bits, bits >= 0x80000000u))`
    : 'RETURN(bitcast<u32>(x) ^ 0x80000000u)';
  const turned = ordered.replaceAll(/RETURN\((.*)\)/g, largest ? 'return $1;' : 'return ~($1);');
  return `fn rankOf(x: ${isFloat ? 'f32' : 'i32'}) -> u32 { ${turned} }`;
}

/**
 * The `k` largest (or smallest) elements along the last axis in order, ties by index: k times the best of what comes after the last
 * one found, each time by a workgroup for each row.
 */
export function topk(
  gpu: GpuContext,
  input: Operand,
  largest: boolean,
  values: Operand,
  indices: Operand,
): void {
  const k = values.shape.at(-1)!;
  const rows = [input, values, indices].map((operand) =>
    withAxes(
      operand,
      operand.shape.slice(0, -1).map((_, axis) => axis),
    ),
  );
  const loops = loopsOver(rows);
  if (loops.size === 0 || k === 0) return;
  const indexing = indexingOf(loops);
  const isFloat = input.dtype === 'float32';
  const { size: team } = gpu.teamFor(input.shape.at(-1)!);
  gpu.run({
    key: `topk ${input.dtype} ${largest} by ${team}, ${indexing.key}`,
    slots: [reads(input), writes(values), writes(indices)],
    parameters: {
      count: 'u32',
      length: 'u32',
      k: 'u32',
      stepInput: 'i32',
      stepValues: 'i32',
      stepIndices: 'i32',
      ...indexing.parameters,
    },
    values: [
      loops.size,
      input.shape.at(-1)!,
      k,
      ...[input, values, indices].map(({ strides }) => strides.at(-1)!),
      ...indexing.values,
    ],
    workgroups: gridOf(elementCount(input.shape.slice(0, -1)), 1),
    code: ([x, y, z]) => `${rankOf(isFloat, largest)}
var<workgroup> ranks: array<u32, ${team}>;
var<workgroup> places: array<u32, ${team}>;
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let i = group.y * groups.x + group.x;
  if (i >= p.count) { return; }
  ${indexing.code}
  var lastRank = 0xffffffffu;
  var lastPlace = 0u;
  for (var turn = 0u; turn < p.k; turn++) {
    var best = 0u;
    var place = 0xffffffffu;
    for (var j = own; j < p.length; j += ${team}u) {
      let rank = rankOf(${x}[u32(i32(at0) + i32(j) * p.stepInput)]);
      let isLeft = turn == 0u || rank < lastRank || (rank == lastRank && j > lastPlace);
      if (isLeft && (place == 0xffffffffu || rank > best)) { best = rank; place = j; }
    }
    ranks[own] = best;
    places[own] = place;
    for (var half = ${team / 2}u; half > 0u; half /= 2u) {
      workgroupBarrier();
      if (own < half) {
        let rank = ranks[own + half];
        let other = places[own + half];
        let isMissing = places[own] == 0xffffffffu;
        let isFirst = rank > ranks[own] || (rank == ranks[own] && other < places[own]);
        if (other != 0xffffffffu && (isMissing || isFirst)) { ranks[own] = rank; places[own] = other; }
      }
    }
    workgroupBarrier();
    lastRank = ranks[0];
    lastPlace = places[0];
    workgroupBarrier();
    if (own == 0u) {
      ${y}[u32(i32(at1) + i32(turn) * p.stepValues)] = ${x}[u32(i32(at0) + i32(lastPlace) * p.stepInput)];
      ${z}[u32(i32(at2) + i32(turn) * p.stepIndices)] = i32(lastPlace);
    }
  }
}`,
  });
}
