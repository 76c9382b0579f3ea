import type { AdamOperands, AdamStep } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';
import { eachElement, gridOf } from '../layout/grid.ts';
import { indexingOf } from '../layout/indexing.ts';
import { loopsOver } from '../layout/loops.ts';
import { reads, writes } from './kernel.ts';

/** One Adam update of each parameter, with its mean and variance, in place (Kingma & Ba 2015; Loshchilov & Hutter 2019). */
export function adam(gpu: GpuContext, updates: readonly AdamOperands[], step: AdamStep): void {
  for (const { parameter, gradient, mean, variance } of updates) {
    const loops = loopsOver([parameter, gradient, mean, variance]);
    if (loops.size === 0) continue;
    const indexing = indexingOf(loops);
    gpu.run({
      key: `adam, ${indexing.key}`,
      slots: [writes(parameter), reads(gradient), writes(mean), writes(variance)],
      parameters: {
        count: 'u32',
        beta1: 'f32',
        beta2: 'f32',
        rest1: 'f32',
        rest2: 'f32',
        eps: 'f32',
        rate: 'f32',
        root: 'f32',
        keep: 'f32',
        decay: 'f32',
        ...indexing.parameters,
      },
      values: [
        loops.size,
        step.beta1,
        step.beta2,
        1 - step.beta1,
        1 - step.beta2,
        step.eps,
        step.learningRate / step.correction1,
        1 / Math.sqrt(step.correction2),
        step.decoupled ? 1 - step.learningRate * step.weightDecay : 1,
        step.decoupled ? 0 : step.weightDecay,
        ...indexing.values,
      ],
      workgroups: gridOf(loops.size),
      code: ([w, g, m, v]) =>
        eachElement(`
  ${indexing.code}
  let weight = ${w}[at0];
  let slope = fma(p.decay, weight, ${g}[at1]);
  let mean = fma(p.beta1, ${m}[at2], p.rest1 * slope);
  let variance = fma(p.beta2, ${v}[at3], p.rest2 * slope * slope);
  ${m}[at2] = mean;
  ${v}[at3] = variance;
  ${w}[at0] = weight * p.keep - p.rate * mean / (sqrt(variance) * p.root + p.eps);`),
    });
  }
}
