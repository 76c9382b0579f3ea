import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { withAxes } from '../../layout/axes.ts';
import { gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import { reads, writes } from '../kernel.ts';
import { withScratch } from '../scratch.ts';
import { sortIndices } from './sort-indices.ts';

/** Threads of a workgroup, which sums what falls on one slice. */
const team = 64;

/**
 * output[.., indices[j], ..] += source[.., j, ..] of whole slices, in the order of j: the indices are sorted, and a workgroup
 * for each slice that gets anything sums what falls on it.
 */
export function scatterByRows(
  gpu: GpuContext,
  source: Operand,
  axis: number,
  indices: Operand,
  output: Operand,
): void {
  const others = source.shape.map((_, other) => other).filter((other) => other !== axis);
  const loops = loopsOver([source, output].map((operand) => withAxes(operand, others)));
  const length = source.shape[axis]!;
  if (loops.size === 0 || length === 0) return;
  const indexing = indexingOf(loops);
  const steps = [source, output].map(({ strides }) => strides[axis]!);
  withScratch(
    gpu,
    [2, length],
    (sorted) => {
      sortIndices(gpu, indices, axis, output.shape[axis]!, sorted);
      gpu.run({
        key: `scatterAdd by rows ${source.dtype}, ${indexing.key}`,
        slots: [reads(sorted), reads(source), writes(output)],
        parameters: {
          width: 'u32',
          length: 'u32',
          stepSource: 'i32',
          stepOutput: 'i32',
          ...indexing.parameters,
        },
        values: [loops.size, length, ...steps, ...indexing.values],
        workgroups: gridOf(length, 1),
        code: ([order, x, y]) => `
fn placesOf(i: u32) -> vec2i { ${indexing.code} return vec2i(i32(at0), i32(at1)); }
@compute @workgroup_size(${team})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) own: u32) {
  let first = group.y * groups.x + group.x;
  if (first >= p.length) { return; }
  let row = ${order}[first];
  if (row < 0) { return; }
  if (first > 0u) { if (${order}[first - 1u] == row) { return; } }
  for (var column = own; column < p.width; column += ${team}u) {
    let places = placesOf(column);
    let to = u32(places.y + row * p.stepOutput);
    var sum = ${y}[to];
    var k = first;
    loop {
      sum += ${x}[u32(places.x + ${order}[p.length + k] * p.stepSource)];
      k++;
      if (k >= p.length) { break; }
      if (${order}[k] != row) { break; }
    }
    ${y}[to] = sum;
  }
}`,
      });
    },
    'int32',
  );
}
