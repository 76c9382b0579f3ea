import {
  elementCount,
  isRowMajor,
  type AdamOperands,
  type AdamStep,
  type DeviceBuffer,
} from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';
import { eachElement, gridOf } from '../layout/grid.ts';
import { indexingOf, type Indexing } from '../layout/indexing.ts';
import { loopsOver } from '../layout/loops.ts';
import type { ParameterType } from '../memory/uniform-arena.ts';
import { reads, writes } from './kernel.ts';

const numbers = {
  beta1: 'f32',
  beta2: 'f32',
  rest1: 'f32',
  rest2: 'f32',
  eps: 'f32',
  rate: 'f32',
  root: 'f32',
  keep: 'f32',
  decay: 'f32',
} as const;

/**
 * One Adam update of each parameter, with its mean and variance, in place (Kingma & Ba 2015; Loshchilov & Hutter 2019). A launch
 * changes as many parameters as it can bind buffers for: moments that share a buffer leave room for more.
 */
export function adam(gpu: GpuContext, updates: readonly AdamOperands[], step: AdamStep): void {
  const all = updates.filter(({ parameter }) => elementCount(parameter.shape) > 0);
  for (const together of groupsOf(all, gpu.device.limits.maxStorageBuffersPerShaderStage)) {
    launch(gpu, together, step);
  }
}

/** The most parameters of a launch: each has code of its own. */
const mostTogether = 8;

/** Neighbours whose operands lie in order, in as few groups as the number of buffers allows; others alone. */
function groupsOf(updates: readonly AdamOperands[], mostBuffers: number): AdamOperands[][] {
  const groups: AdamOperands[][] = [];
  let buffers = new Set<DeviceBuffer>();
  let last: AdamOperands[] | undefined;
  for (const update of updates) {
    const operands = operandsOf(update);
    const joins = operands.every(({ shape, strides }) => isRowMajor(shape, strides));
    let more = 0;
    for (const { buffer } of operands) if (!buffers.has(buffer)) more++;
    if (!last || !joins || last.length === mostTogether || buffers.size + more > mostBuffers) {
      groups.push((last = []));
      buffers = new Set();
    }
    last.push(update);
    for (const { buffer } of operands) buffers.add(buffer);
    if (!joins) last = undefined;
  }
  return groups;
}

function operandsOf({ parameter, gradient, mean, variance }: AdamOperands) {
  return [parameter, gradient, mean, variance] as const;
}

function launch(gpu: GpuContext, updates: readonly AdamOperands[], step: AdamStep): void {
  const loops = updates.map((update) => loopsOver(operandsOf(update)));
  const indexings = loops.map(indexingOf);
  // Where each parameter's elements end among those of all.
  let count = 0;
  const ends = loops.map(({ size }) => (count += size));
  gpu.run({
    key: `adam, ${indexings.map(({ key }) => key).join('; ')}`,
    slots: updates.flatMap(({ parameter, gradient, mean, variance }) => [
      writes(parameter),
      reads(gradient),
      writes(mean),
      writes(variance),
    ]),
    parameters: () => ({
      ...Object.fromEntries(ends.map((_, k) => [`end${k}`, 'u32'] as const)),
      ...numbers,
      ...Object.fromEntries(indexings.flatMap(parametersOf)),
    }),
    values: [
      ...ends,
      step.beta1,
      step.beta2,
      1 - step.beta1,
      1 - step.beta2,
      step.eps,
      step.learningRate / step.correction1,
      1 / Math.sqrt(step.correction2),
      step.decoupled ? 1 - step.learningRate * step.weightDecay : 1,
      step.decoupled ? 0 : step.weightDecay,
      ...indexings.flatMap(({ values }) => values),
    ],
    workgroups: gridOf(count),
    code: (names) => {
      const parts = indexings.map((indexing, k) =>
        updateOf(indexing, k, names.slice(4 * k, 4 * k + 4)),
      );
      return eachElement(`let all = i;\n${parts.join(' else ')}`, `p.end${updates.length - 1}`);
    },
  });
}

/** Parameters of the k-th indexing, beside those of others. */
function parametersOf({ parameters }: Indexing, k: number): [string, ParameterType][] {
  return Object.entries(parameters).map(([name, type]) => [`${name}_of${k}`, type]);
}

/** The update of an element of the k-th parameter, if it is one. */
function updateOf(indexing: Indexing, k: number, [w, g, m, v]: readonly string[]): string {
  const code = indexing.code.replaceAll(/\bp\.(\w+)/g, `p.$1_of${k}`);
  return `if (all < p.end${k}) {
  let i = all - ${k === 0 ? '0u' : `p.end${k - 1}`};
  ${code}
  let weight = ${w}[at0];
  let slope = fma(p.decay, weight, ${g}[at1]);
  let mean = fma(p.beta1, ${m}[at2], p.rest1 * slope);
  let variance = fma(p.beta2, ${v}[at3], p.rest2 * slope * slope);
  ${m}[at2] = mean;
  ${v}[at3] = variance;
  ${w}[at0] = weight * p.keep - p.rate * mean / (sqrt(variance) * p.root + p.eps);
}`;
}
