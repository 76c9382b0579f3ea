import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { viewOf } from '../../layout/axes.ts';
import { reduce } from '../reduce/reduce.ts';
import { correlate } from './correlate.ts';
import { geometryOf } from './geometry.ts';
import { weightGradient } from './weight-gradient.ts';

/** Convolution over the last three axes of x, and the gradients of x, weight and bias; nothing is unfolded in memory. */
export function convolution(gpu: GpuContext): FusedKernel<FusedAttributes['convolution']> {
  return {
    forward: ([x, weight, bias], [y], attributes) => {
      const geometry = geometryOf(x!, weight!, y!, attributes);
      const operands = { source: x!, weight: weight!, bias, result: y! };
      correlate(gpu, { direction: 'forward', ...operands }, geometry, attributes);
    },
    backward: ({ inputs: [x, weight] }, [g], [dx, dWeight, dBias], attributes) => {
      const geometry = geometryOf(x!, weight!, g!, attributes);
      if (dx) {
        const operands = { source: g!, weight: weight!, result: dx };
        correlate(gpu, { direction: 'back', ...operands }, geometry, attributes);
      }
      if (dWeight) weightGradient(gpu, x!, g!, dWeight, geometry, attributes);
      if (dBias) {
        const O = dBias.shape[0]!;
        reduce(gpu, 'sum', g!, [0, 2, 3, 4], viewOf(dBias, [1, O, 1, 1, 1], [O, 1, 1, 1, 1]));
      }
    },
  };
}
