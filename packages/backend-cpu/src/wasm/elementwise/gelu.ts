import { elementCount, type FusedKernels, type Operand, type UnaryKind } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { f32x4, i32 } from '../assembler/index.ts';
import { type Define, kernelModules } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { eachVector } from '../vector/each-vector.ts';
import { geluSlope, geluTanhSlope, type VectorFunction } from '../vector/math.ts';

interface SlopeKernels {
  /** xGradient = g f'(x), positions in elements. */
  timesSlope(thread: number, count: number, x: number, g: number, xGradient: number): void;
}

function definitionOf(slope: VectorFunction): Define {
  const parameters = { thread: 'i32', count: 'i32', x: 'i32', g: 'i32', xGradient: 'i32' } as const;
  return (module) =>
    module.function('timesSlope', { parameters }, (f, p) => {
      const [x, g, to] = [p.x, p.g, p.xGradient].map((at) => f.let(i32.shl(at, 2)));
      eachVector(
        f,
        p.count,
        [x!, g!, to!],
        (lanes) => lanes.store(to!, f32x4.mul(slope(f, lanes.load(x!)), lanes.load(g!))),
        2,
      );
    });
}

const modules = { none: definitionOf(geluSlope), tanh: definitionOf(geluTanhSlope) };
const kinds = { none: 'gelu', tanh: 'geluTanh' } as const;

/** Nanoseconds for each element. */
const cost = 1;

/** GELU, whose gradient reads x and g once. */
export function createGelu(
  context: KernelContext,
  unary: (kind: UnaryKind, input: Operand, output: Operand) => boolean,
): NonNullable<FusedKernels['gaussianErrorLinearUnit']> {
  const kernels = kernelModules<keyof typeof modules, SlopeKernels>(context, modules);
  return {
    forward: ([x], [y], { approximate }) => void unary(kinds[approximate], x!, y!),
    backward: ({ inputs: [x] }, [g], [xGradient], { approximate }) => {
      if (!xGradient) return;
      const count = elementCount(x!.shape);
      const [ofX, ofG, to] = [start(x!), start(g!), start(xGradient)];
      const options = { cost, multiple: 16 };
      const kernel = kernels[approximate];
      runRanges(context.team, kernel, 'timesSlope', count, options, (begin, end) => [
        end - begin,
        ofX + begin,
        ofG + begin,
        to + begin,
      ]);
    },
  };
}
