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
 * How the inner loop reads each input: `v` neighbours, `s` one element for the whole loop; or `strided`, any steps for all operands.
 */
export type Pattern = string;

/** The pattern of inner steps, the output's last. */
export function patternOf(innerSteps: readonly number[], patterns: readonly Pattern[]): Pattern {
  const inputs = innerSteps.length - 1;
  if (innerSteps[inputs] !== 1) return 'strided';
  let pattern = '';
  for (let i = 0; i < inputs; i++) {
    const step = innerSteps[i];
    if (step !== 0 && step !== 1) return 'strided';
    pattern += step === 1 ? 'v' : 's';
  }
  return patterns.includes(pattern) ? pattern : 'strided';
}

/**
 * Defines `name:pattern` for each pattern and for `strided`: (outer, inner, at, outer steps, inner steps), with one position or step,
 * in elements, for each input and then for the output.
 */
export function defineElementwise(
  module: ModuleBuilder,
  name: string,
  patterns: readonly Pattern[],
  compute: Elementwise,
): void {
  const inputs = patterns[0]!.length;
  for (const pattern of [...patterns, 'strided']) {
    const parameters = parametersOf(inputs + 1);
    module.function(`${name}:${pattern}`, { parameters }, (f, locals) => {
      const rows = range(inputs + 1).map((i) => f.let(i32.shl(locals[`at${i}`]!, 2)));
      const outerSteps = range(inputs + 1).map((i) => f.let(i32.shl(locals[`outer${i}`]!, 2)));
      const steps = range(inputs + 1).map((i) => f.let(i32.shl(locals[`inner${i}`]!, 2)));
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
  eachVector(f, count, [...moving, output], (lanes) => {
    const inputs = readers.map((read) => read(lanes));
    lanes.store(output, compute(f, inputs));
  });
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
  return Object.fromEntries(['outer', 'inner', ...names].map((name) => [name, 'i32']));
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
