import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { exponential } from '../../wgsl/exponential.ts';
import { logarithm } from '../../wgsl/logarithm.ts';
import { reads, writes } from '../kernel.ts';
import { eachColumn, overRows, rowSums } from './row-launch.ts';

/** y = most + log Σ e^(x - most) of each row; dx = g e^(x - y). */
export function logSumExp(gpu: GpuContext): FusedKernel<FusedAttributes['logSumExp']> {
  return {
    forward: ([x], [y]) => {
      overRows(gpu, {
        key: 'logSumExp',
        rows: x!,
        slots: [reads(x!), writes(y!)],
        functions: [exponential, logarithm],
        body: ([input, output]) => `
  let start = p.offset0 + row * p.length;
  var largest = -infinity();
  ${eachColumn(`largest = max(largest, ${input}[start + j]);`)}
  let most = maxOf(own, largest);
  // An infinite shift would give ∞ - ∞.
  let shift = select(most, 0.0, bitcast<u32>(abs(most)) == 0x7f800000u);
  ${rowSums({ total: `exponential(${input}[start + j] - shift)` })}
  if (own == 0u) { ${output}[p.offset1 + row] = shift + logarithm(total); }`,
      });
    },
    backward: ({ inputs: [x], outputs: [y] }, [g], [dx]) => {
      overRows(gpu, {
        key: 'logSumExp backward',
        rows: x!,
        slots: [reads(x!), reads(y!), reads(g!), writes(dx!)],
        functions: [exponential],
        body: ([input, output, slope, result]) => `
  let start = row * p.length;
  let total = ${output}[p.offset1 + row];
  let factor = ${slope}[p.offset2 + row];
  ${eachColumn(`${result}[p.offset3 + start + j] = factor * exponential(${input}[p.offset0 + start + j] - total);`)}`,
      });
    },
  };
}
