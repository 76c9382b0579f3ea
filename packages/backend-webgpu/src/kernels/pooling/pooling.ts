import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { library } from '../../wgsl/library.ts';
import { isNan } from '../../wgsl/special-values.ts';
import { reads, writes } from '../kernel.ts';
import { optional, type ElementAt } from '../slot-table.ts';
import { eachPlace, eachWindow, launchPooling } from './pool-launch.ts';
import { TableCache } from './table-cache.ts';

export interface PoolingKernels {
  readonly maxPool: FusedKernel<FusedAttributes['maxPool']>;
  readonly avgPool: FusedKernel<FusedAttributes['avgPool']>;
}

/** The largest and the mean of windows; the gradient of an element is summed over the windows that have it, in their order. */
export function pooling(gpu: GpuContext): PoolingKernels {
  const tables = new TableCache(gpu);
  const largest = (
    [x]: readonly (Operand | undefined)[],
    [y, places]: readonly Operand[],
    attributes: FusedAttributes['maxPool'],
  ): void => {
    launchPooling(gpu, tables, {
      key: 'max',
      slots: { x: reads(x!), y: writes(y!), places: optional(writes, places) },
      of: 'y',
      x: x!,
      y: y!,
      attributes,
      functions: library(isNan),
      body: (at) => `
  var best = 0.0;
  var found = -1;
  ${eachPlace(
    at,
    `let own = ${at('x', 'fromX + place')};
    if (found < 0 || ((own > best || isNan(own)) && !isNan(best))) { best = own; found = i32(place); }`,
  )}
  ${at('y', 'i')} = best;
  ${places ? `${at('places', 'i')} = found;` : ''}`,
    });
  };
  return {
    maxPool: {
      forward: largest,
      infer: largest,
      backward: ({ outputs: [, places] }, [g], [dx], attributes) => {
        launchPooling(gpu, tables, {
          key: 'max backward',
          slots: { places: reads(places!), g: reads(g!), dx: writes(dx!) },
          of: 'x',
          x: dx!,
          y: g!,
          attributes,
          body: (at) => `
  let place = i32(i - fromX);
  var sum = 0.0;
  ${eachWindow(
    at,
    `if (${at('places', 'fromY + window')} == place) { sum += ${at('g', 'fromY + window')}; }`,
  )}
  ${at('dx', 'i')} = sum;`,
        });
      },
    },
    avgPool: {
      forward: ([x], [y], attributes) => {
        launchPooling(gpu, tables, {
          key: 'mean',
          slots: { x: reads(x!), y: writes(y!) },
          of: 'y',
          x: x!,
          y: y!,
          attributes,
          body: (at) => `
  var sum = 0.0;
  ${eachPlace(at, `sum += ${at('x', 'fromX + place')};`)}
  ${at('y', 'i')} = sum / (${divisor(at, 'c')});`,
        });
      },
      backward: (_, [g], [dx], attributes) => {
        launchPooling(gpu, tables, {
          key: 'mean backward',
          slots: { g: reads(g!), dx: writes(dx!) },
          of: 'x',
          x: dx!,
          y: g!,
          attributes,
          body: (at) => `
  var sum = 0.0;
  ${eachWindow(
    at,
    `if (${[0, 1, 2].map((axis) => has(at, axis)).join(' && ')}) { sum += ${at('g', 'fromY + window')} / (${divisor(at, 'w')}); }`,
  )}
  ${at('dx', 'i')} = sum;`,
        });
      },
    },
  };
}

/** WGSL of the divisor of a window whose numbers are named `name0`, `name1`, `name2`. */
function divisor(at: ElementAt, name: string): string {
  return [0, 1, 2]
    .map((axis) => `bitcast<f32>(${at('table', `p.divisors${axis} + ${name}${axis}`)})`)
    .join(' * ');
}

/** WGSL of whether the window on an axis has the place: neither lies behind it nor leaves it out. */
function has(at: ElementAt, axis: number): string {
  const start = `u32(${at('table', `p.starts${axis} + w${axis}`)})`;
  const end = `u32(${at('table', `p.ends${axis} + w${axis}`)})`;
  return `c${axis} >= ${start} && c${axis} < ${end} && (c${axis} - ${start}) % p.step${axis} == 0u`;
}
