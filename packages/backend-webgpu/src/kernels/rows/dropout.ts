import { elementCount, type FusedAttributes, type FusedKernel, type Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { eachElement, gridOf } from '../../layout/grid.ts';
import { library } from '../../wgsl/library.ts';
import { philox } from '../../wgsl/philox.ts';
import { reads, writes } from '../kernel.ts';
import { randomParameters, randomValues } from '../random.ts';

/** y = x / (1 - p) where a random number is at least p, else 0; the gradient goes the same way, by the same numbers. */
export function dropout(gpu: GpuContext): FusedKernel<FusedAttributes['dropout']> {
  const run = (x: Operand, y: Operand, { p, ...state }: FusedAttributes['dropout']): void => {
    const count = elementCount(x.shape);
    gpu.run({
      key: 'dropout',
      slots: [reads(x), writes(y)],
      parameters: {
        count: 'u32',
        offset0: 'u32',
        offset1: 'u32',
        drop: 'f32',
        factor: 'f32',
        ...randomParameters,
      },
      values: [count, x.offset, y.offset, p, 1 / (1 - p), ...randomValues(state)],
      workgroups: gridOf(Math.ceil(count / 4)),
      code: ([input, output]) => `${library(philox)}
${eachElement(
  `
  let bits = philox(blockAfter(vec2u(p.blockLow, p.blockHigh), i), vec2u(p.seedLow, p.seedHigh));
  let numbers = vec4f(bits >> vec4u(8u)) * 5.9604644775390625e-8;
  for (var j = 0u; j < min(4u, p.count - 4u * i); j++) {
    let at = 4u * i + j;
    ${output}[p.offset1 + at] = select(0.0, ${input}[p.offset0 + at] * p.factor, numbers[j] >= p.drop);
  }`,
  '(p.count + 3u) / 4u',
)}`,
    });
  };
  return {
    forward: ([x], [y], attributes) => run(x!, y!, attributes),
    backward: (_, [g], [dx], attributes) => run(g!, dx!, attributes),
  };
}
