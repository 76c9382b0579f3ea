import { type DType, elementCount, type Operand, type UnaryKind } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { f32x4, i32, v128 } from '../assembler/index.ts';
import { type Define, type KernelModule, kernelModules } from '../kernel-module.ts';
import { eachVector } from '../vector/each-vector.ts';
import type { Copy } from './gathered.ts';
import { rowMajorPosition } from './row-major.ts';
import { type Compute, conversions, limits, onFloats, onIntegers } from './unary-functions.ts';

interface UnaryKernels {
  /** output = f(input), contiguous, positions in elements; 0 where an element was beyond the limit of the function. */
  map(count: number, input: number, output: number): number;
}

function definitionOf(compute: Compute, limit?: number): Define {
  const parameters = { count: 'i32', input: 'i32', output: 'i32' } as const;
  return (module) =>
    module.function('map', { parameters, result: 'i32' }, (f, { count, input, output }) => {
      const [from, to] = [f.let(i32.shl(input, 2)), f.let(i32.shl(output, 2))];
      const beyond = f.local('v128');
      eachVector(f, count, [from, to], (lanes) => {
        const x = f.let(lanes.load(from));
        if (limit !== undefined) {
          f.set(beyond, v128.or(beyond, v128.not(f32x4.lt(f32x4.abs(x), limit))));
        }
        lanes.store(to, compute(f, x));
      });
      return i32.eqz(v128.any_true(beyond));
    });
}

function modulesOf(
  table: Readonly<Record<string, Compute>>,
  limitOf: Readonly<Record<string, number>> = {},
): Readonly<Record<string, Define>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, compute]) => [name, definitionOf(compute, limitOf[name])]),
  );
}

const floatModules = modulesOf(onFloats, limits);
const integerModules = modulesOf(onIntegers);
const conversionModules = {
  float32: modulesOf(conversions.float32),
  int32: modulesOf(conversions.int32),
  bool: modulesOf(conversions.bool),
} satisfies Record<DType, unknown>;

/** The functions of one tensor and the conversions between dtypes. Strided inputs are first copied to the output. */
export function createUnary(
  context: KernelContext,
  copy: Copy,
): {
  readonly unary: (kind: UnaryKind, input: Operand, output: Operand) => boolean;
  readonly cast: (input: Operand, output: Operand) => boolean;
} {
  const modules = (table: Readonly<Record<string, Define>>) =>
    kernelModules<string, UnaryKernels>(context, table);
  const [ofFloats, ofIntegers] = [modules(floatModules), modules(integerModules)];
  const ofConversions = {
    float32: modules(conversionModules.float32),
    int32: modules(conversionModules.int32),
    bool: modules(conversionModules.bool),
  };

  const run = (
    kernels: KernelModule<UnaryKernels> | undefined,
    input: Operand,
    output: Operand,
  ): boolean => {
    const to = rowMajorPosition(output);
    if (!kernels || to === undefined) return false;
    const kernel = kernels();
    const count = elementCount(output.shape);
    const from = rowMajorPosition(input);
    if (from !== undefined) return kernel.map(count, from, to) !== 0;
    return copy(input, output) && kernel.map(count, to, to) !== 0;
  };

  return {
    unary: (kind, input, output) =>
      run((input.dtype === 'float32' ? ofFloats : ofIntegers)[kind], input, output),
    cast: (input, output) =>
      input.dtype === output.dtype || (input.dtype === 'bool' && output.dtype === 'int32')
        ? copy(input, output)
        : run(ofConversions[input.dtype][output.dtype], input, output),
  };
}
