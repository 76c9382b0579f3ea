import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { exponential } from '../../wgsl/exponential.ts';
import { logarithm } from '../../wgsl/logarithm.ts';
import { reads, writes } from '../kernel.ts';
import { eachColumn, overRows, rowSums } from './row-launch.ts';

const functions = [exponential, logarithm];

/** WGSL of `most`, the largest element of the row at `offset0`, and `total`, Σ e^(x - most). */
function sumOfExponentials(x: string): string {
  return `
  let start = row * p.length;
  var largest = -infinity();
  ${eachColumn(`largest = max(largest, ${x}[p.offset0 + start + j]);`)}
  let most = maxOf(own, largest);
  ${rowSums({ total: `exponential(${x}[p.offset0 + start + j] - most)` })}`;
}

type Rows<Name extends 'softmax' | 'logSoftmax'> = FusedKernel<FusedAttributes[Name]>;

/** A kernel over rows with its gradient, both as expressions. */
function rowFunction(
  gpu: GpuContext,
  name: string,
  value: (x: string) => string,
  /** What is summed over the row for the gradient, from y and its gradient g. */
  summed: (y: string, g: string) => string,
  gradient: (y: string, g: string) => string,
): Rows<'softmax'> {
  return {
    forward: ([x], [y]) => {
      overRows(gpu, {
        key: name,
        rows: x!,
        slots: [reads(x!), writes(y!)],
        functions,
        body: ([input, output]) => `${sumOfExponentials(input!)}
  let logTotal = logarithm(total);
  ${eachColumn(`${output}[p.offset1 + start + j] = ${value(`${input}[p.offset0 + start + j]`)};`)}`,
      });
    },
    backward: ({ outputs: [y] }, [g], [dx]) => {
      const slots: readonly Operand[] = [y!, g!];
      overRows(gpu, {
        key: `${name} backward`,
        rows: y!,
        slots: [...slots.map(reads), writes(dx!)],
        functions,
        body: ([output, slope, result]) => {
          const own = `${output}[p.offset0 + start + j]`;
          const ofOwn = `${slope}[p.offset1 + start + j]`;
          return `
  let start = row * p.length;
  ${rowSums({ sum: summed(own, ofOwn) })}
  ${eachColumn(`${result}[p.offset2 + start + j] = ${gradient(own, ofOwn)};`)}`;
        },
      });
    },
  };
}

/** y = e^(x - most) / Σ; dx = y (g - Σ g y). */
export function softmax(gpu: GpuContext): Rows<'softmax'> {
  return rowFunction(
    gpu,
    'softmax',
    (x) => `exponential(${x} - most) / total`,
    (y, g) => `${y} * ${g}`,
    (y, g) => `${y} * (${g} - sum)`,
  );
}

/** y = x - most - log Σ; dx = g - e^y Σ g. */
export function logSoftmax(gpu: GpuContext): Rows<'logSoftmax'> {
  return rowFunction(
    gpu,
    'logSoftmax',
    (x) => `${x} - most - logTotal`,
    (_, g) => g,
    (y, g) => `${g} - exponential(${y}) * sum`,
  );
}
