import {
  type Expr,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector, type Lanes } from '../vector/each-vector.ts';

/** Computes four results from four elements of each input; writes statements to `f` where it needs any. */
export type Elementwise = (f: FunctionBuilder, inputs: readonly Local<'v128'>[]) => Expr<'v128'>;

/**
 * How the inner loop reads each input: `v` neighbours, `s` the same element; or `strided`, any steps for all operands.
 */
export type Pattern = string;

/** The patterns of a number of inputs by their bits: bit i is 1 where input i is `s`. At least one is `v`. */
function patternsOf(inputs: number): Pattern[] {
  return range(2 ** inputs - 1).map((bits) =>
    range(inputs)
      .map((i) => ((bits >> i) & 1 ? 's' : 'v'))
      .join(''),
  );
}

const patterns = [1, 2, 3].map(patternsOf);

/** The pattern of inner steps: those of the inputs, then that of the output. */
export function patternOf(inputs: number, innerSteps: readonly number[]): Pattern {
  if (innerSteps[inputs] !== 1) return 'strided';
  let bits = 0;
  for (let i = 0; i < inputs; i++) {
    const step = innerSteps[i]!;
    if (step !== 1 && step !== 0) return 'strided';
    bits += (1 - step) << i;
  }
  return patterns[inputs - 1]![bits] ?? 'strided';
}

/**
 * Defines a function for each pattern, under its name: (thread, outer, inner, at, outer steps, inner steps), with one position or
 * step, in elements, for each input and then for the output.
 */
export function defineElementwise(
  module: ModuleBuilder,
  inputs: number,
  compute: Elementwise,
): void {
  const operands = range(inputs + 1);
  for (const pattern of [...patterns[inputs - 1]!, 'strided']) {
    module.function(pattern, { parameters: parametersOf(inputs + 1) }, (f, locals) => {
      const bytes = (name: string): Local<'i32'>[] =>
        operands.map((i) => f.let(i32.shl(locals[`${name}${i}`]!, 2)));
      const [rows, outerSteps, steps] = [bytes('at'), bytes('outer'), bytes('inner')] as const;
      f.repeat(locals['outer']!, () => {
        if (pattern === 'strided') stridedLoop(f, locals['inner']!, rows, steps, compute);
        else vectorLoop(f, locals['inner']!, rows, pattern, compute);
        rows.forEach((row, i) => f.set(row, i32.add(row, outerSteps[i]!)));
      });
    });
  }
}

function vectorLoop(
  f: FunctionBuilder,
  count: Local<'i32'>,
  rows: readonly Local<'i32'>[],
  pattern: Pattern,
  compute: Elementwise,
): void {
  const output = f.let(rows.at(-1)!);
  const moving: Local<'i32'>[] = [];
  const readers = rows.slice(0, -1).map((row, i): ((lanes: Lanes) => Local<'v128'>) => {
    if (pattern[i] === 's') {
      const same = f.let(v128.load32_splat(row));
      return () => same;
    }
    const pointer = f.let(row);
    moving.push(pointer);
    return (lanes) => f.let(lanes.load(pointer));
  });
  eachVector(
    f,
    count,
    [...moving, output],
    (lanes) => {
      const inputs = readers.map((read) => read(lanes));
      lanes.store(output, compute(f, inputs));
    },
    4,
  );
}

function stridedLoop(
  f: FunctionBuilder,
  count: Local<'i32'>,
  rows: readonly Local<'i32'>[],
  steps: readonly Local<'i32'>[],
  compute: Elementwise,
): void {
  const pointers = rows.map((row) => f.let(row));
  f.repeat(count, () => {
    const inputs = pointers.slice(0, -1).map((pointer) => f.let(v128.load32_splat(pointer)));
    f.store32_lane(pointers.at(-1)!, compute(f, inputs), 0);
    pointers.forEach((pointer, i) => f.set(pointer, i32.add(pointer, steps[i]!)));
  });
}

function parametersOf(operands: number): Record<string, 'i32'> {
  const names = ['at', 'outer', 'inner'].flatMap((kind) =>
    range(operands).map((i) => `${kind}${i}`),
  );
  return Object.fromEntries(['thread', 'outer', 'inner', ...names].map((name) => [name, 'i32']));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
