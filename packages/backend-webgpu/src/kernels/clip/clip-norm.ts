import { elementCount, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { inStages } from '../../layout/in-stages.ts';
import { sumOf } from '../../wgsl/team-functions.ts';
import { fill } from '../elementwise/move.ts';
import { reads, writes } from '../kernel.ts';
import { withScratch } from '../scratch.ts';
import { batchesOf, gridOfBatch, team, type Batch } from './many-operands.ts';

/** Threads of the workgroup that sums what the threads of all others have summed. */
const last = 256;

/** About so many threads sum squares: enough to fill a device, few enough for one workgroup to go through their sums. */
const threads = 2 ** 15;

/**
 * norm = √Σx² over all operands; x ← x · min(1, maxNorm / (norm + 1e-6)). Each launch takes as many operands as it can bind. Every sum is
 * formed in an order that only the sizes decide.
 */
export function clipNorm(
  gpu: GpuContext,
  operands: readonly Operand[],
  maxNorm: number,
  norm: Operand,
): void {
  const total = operands.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (total === 0) {
    fill(gpu, norm, 0);
    return;
  }
  const size = gpu.device.limits.maxStorageBuffersPerShaderStage - 1;
  const batches = batchesOf(operands, size, Math.max(16, Math.ceil(total / threads)));
  const sums = batches.reduce((sum, { groups }) => sum + team * groups, 0);
  withScratch(gpu, [sums], (squares) => {
    let start = 0;
    for (const batch of batches) {
      sumSquares(gpu, batch, squares, start);
      start += team * batch.groups;
    }
    rootOfSum(gpu, squares, sums, norm);
  });
  for (const batch of batches) scale(gpu, batch, maxNorm, norm);
}

/** Σx² of each thread's elements, from place `start` of `squares` on. */
function sumSquares(gpu: GpuContext, batch: Batch, squares: Operand, start: number): void {
  gpu.run({
    key: `squares of ${batch.key}`,
    slots: [...batch.operands.map(reads), writes(squares)],
    parameters: () => ({ start: 'u32', ...batch.parameters() }),
    values: [start, ...batch.values],
    workgroups: gridOfBatch(batch),
    code: (names) =>
      batch.code(names, (x) => `let x = ${x}; sum = fma(x, x, sum);`, {
        first: 'var sum = 0.0;',
        last: `${names.at(-1)}[p.start + g * ${team}u + own] = sum;`,
      }),
  });
}

/** norm = √Σ over the first `count` sums. */
function rootOfSum(gpu: GpuContext, sums: Operand, count: number, norm: Operand): void {
  gpu.run({
    key: 'root of sum',
    team: { ...gpu.teamFor(count, last), functions: [sumOf] },
    slots: [reads(sums), writes(norm)],
    parameters: { count: 'u32', offset: 'u32' },
    values: [count, norm.offset],
    workgroups: [1],
    code: ([x, y]) => `
@compute @workgroup_size(team)
fn main(@builtin(local_invocation_index) own: u32) {
  ${inStages({ first: 'own', end: 'p.count', step: 'team' }, [{ ...sumOf, name: 'sum', term: `${x}[j]` }])}
  let total = sumOf(own, sum);
  if (own == 0u) { ${y}[p.offset] = sqrt(total); }
}`,
  });
}

/** x ← x · min(1, maxNorm / (norm + 1e-6)); of NaN it is NaN. */
function scale(gpu: GpuContext, batch: Batch, maxNorm: number, norm: Operand): void {
  gpu.run({
    key: `clip ${batch.key}`,
    slots: [...batch.operands.map(writes), reads(norm)],
    parameters: () => ({ maxNorm: 'f32', norm: 'u32', ...batch.parameters() }),
    values: [maxNorm, norm.offset, ...batch.values],
    workgroups: gridOfBatch(batch),
    code: (names) =>
      batch.code(names, (x) => `${x} *= factor;`, {
        first: `let factor = p.maxNorm / (${names.at(-1)}[p.norm] + 1e-6);
  if (factor >= 1.0) { return; }`,
      }),
  });
}
