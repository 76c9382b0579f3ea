import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import type { Fields } from './problem.ts';

const productParameters = {
  rows: 'i32',
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  aColumn: 'i32',
  b: 'i32',
  bRow: 'i32',
  add: 'i32',
  c: 'i32',
  cRow: 'i32',
} as const;

const searchParameters = { pointer: 'i32', vectors: 'i32' } as const;

/** What a weight of 0 excludes must not leak, and 0 times infinity is NaN: products for tiles that hold such numbers. */
export interface NotFinite {
  /** Whether there is NaN or infinity in `vectors` vectors. */
  readonly search: FunctionHandle<typeof searchParameters, 'i32'>;
  /** C = A B (+ C, if `add`), in which a 0 in A takes nothing from its row of B, where it lies. */
  readonly multiply: FunctionHandle<typeof productParameters, undefined>;
}

export function defineNotFinite(module: ModuleBuilder): NotFinite {
  const search = module.function(
    'anyNotFinite',
    { parameters: searchParameters, result: 'i32', exported: false },
    (f, { pointer, vectors }) => {
      const zero = f.let(f32x4.splat(0));
      const sums = Array.from({ length: 4 }, () => f.let(zero));
      const elements = i32.shl(vectors, 2);
      const add = (sum: Local<'v128'>, x: Expr<'v128'>) =>
        f.set(sum, f32x4.add(sum, f32x4.mul(x, zero)));
      eachVector(f, elements, [pointer], (lanes) => add(sums[lanes.slot]!, lanes.load(pointer)), 4);
      const all = sums.reduce((a, b) => f.let(f32x4.add(a, b)));
      return v128.any_true(f32x4.ne(all, all));
    },
  );

  const multiply = module.function(
    'multiplyExcluding',
    { parameters: productParameters, exported: false },
    (f, p) =>
      f.repeat(p.rows, () => {
        f.if(i32.eqz(p.add), () => f.fill(p.c, 0, i32.shl(p.columns, 2)));
        const [factor, row] = [f.let(p.a), f.let(p.b)];
        f.repeat(p.depth, () => {
          const x = f.let(f32.load(factor));
          f.if(f32.ne(x, 0), () => {
            const all = f.let(f32x4.splat(x));
            const [from, to] = [f.let(row), f.let(p.c)];
            eachVector(f, p.columns, [from, to], (lanes) =>
              lanes.store(to, madd(all, lanes.load(from), lanes.load(to))),
            );
          });
          f.set(factor, i32.add(factor, p.aColumn));
          f.set(row, i32.add(row, p.bRow));
        });
        f.set(p.a, i32.add(p.a, p.aRow));
        f.set(p.c, i32.add(p.c, p.cRow));
      }),
  );

  return { search, multiply };
}

/** Whether a weight may be 0. */
export function excludes({ mask, bias, causal, threshold }: Fields): Expr<'i32'> {
  return i32.or(i32.or(mask, bias), i32.or(causal, threshold));
}

/** Whether a packed tile holds NaN or infinity that a weight may exclude. */
export function leaks(
  f: FunctionBuilder,
  { search }: NotFinite,
  fields: Fields,
  pointer: Local<'i32'>,
  vectors: Expr<'i32'>,
): Local<'i32'> {
  const found = f.let(i32.const(0));
  f.if(excludes(fields), () => f.set(found, f.call(search, { pointer, vectors })));
  return found;
}
