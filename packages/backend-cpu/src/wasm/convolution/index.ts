import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { ranges } from '../../threads/ranges.ts';
import { gemmScratchBytes } from '../gemm/define-gemm.ts';
import { kernelModule } from '../kernel-module.ts';
import { type ConvolutionKernels, defineConvolution } from './functions.ts';
import { type Geometry, geometryBytes, geometryOf, wordsOf } from './geometry.ts';

/** Nanoseconds of a multiply-add. */
const cost = 0.05;

const address = (operand: Operand | undefined): number => (operand ? 4 * start(operand) : 0);

/** Convolution over three axes, and its gradients. */
export function createConvolution(
  context: KernelContext,
): FusedKernel<FusedAttributes['convolution']> {
  const { memory, team } = context;
  const kernels = kernelModule<ConvolutionKernels>(context, defineConvolution);

  /** Runs a kernel over `items`, which together take `work` multiply-adds. */
  const run = (
    name: keyof ConvolutionKernels,
    geometry: Geometry,
    items: number,
    work: number,
    [x, weight, bias, y]: readonly (Operand | undefined)[],
  ): void => {
    if (items === 0) return;
    const { bytes, unfolded } = workspace(geometry);
    const block = memory.allocate(geometryBytes);
    try {
      memory.i32.set(wordsOf(geometry), block.pointer / 4);
      const { pointer, step } = team.scratch(bytes);
      const operands = [x, weight, bias, y].map(address);
      team.run(
        kernels.team(name),
        ranges(team, items, { cost: (work * cost) / items }).map(([begin, end]) => [
          block.pointer,
          begin,
          end,
          ...operands,
          pointer,
          step,
          unfolded,
        ]),
      );
    } finally {
      memory.free(block);
    }
  };

  return {
    forward: ([x, weight, bias], [y], attributes) => {
      const geometry = geometryOf(x!, weight!, y!, attributes);
      const { N, groups, places, placesTogether } = geometry;
      const items = N * groups * Math.ceil(places / placesTogether);
      run('forward', geometry, items, workOf(geometry), [x, weight, bias, y]);
    },
    backward: (
      { inputs: [x, weight] },
      [g],
      [xGradient, weightGradient, biasGradient],
      attributes,
    ) => {
      const geometry = geometryOf(x!, weight!, g!, attributes);
      const { N, O, groups, inputs, outputs, inputsTogether, outputsTogether } = geometry;
      const work = workOf(geometry);
      const inputBlocks = Math.ceil(inputs / inputsTogether);
      if (xGradient) {
        const items = N * groups * inputBlocks;
        run('inputGradient', geometry, items, work, [xGradient, weight, undefined, g]);
      }
      if (weightGradient) {
        const items = groups * Math.ceil(outputs / outputsTogether) * inputBlocks;
        run('weightGradient', geometry, items, work, [x, weightGradient, undefined, g]);
      }
      if (biasGradient) {
        const sums = N * O * geometry.places;
        run('biasGradient', geometry, O, 10 * sums, [undefined, undefined, biasGradient, g]);
      }
    },
  };
}

function workOf({ N, O, places, inputs, taps }: Geometry): number {
  return N * O * places * inputs * taps;
}

/** Bytes for the unfolded block of any kernel and, behind it, its matrix product. */
function workspace(geometry: Geometry): { bytes: number; unfolded: number } {
  const { inputs, outputs, taps, placesTogether, inputsTogether, outputsTogether } = geometry;
  const depth = inputs * taps;
  const rows = inputsTogether * taps;
  const unfolded = Math.ceil((4 * depth * placesTogether) / 64) * 64;
  const products = [
    { rows: outputs, columns: placesTogether, depth },
    { rows, columns: placesTogether, depth: outputs },
    { rows: outputsTogether, columns: rows, depth: placesTogether },
  ];
  return { bytes: unfolded + Math.max(...products.map(gemmScratchBytes)), unfolded };
}
