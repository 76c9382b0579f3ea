import type { FusedAttributes, FusedKernel, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { ranges } from '../../threads/ranges.ts';
import { type GemmSize, gemmScratchBytes } from '../gemm/blocks.ts';
import { kernelModule } from '../kernel-module.ts';
import { type ConvolutionKernels, defineConvolution } from './functions.ts';
import { type Geometry, geometryBytes, geometryOf, wordsOf } from './geometry.ts';
import { overrun } from './unfold.ts';

/** Nanoseconds of a multiply-add, and of moving a number. */
const cost = { product: 0.05, move: 0.5 };

/** Operands of a kernel as addresses; 0 where there is none. */
interface Addresses {
  readonly x?: number;
  readonly weight?: number;
  readonly bias?: number;
  readonly y?: number;
}

const address = (operand: Operand | undefined): number => (operand ? 4 * start(operand) : 0);

/** Convolution over three axes, and its gradients. */
export function createConvolution(
  context: KernelContext,
): FusedKernel<FusedAttributes['convolution']> {
  const { memory, team } = context;
  const kernels = kernelModule<ConvolutionKernels>(context, defineConvolution);

  /** Runs `body` with some working space, which is free again when it returns. */
  const withSpace = (bytes: number, body: Body): void => {
    const space = memory.allocate(bytes);
    try {
      body(space.pointer);
    } finally {
      memory.free(space);
    }
  };

  const withGeometry = (geometry: Geometry, body: (call: Calls) => void): void =>
    withSpace(geometryBytes, (words) => {
      memory.i32.set(wordsOf(geometry), words / 4);
      body({
        compute: (name, items, work, { x = 0, weight = 0, bias = 0, y = 0 }) => {
          if (items === 0) return;
          const space = workspace(name, geometry);
          const { pointer, step } = team.scratch(space.unfolded + space.made + space.product);
          const rest = [x, weight, bias, y, pointer, step, space.unfolded, space.made];
          team.run(
            kernels.team(name),
            ranges(team, items, { cost: (work * cost.product) / items }).map(([begin, end]) => [
              words,
              begin,
              end,
              ...rest,
            ]),
          );
        },
        move: (name, items, numbers, from, to) => {
          if (items === 0) return;
          team.run(
            kernels.team(name),
            ranges(team, items, { cost: (numbers * cost.move) / items }).map(([begin, end]) => [
              words,
              begin,
              end,
              from,
              to,
            ]),
          );
        },
      });
    });

  /** x with the channels of a place side by side, where a kernel wants it so. */
  const withSpread = (geometry: Geometry, { move }: Calls, x: number, body: Body): void => {
    const { N, image, paddedD, paddedH, isPointwise } = geometry;
    if (isPointwise) return body(x);
    withSpace(4 * N * image + overrun, (to) => {
      move('spread', N * paddedD * paddedH, N * image, x, to);
      body(to);
    });
  };

  /** The weight in the order of the unfolded input. */
  const withOrdered = ({ O, depth, taps }: Geometry, { move }: Calls, weight: number, body: Body) =>
    taps === 1
      ? body(weight)
      : withSpace(4 * O * depth, (to) => {
          move('orderWeight', O, O * depth, weight, to);
          body(to);
        });

  return {
    forward: ([x, weight, bias], [y], attributes) => {
      const geometry = geometryOf(x!, weight!, y!, attributes);
      const { N, groups, blocks, isPointwise } = geometry;
      const name = isPointwise ? 'forwardPointwise' : 'forward';
      withGeometry(geometry, (calls) =>
        withSpread(geometry, calls, address(x), (from) =>
          withOrdered(geometry, calls, address(weight), (ordered) =>
            calls.compute(name, N * groups * blocks, workOf(geometry), {
              x: from,
              weight: ordered,
              bias: address(bias),
              y: address(y),
            }),
          ),
        ),
      );
    },
    backward: (
      { inputs: [x, weight] },
      [g],
      [xGradient, weightGradient, biasGradient],
      attributes,
    ) => {
      const geometry = geometryOf(x!, weight!, g!, attributes);
      const { N, O, groups, blocks, depth, outputs, outputsTogether, parts } = geometry;
      const work = workOf(geometry);
      const y = address(g);
      withGeometry(geometry, (calls) => {
        if (xGradient) {
          withOrdered(geometry, calls, address(weight), (ordered) => {
            const operands = { x: address(xGradient), weight: ordered, y };
            if (geometry.isPointwise) {
              calls.compute('inputGradientPointwise', N * groups * blocks, work, operands);
            } else calls.compute('inputGradient', N, work, operands);
          });
        }
        if (weightGradient) {
          const items = parts * groups * Math.ceil(outputs / outputsTogether);
          withSpread(geometry, calls, address(x), (from) =>
            withSpace(4 * parts * O * depth, (sums) => {
              calls.compute('weightGradient', items, work, { x: from, weight: sums, y });
              calls.move('joinParts', O, parts * O * depth, sums, address(weightGradient));
            }),
          );
        }
        if (biasGradient) {
          const bias = address(biasGradient);
          calls.compute('biasGradient', O, 10 * N * O * geometry.places, { bias, y });
        }
      });
    },
  };
}

type Body = (pointer: number) => void;
type Move = 'spread' | 'orderWeight' | 'joinParts';
type Compute = Exclude<keyof ConvolutionKernels, Move>;

/** The kernels of one convolution, over `items` that take so many multiply-adds, or numbers moved, together. */
interface Calls {
  readonly compute: (name: Compute, items: number, work: number, operands: Addresses) => void;
  readonly move: (name: Move, items: number, numbers: number, from: number, to: number) => void;
}

function workOf({ N, O, places, depth }: Geometry): number {
  return N * O * places * depth;
}

const aligned = (numbers: number): number => Math.ceil((4 * numbers + overrun) / 64) * 64;

/** Bytes for the unfolded numbers, what is made of them, and the matrix product. */
function workspace(
  name: Compute,
  geometry: Geometry,
): Record<'unfolded' | 'made' | 'product', number> {
  const { inputs, outputs, depth, placesTogether: places, outputsTogether, image } = geometry;
  const products: Readonly<Record<Compute, GemmSize & { readonly made?: number }>> = {
    forward: { rows: places, columns: outputs, depth, made: places * outputs },
    forwardPointwise: { rows: outputs, columns: places, depth: inputs },
    inputGradient: { rows: places, columns: depth, depth: outputs, made: image },
    inputGradientPointwise: { rows: inputs, columns: places, depth: outputs },
    weightGradient: { rows: outputsTogether, columns: depth, depth: places },
    biasGradient: { rows: 0, columns: 0, depth: 0 },
  };
  const { made = 0, ...product } = products[name];
  return {
    unfolded: aligned(geometry.isPointwise ? 0 : places * (depth + overrun / 4)),
    made: aligned(made),
    product: gemmScratchBytes(product),
  };
}
