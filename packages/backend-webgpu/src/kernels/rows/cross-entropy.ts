import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import { faultFunction } from '../../device/faults.ts';
import type { GpuContext } from '../../device/gpu-context.ts';
import { exponential } from '../../wgsl/exponential.ts';
import { logarithm } from '../../wgsl/logarithm.ts';
import { reads, writes } from '../kernel.ts';
import { eachColumn, overRows, rowSums } from './row-launch.ts';

const functions = [exponential, logarithm];

const parameters = { ignore: 'i32', smoothing: 'f32', rest: 'f32' } as const;

function valuesOf(
  { ignoreIndex, labelSmoothing }: FusedAttributes['crossEntropy'],
  classes: number,
): number[] {
  return [ignoreIndex, labelSmoothing / classes, 1 - labelSmoothing];
}

/** The loss of each row and log Σ e^x; probabilities are never stored. */
export function crossEntropy(gpu: GpuContext): FusedKernel<FusedAttributes['crossEntropy']> {
  return {
    forward: ([logits, targets], [loss, logTotal], attributes) => {
      overRows(gpu, {
        key: 'crossEntropy',
        rows: logits!,
        slots: [reads(logits!), reads(targets!), writes(loss!), writes(logTotal!)],
        functions: [{ code: faultFunction('crossEntropy') }, ...functions],
        mayFault: true,
        parameters,
        values: valuesOf(attributes, logits!.shape[1]!),
        body: ([x, target, y, log]) => `
  let start = p.offset0 + row * p.length;
  let label = ${target}[p.offset1 + row];
  let isIgnored = label == p.ignore;
  let isOutside = !isIgnored && (label < 0 || label >= i32(p.length));
  if (isIgnored || isOutside) {
    if (own == 0u) {
      if (isOutside) { fault(label, i32(p.length)); }
      ${y}[p.offset2 + row] = 0.0;
      ${log}[p.offset3 + row] = 0.0;
    }
    return;
  }
  var largest = -infinity();
  ${eachColumn(`largest = max(largest, ${x}[start + j]);`)}
  let most = maxOf(own, largest);
  ${rowSums({ exponentials: `exponential(${x}[start + j] - most)` })}
  let total = most + logarithm(exponentials);
  // Where nothing is spread over all classes, a banned one (-∞) counts for nothing.
  var spread = 0.0;
  if (p.smoothing > 0.0) {
    ${rowSums({ all: `total - ${x}[start + j]` })}
    spread = p.smoothing * all;
  }
  if (own == 0u) {
    var ofTarget = 0.0;
    if (p.rest > 0.0) { ofTarget = p.rest * (total - ${x}[start + u32(label)]); }
    ${y}[p.offset2 + row] = ofTarget + spread;
    ${log}[p.offset3 + row] = total;
  }`,
      });
    },
    // g (softmax - (1 - ε) [c = target] - ε / C)
    backward: ({ inputs: [logits, targets], outputs }, [g], [dx], attributes) => {
      const logTotal = outputs[1]!;
      overRows(gpu, {
        key: 'crossEntropy backward',
        rows: logits!,
        slots: [reads(logits!), reads(targets!), reads(logTotal), reads(g!), writes(dx!)],
        functions,
        parameters,
        values: valuesOf(attributes, logits!.shape[1]!),
        body: ([x, target, log, slope, result]) => `
  let start = row * p.length;
  let label = ${target}[p.offset1 + row];
  let total = ${log}[p.offset2 + row];
  let factor = ${slope}[p.offset3 + row];
  let isIgnored = label == p.ignore;
  ${eachColumn(`
    var y = 0.0;
    if (!isIgnored) {
      let own = select(0.0, p.rest, i32(j) == label);
      y = factor * (exponential(${x}[p.offset0 + start + j] - total) - own - p.smoothing);
    }
    ${result}[p.offset4 + start + j] = y;`)}`,
      });
    },
  };
}
