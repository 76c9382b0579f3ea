import { elementCount, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { withAxes } from '../../layout/axes.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { indexingOf } from '../../layout/indexing.ts';
import { loopsOver } from '../../layout/loops.ts';
import { library } from '../../wgsl/library.ts';
import { isNan } from '../../wgsl/special-values.ts';
import { reads, writes } from '../kernel.ts';

/** Where the largest or smallest element along an axis is: the first of equals; NaN beats everything. */
export function argReduce(
  gpu: GpuContext,
  kind: 'argmax' | 'argmin',
  input: Operand,
  axis: number,
  output: Operand,
): void {
  const kept = input.shape.map((_, other) => other).filter((other) => other !== axis);
  const results = indexingOf(loopsOver([withAxes(input, kept), withAxes(output, kept)]));
  const count = elementCount(output.shape);
  const isFloat = input.dtype === 'float32';
  const relation = kind === 'argmax' ? '>' : '<';
  const isBetter = isFloat
    ? `(x ${relation} best || isNan(x)) && !isNan(best)`
    : `x ${relation} best`;
  gpu.run({
    key: `${kind} ${input.dtype}, ${results.key}`,
    slots: [reads(input), writes(output)],
    parameters: { count: 'u32', length: 'u32', step: 'i32', ...results.parameters },
    values: [count, input.shape[axis]!, input.strides[axis]!, ...results.values],
    workgroups: gridOf(count),
    code: ([from, to]) => `${isFloat ? library(isNan) : ''}
${eachElement(`
  ${results.code}
  var best = ${from}[at0];
  var found = 0u;
  for (var j = 1u; j < p.length; j++) {
    let x = ${from}[u32(i32(at0) + i32(j) * p.step)];
    if (${isBetter}) { best = x; found = j; }
  }
  ${to}[at1] = i32(found);`)}`,
  });
}
