import { type DType, elementCount, type Operand, type UnaryKind } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { f32x4, i32, v128 } from '../assembler/index.ts';
import { type Define, type KernelModule, kernelModules } from '../kernel-module.ts';
import { eachVector } from '../vector/each-vector.ts';
import { isSplit } from '../is-split.ts';
import { runRanges } from '../run-ranges.ts';
import { withFlag } from '../with-flag.ts';
import type { Copy } from './gathered.ts';
import { rowMajorPosition } from './row-major.ts';
import { type Compute, conversions, limits, onFloats, onIntegers } from './unary-functions.ts';

interface UnaryKernels {
  /** output = f(input), contiguous, positions in elements; sets `beyond` where an element was beyond the limit of the function. */
  map(thread: number, count: number, input: number, output: number, beyond: number): void;
}

function definitionOf(compute: Compute, limit?: number): Define {
  const parameters = {
    thread: 'i32',
    count: 'i32',
    input: 'i32',
    output: 'i32',
    beyond: 'i32',
  } as const;
  return (module) =>
    module.function('map', { parameters }, (f, { count, input, output, beyond: flag }) => {
      const [from, to] = [f.let(i32.shl(input, 2)), f.let(i32.shl(output, 2))];
      const beyond = f.local('v128');
      eachVector(
        f,
        count,
        [from, to],
        (lanes) => {
          const x = f.let(lanes.load(from));
          if (limit !== undefined) {
            f.set(beyond, v128.or(beyond, v128.not(f32x4.lt(f32x4.abs(x), limit))));
          }
          lanes.store(to, compute(f, x));
        },
        2,
      );
      if (limit === undefined) return;
      f.if(v128.any_true(beyond), () => f.store(i32.shl(flag, 2), i32.const(1)));
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

/** Nanoseconds for each element. */
const cost = 0.8;

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

  const { memory, team } = context;

  const map = (
    kernels: KernelModule<UnaryKernels>,
    count: number,
    from: number,
    to: number,
    beyond: number,
  ): void => {
    if (!isSplit(team, count * cost)) {
      kernels().map(0, count, from, to, beyond);
      return;
    }
    runRanges(team, kernels, 'map', count, { cost, multiple: 16 }, (begin, end) => [
      end - begin,
      from + begin,
      to + begin,
      beyond,
    ]);
  };

  /** Whether no element was beyond the limit. */
  const mapWithin = (...parameters: [KernelModule<UnaryKernels>, number, number, number]) =>
    !withFlag(memory, (beyond) => map(...parameters, beyond));

  const run = (
    kernels: KernelModule<UnaryKernels> | undefined,
    input: Operand,
    output: Operand,
    isLimited = false,
  ): boolean => {
    const to = rowMajorPosition(output);
    if (!kernels || to === undefined) return false;
    const count = elementCount(output.shape);
    const from = rowMajorPosition(input);
    if (from === undefined && !copy(input, output)) return false;
    if (isLimited) return mapWithin(kernels, count, from ?? to, to);
    map(kernels, count, from ?? to, to, 0);
    return true;
  };

  return {
    unary: (kind, input, output) =>
      input.dtype === 'float32'
        ? run(ofFloats[kind], input, output, limits[kind] !== undefined)
        : run(ofIntegers[kind], input, output),
    cast: (input, output) =>
      input.dtype === output.dtype || (input.dtype === 'bool' && output.dtype === 'int32')
        ? copy(input, output)
        : run(ofConversions[input.dtype][output.dtype], input, output),
  };
}
