import { f32, f32x4, i32, madd, type ModuleBuilder, v128 } from '../assembler/index.ts';

/** Rows of B that one pass over the sums adds. */
const passRows = 4;

const parameters = {
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  aStep: 'i32',
  b: 'i32',
  bStep: 'i32',
  c: 'i32',
} as const;

const { c, ...operands } = parameters;
const rowParameters = { ...operands, initial: 'i32', c } as const;

/**
 * c = a B (+ initial) of one row a, numbers `aStep` bytes apart, and a row-major B: streams through B once. `initial` may be c; 0
 * adds nothing.
 */
export function defineMultiplyRow(module: ModuleBuilder): void {
  const pass = (rows: number) =>
    module.function(`add${rows}Rows`, { parameters, exported: false }, (f, p) => {
      const factors = Array.from({ length: rows }, (_, i) =>
        f.let(f32.load(i32.add(p.a, i32.mul(p.aStep, i)))),
      );
      const from = factors.map((_, i) => f.let(i32.add(p.b, i32.mul(p.bStep, i))));
      const splats = factors.map((factor) => f.let(f32x4.splat(factor)));
      f.repeat(i32.shr_u(p.columns, 2), () => {
        const sum = f.let(v128.load(p.c, 0, 4));
        for (const [i, row] of from.entries()) {
          f.set(sum, madd(splats[i]!, v128.load(row, 0, 4), sum));
          f.set(row, i32.add(row, 16));
        }
        f.store(p.c, sum, 0, 4);
        f.set(p.c, i32.add(p.c, 16));
      });
      f.repeat(i32.and(p.columns, 3), () => {
        const sum = f.let(f32.load(p.c));
        for (const [i, row] of from.entries()) {
          f.set(sum, f32.add(f32.mul(factors[i]!, f32.load(row)), sum));
          f.set(row, i32.add(row, 4));
        }
        f.store(p.c, sum);
        f.set(p.c, i32.add(p.c, 4));
      });
    });

  const several = pass(passRows);
  const single = pass(1);
  module.function('multiplyRow', { parameters: rowParameters }, (f, p) => {
    const bytes = f.let(i32.shl(p.columns, 2));
    f.if(
      p.initial,
      () => f.if(i32.ne(p.initial, p.c), () => f.copy(p.c, p.initial, bytes)),
      () => f.fill(p.c, 0, bytes),
    );
    const turn = (rows: number) => {
      f.call(rows === 1 ? single : several, p);
      f.set(p.a, i32.add(p.a, i32.mul(p.aStep, rows)));
      f.set(p.b, i32.add(p.b, i32.mul(p.bStep, rows)));
    };
    f.repeat(i32.div_u(p.depth, passRows), () => turn(passRows));
    f.repeat(i32.rem_u(p.depth, passRows), () => turn(1));
  });
}
