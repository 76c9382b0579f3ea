import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { exponential } from '../../wgsl/exponential.ts';
import { library } from '../../wgsl/library.ts';
import { logarithm } from '../../wgsl/logarithm.ts';
import { specialValues } from '../../wgsl/special-values.ts';
import { reads, writes } from '../kernel.ts';
import { eachColumn, rowLaunch } from './row-launch.ts';

/** y = most + log Σ e^(x - most) of each row; dx = g e^(x - y). */
export function logSumExp(gpu: GpuContext): FusedKernel<FusedAttributes['logSumExp']> {
  return {
    forward: ([x], [y]) => {
      gpu.run(
        rowLaunch({
          key: 'logSumExp',
          rows: x!,
          slots: [reads(x!), writes(y!)],
          functions: library(exponential, logarithm, specialValues),
          body: ([input, output]) => `
  let start = p.offset0 + row * p.length;
  var largest = -infinity();
  ${eachColumn(`largest = max(largest, ${input}[start + j]);`)}
  let most = maxOf(own, largest);
  // An infinite shift would give ∞ - ∞.
  let shift = select(most, 0.0, bitcast<u32>(abs(most)) == 0x7f800000u);
  var part = 0.0;
  ${eachColumn(`part += exponential(${input}[start + j] - shift);`)}
  let total = sumOf(own, part);
  if (own == 0u) { ${output}[p.offset1 + row] = shift + logarithm(total); }`,
        }),
      );
    },
    backward: ({ inputs: [x], outputs: [y] }, [g], [dx]) => {
      gpu.run(
        rowLaunch({
          key: 'logSumExp backward',
          rows: x!,
          slots: [reads(x!), reads(y!), reads(g!), writes(dx!)],
          functions: library(exponential),
          body: ([input, output, slope, result]) => `
  let start = row * p.length;
  let total = ${output}[p.offset1 + row];
  let factor = ${slope}[p.offset2 + row];
  ${eachColumn(`${result}[p.offset3 + start + j] = factor * exponential(${input}[p.offset0 + start + j] - total);`)}`,
        }),
      );
    },
  };
}
