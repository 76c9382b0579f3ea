import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { faultFunction } from '../../device/faults.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { reads, writes } from '../kernel.ts';
import { withScratch } from '../scratch.ts';

/** Threads of a workgroup: few, so that there are many workgroups. */
const team = 64;

/** Neighbouring indices that are sorted by comparing all with all. */
const run = 256;

/**
 * `sorted` `[2, n]`: the indices along `axis` (they are the same along the others) in order, and behind them where each was before; equals
 * stay in their order, and what is outside the axis becomes -1. First runs are sorted; then each index finds its place by how many of every run come before it.
 */
export function sortIndices(
  gpu: GpuContext,
  indices: Operand,
  axis: number,
  size: number,
  sorted: Operand,
): void {
  const length = indices.shape[axis]!;
  withScratch(
    gpu,
    [2, length],
    (runs) => {
      sortRuns(gpu, indices, axis, size, runs);
      merge(gpu, length, runs, sorted);
    },
    'int32',
  );
}

function sortRuns(
  gpu: GpuContext,
  indices: Operand,
  axis: number,
  size: number,
  runs: Operand,
): void {
  const length = indices.shape[axis]!;
  gpu.run({
    key: 'sort runs of indices',
    slots: [reads(indices), writes(runs)],
    mayFault: true,
    parameters: { count: 'u32', size: 'i32', offset: 'i32', step: 'i32' },
    values: [length, size, indices.offset, indices.strides[axis]!],
    workgroups: gridOf(length, team),
    code: ([j, order]) => `${faultFunction('scatterAdd')}
fn given(k: u32) -> i32 { return ${j}[u32(p.offset + i32(k) * p.step)]; }
fn indexAt(k: u32) -> i32 {
  let index = given(k);
  return select(-1, index, index < p.size && index >= 0);
}
${eachElement(
  `
  let index = indexAt(i);
  if (index < 0) { fault(given(i), p.size); }
  // The same for the whole workgroup, and known to be.
  let first = (group.y * groups.x + group.x) / ${run / team}u * ${run}u;
  let end = min(first + ${run}u, p.count);
  var place = first;
  for (var k = first; k < end; k++) {
    // Of equals those before come first.
    place += select(0u, 1u, indexAt(k) < index + select(0, 1, k < i));
  }
  ${order}[place] = index;
  ${order}[p.count + place] = i32(i);`,
  'p.count',
  team,
)}`,
  });
}

function merge(gpu: GpuContext, length: number, runs: Operand, sorted: Operand): void {
  gpu.run({
    key: 'merge runs of indices',
    slots: [reads(runs), writes(sorted)],
    parameters: { count: 'u32' },
    values: [length],
    workgroups: gridOf(length, team),
    code: ([from, to]) =>
      eachElement(
        `
  let index = ${from}[i];
  let ownRun = i / ${run}u;
  var place = i % ${run}u;
  for (var first = 0u; first < p.count; first += ${run}u) {
    if (first / ${run}u == ownRun) { continue; }
    // How many of the run come before: of equals those of earlier runs do.
    let limit = select(index, index + 1, first < i);
    var low = first;
    var high = min(first + ${run}u, p.count);
    while (low < high) {
      let middle = (low + high) / 2u;
      if (${from}[middle] < limit) { low = middle + 1u; } else { high = middle; }
    }
    place += low - first;
  }
  ${to}[place] = index;
  ${to}[p.count + place] = ${from}[p.count + i];`,
        'p.count',
        team,
      ),
  });
}
