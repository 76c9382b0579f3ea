import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { library } from '../../wgsl/library.ts';
import { geluSlope, geluTanhSlope } from '../../wgsl/normal-distribution.ts';
import { launchElementwise } from './launch-elementwise.ts';
import { unary } from './unary.ts';

const variants = {
  none: { kind: 'gelu', slope: 'geluSlope', functions: library(geluSlope) },
  tanh: { kind: 'geluTanh', slope: 'geluTanhSlope', functions: library(geluTanhSlope) },
} as const;

/** y = x Φ(x) or its approximation by tanh; dx = g y'(x) in one pass over x and g. */
export function gaussianErrorLinearUnit(
  gpu: GpuContext,
): FusedKernel<FusedAttributes['gaussianErrorLinearUnit']> {
  return {
    forward: ([x], [y], { approximate }) => unary(gpu, variants[approximate].kind, x!, y!),
    backward: ({ inputs: [x] }, [g], [dx], { approximate }) => {
      const { kind, slope, functions } = variants[approximate];
      launchElementwise(gpu, [x!, g!], dx!, {
        key: `${kind} backward`,
        functions: () => functions,
        value: (place, gradient) => `${gradient} * ${slope}(${place})`,
      });
    },
  };
}
