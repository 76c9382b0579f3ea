import { elementCount, type Operand, type UnaryKind } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { f32x4, i32, type ModuleBuilder, v128 } from '../assembler/index.ts';
import { kernelModule } from '../kernel-module.ts';
import { eachVector } from '../vector/each-vector.ts';
import type { Copy } from './gathered.ts';
import { rowMajorPosition } from './row-major.ts';
import { conversions, limits, onFloats, onIntegers } from './unary-functions.ts';

/** output = f(input), contiguous, positions in elements; 0 where an element was beyond the limit of the function. */
type UnaryKernel = (count: number, input: number, output: number) => number;
type UnaryKernels = Readonly<Record<string, UnaryKernel>>;
type Compute = (typeof onFloats)[UnaryKind];

function define(module: ModuleBuilder, name: string, compute: Compute, limit?: number): void {
  const parameters = { count: 'i32', input: 'i32', output: 'i32' } as const;
  module.function(name, { parameters, result: 'i32' }, (f, { count, input, output }) => {
    const from = f.let(i32.shl(input, 2));
    const to = f.let(i32.shl(output, 2));
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

/** The functions of one tensor and the conversions between dtypes. Strided inputs are first copied to the output. */
export function createUnary(
  memory: LinearMemory,
  copy: Copy,
): {
  readonly unary: (kind: UnaryKind, input: Operand, output: Operand) => boolean;
  readonly cast: (input: Operand, output: Operand) => boolean;
} {
  const kernels = kernelModule<UnaryKernels>(memory, (module) => {
    for (const [kind, compute] of Object.entries(onFloats)) {
      define(module, `${kind}:float`, compute, limits[kind as UnaryKind]);
    }
    for (const [kind, compute] of Object.entries(onIntegers)) {
      define(module, `${kind}:integer`, compute);
    }
    for (const [name, compute] of Object.entries(conversions)) define(module, name, compute);
  });

  const run = (name: string, input: Operand, output: Operand): boolean => {
    const kernel = kernels()[name];
    const to = rowMajorPosition(output);
    if (!kernel || to === undefined) return false;
    const count = elementCount(output.shape);
    const from = rowMajorPosition(input);
    if (from !== undefined) return kernel(count, from, to) !== 0;
    return copy(input, output) && kernel(count, to, to) !== 0;
  };

  return {
    unary: (kind, input, output) =>
      run(input.dtype === 'float32' ? `${kind}:float` : `${kind}:integer`, input, output),
    cast: (input, output) =>
      input.dtype === output.dtype || (input.dtype === 'bool' && output.dtype === 'int32')
        ? copy(input, output)
        : run(`${input.dtype}:${output.dtype}`, input, output),
  };
}
