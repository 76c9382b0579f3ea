import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';
import { faultFunction } from '../device/faults.ts';
import { viewOf } from '../layout/axes.ts';
import { eachElement, gridOf } from '../layout/grid.ts';
import { indexingOf } from '../layout/indexing.ts';
import { loopsOver } from '../layout/loops.ts';
import { asBits } from './elementwise/move.ts';
import { reads, writes } from './kernel.ts';

/** output[.., j, ..] = input[.., indices[.., j, ..], ..] along `axis`. Elements are moved as bits; what is outside becomes 0 and a fault. */
export function gather(
  gpu: GpuContext,
  input: Operand,
  axis: number,
  indices: Operand,
  output: Operand,
): void {
  const start = viewOf(asBits(input), output.shape, input.strides.with(axis, 0));
  const loops = loopsOver([start, indices, asBits(output)]);
  if (loops.size === 0) return;
  const indexing = indexingOf(loops);
  gpu.run({
    key: `gather, ${indexing.key}`,
    slots: [reads(start), reads(indices), writes(asBits(output))],
    mayFault: true,
    parameters: { count: 'u32', size: 'i32', step: 'i32', ...indexing.parameters },
    values: [loops.size, input.shape[axis]!, input.strides[axis]!, ...indexing.values],
    workgroups: gridOf(loops.size),
    code: ([x, j, y]) => `${faultFunction('gather')}
${eachElement(`
  ${indexing.code}
  let index = ${j}[at1];
  if (index < 0 || index >= p.size) { fault(index, p.size); ${y}[at2] = 0; return; }
  ${y}[at2] = ${x}[u32(i32(at0) + index * p.step)];`)}`,
  });
}
