import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { faultFunction } from '../../device/faults.ts';
import { withAxes } from '../../layout/axes.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import { reads, writes } from '../kernel.ts';

/**
 * output[.., indices[.., j, ..], ..] += source[.., j, ..], in the order of j: a thread for each place of the other axes goes through
 * all j, so the sums are the same each time.
 */
export function scatterByColumns(
  gpu: GpuContext,
  source: Operand,
  axis: number,
  indices: Operand,
  output: Operand,
): void {
  const others = source.shape.map((_, other) => other).filter((other) => other !== axis);
  const loops = loopsOver([source, indices, output].map((operand) => withAxes(operand, others)));
  if (loops.size === 0 || source.shape[axis] === 0) return;
  const indexing = indexingOf(loops);
  gpu.run({
    key: `scatterAdd ${source.dtype}, ${indexing.key}`,
    slots: [reads(source), reads(indices), writes(output)],
    mayFault: true,
    parameters: {
      count: 'u32',
      length: 'i32',
      size: 'i32',
      stepSource: 'i32',
      stepIndices: 'i32',
      stepOutput: 'i32',
      ...indexing.parameters,
    },
    values: [
      loops.size,
      source.shape[axis]!,
      output.shape[axis]!,
      ...[source, indices, output].map(({ strides }) => strides[axis]!),
      ...indexing.values,
    ],
    workgroups: gridOf(loops.size),
    code: ([x, j, y]) => `${faultFunction('scatterAdd')}
${eachElement(`
  ${indexing.code}
  for (var step = 0; step < p.length; step++) {
    let index = ${j}[u32(i32(at1) + step * p.stepIndices)];
    if (index < 0 || index >= p.size) { fault(index, p.size); continue; }
    ${y}[u32(i32(at2) + index * p.stepOutput)] += ${x}[u32(i32(at0) + step * p.stepSource)];
  }`)}`,
  });
}
