import { elementCount, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { withAxes } from '../../layout/axes.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import { reads, writes } from '../kernel.ts';

/** So many elements are summed before the sum joins that of all before: long sums keep more digits. */
const stage = 256;

/** Running sum along `axis`: a thread for each row. */
export function cumsum(gpu: GpuContext, input: Operand, axis: number, output: Operand): void {
  if (elementCount(output.shape) === 0) return;
  const kept = input.shape.map((_, other) => other).filter((other) => other !== axis);
  const loops = loopsOver([withAxes(input, kept), withAxes(output, kept)]);
  const rows = indexingOf(loops);
  gpu.run({
    key: `cumsum ${input.dtype}, ${rows.key}`,
    slots: [reads(input), writes(output)],
    parameters: { count: 'u32', length: 'u32', stepIn: 'i32', stepOut: 'i32', ...rows.parameters },
    values: [
      loops.size,
      input.shape[axis]!,
      input.strides[axis]!,
      output.strides[axis]!,
      ...rows.values,
    ],
    workgroups: gridOf(loops.size),
    code: ([x, y]) =>
      eachElement(`
  ${rows.code}
  var part = ${x}[at0];
  var before = ${input.dtype === 'float32' ? '0.0' : '0'};
  ${y}[at1] = part;
  for (var j = 1; j < i32(p.length); j++) {
    if (j % ${stage} == 0) { before += part; part = ${x}[u32(i32(at0) + j * p.stepIn)]; }
    else { part += ${x}[u32(i32(at0) + j * p.stepIn)]; }
    ${y}[u32(i32(at1) + j * p.stepOut)] = before + part;
  }`),
  });
}
