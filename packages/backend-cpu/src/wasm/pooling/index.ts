import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { definePooling, type PoolingKernels } from './functions.ts';
import { areQuarters } from './quarters.ts';
import { tapsOf, wordCount, writeGeometry } from './geometry.ts';

export interface Pooling {
  readonly maxPool: FusedKernel<FusedAttributes['maxPool']>;
  readonly avgPool: FusedKernel<FusedAttributes['avgPool']>;
}

/** Nanoseconds for each place of a window. */
const cost = 1.5;

/** Maxima and means of windows, and their gradients; threads share the channels of the images. */
export function createPooling(context: KernelContext): Pooling {
  const { memory, team } = context;
  const kernels = kernelModule<PoolingKernels>(context, definePooling);

  /** x, y and the places of maxima are row-major; gradients stand in the place of x and y. */
  const run = (
    name: keyof PoolingKernels,
    { windows, divisors }: FusedAttributes['maxPool'] & Partial<FusedAttributes['avgPool']>,
    x: Operand,
    y: Operand,
    places?: Operand,
  ): void => {
    const geometry = memory.scratch(4 * wordCount(windows));
    writeGeometry(memory, geometry >>> 2, x, windows, divisors);
    const [N, C, ...volume] = x.shape as [number, number, ...number[]];
    const size = volume.reduce((product, own) => product * own);
    const outputs = windows.reduce((product, { starts }) => product * starts.length, 1);
    const options = { cost: cost * tapsOf(windows) };
    runRanges(team, kernels, name, N * C, options, (begin, end) => [
      geometry,
      end - begin,
      4 * (start(x) + begin * size),
      4 * (start(y) + begin * outputs),
      places ? 4 * (start(places) + begin * outputs) : 0,
    ]);
  };

  /** The largest of each 2 x 2. */
  const runQuarters = (x: Operand, y: Operand, places: Operand): void => {
    const [N, C, D, H, W] = x.shape as [number, number, number, number, number];
    const [outH, outW] = y.shape.slice(3) as [number, number];
    const [size, outputs] = [D * H * W, D * outH * outW];
    runRanges(team, kernels, 'maxPoolQuarters', N * C, { cost: outputs }, (begin, end) => [
      end - begin,
      D,
      H,
      W,
      outH,
      outW,
      4 * (start(x) + begin * size),
      4 * (start(y) + begin * outputs),
      4 * (start(places) + begin * outputs),
    ]);
  };

  return {
    maxPool: {
      forward: ([x], [y, places], attributes) => {
        if (areQuarters(attributes.windows)) runQuarters(x!, y!, places!);
        else run('maxPool', attributes, x!, y!, places);
      },
      backward: ({ outputs: [, places] }, [g], [xGradient], attributes) => {
        if (xGradient && g) run('maxPoolGradient', attributes, xGradient, g, places);
      },
    },
    avgPool: {
      forward: ([x], [y], attributes) => run('avgPool', attributes, x!, y!),
      backward: (_saved, [g], [xGradient], attributes) => {
        if (xGradient && g) run('avgPoolGradient', attributes, xGradient, g);
      },
    },
  };
}
