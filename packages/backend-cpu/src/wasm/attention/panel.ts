import {
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import type { PartialVector } from '../gemm/partial-vector.ts';

const parameters = {
  rows: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  b: 'i32',
  add: 'i32',
  c: 'i32',
  cRow: 'i32',
  lanes: 'i32',
} as const;

type PanelLocals = { readonly [Name in keyof typeof parameters]: Local<'i32'> };

export type Panel = FunctionHandle<typeof parameters, undefined>;

export interface PanelShape {
  /** Rows of C whose sums stay in registers. */
  readonly rows: number;
  /** Columns of the panel, a multiple of 4. */
  readonly columns: number;
  /** A is read down its columns: the product is that of its transpose. */
  readonly transposed: boolean;
  /** C has only `lanes` columns, one to three. */
  readonly partial?: PartialVector;
}

/** What reads the factors of one k for `rows` rows, and what moves on to the next k. */
function factorsOf(
  f: FunctionBuilder,
  rows: number,
  { a, aRow }: PanelLocals,
  transposed: boolean,
) {
  const pointers = [f.let(a)];
  if (!transposed) {
    while (pointers.length < rows) pointers.push(f.let(i32.add(pointers.at(-1)!, aRow)));
  }
  return {
    load: (i: number) =>
      transposed ? v128.load32_splat(pointers[0]!, 4 * i) : v128.load32_splat(pointers[i]!),
    advance: () => {
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, transposed ? aRow : 4));
    },
  };
}

/** The sums over k of a tile, in the order of k. */
function sumsOf(
  f: FunctionBuilder,
  rows: number,
  { columns, transposed }: PanelShape,
  p: PanelLocals,
): Local<'v128'>[][] {
  const factors = factorsOf(f, rows, p, transposed);
  const b = f.let(p.b);
  const vectors = Array.from({ length: columns / 4 }, (_, v) => v);
  // One zero for all: V8 pairs sums into 256 bits only where they begin with the same value.
  const zero = f.let(f32x4.splat(0));
  const sums = Array.from({ length: rows }, () => vectors.map(() => f.let(zero)));
  f.repeat(p.depth, () => {
    const row = vectors.map((v) => f.let(v128.load(b, 16 * v, 4)));
    for (const [i, rowSums] of sums.entries()) {
      const x = f.let(factors.load(i));
      for (const [v, sum] of rowSums.entries()) f.set(sum, madd(x, row[v]!, sum));
    }
    factors.advance();
    f.set(b, i32.add(b, 4 * columns));
  });
  return sums;
}

/** C = A B (+ C, if `add`) for all rows of C and one packed panel of B. */
export function definePanel(module: ModuleBuilder, shape: PanelShape): Panel {
  const { partial, columns, transposed } = shape;
  const name = `multiply${transposed ? 'Transposed' : ''}${partial ? 'Edge' : columns}`;
  return module.function(name, { parameters, exported: false }, (f, p) => {
    const load = (pointer: Local<'i32'>, v: number) =>
      partial ? f.call(partial.load, { pointer, lanes: p.lanes }) : v128.load(pointer, 16 * v, 4);
    const store = (pointer: Local<'i32'>, vector: Local<'v128'>, v: number) =>
      partial
        ? f.call(partial.store, { pointer, lanes: p.lanes, vector })
        : f.store(pointer, vector, 16 * v, 4);
    const tile = (rows: number): void => {
      const sums = sumsOf(f, rows, shape, p);
      const to = f.let(p.c);
      f.if(p.add, () => {
        const from = f.let(p.c);
        for (const rowSums of sums) {
          for (const [v, sum] of rowSums.entries()) f.set(sum, f32x4.add(load(from, v), sum));
          f.set(from, i32.add(from, p.cRow));
        }
      });
      for (const rowSums of sums) {
        for (const [v, sum] of rowSums.entries()) store(to, sum, v);
        f.set(to, i32.add(to, p.cRow));
      }
    };
    f.while(i32.ge_s(p.rows, shape.rows), () => {
      tile(shape.rows);
      f.set(p.a, i32.add(p.a, transposed ? 4 * shape.rows : i32.mul(p.aRow, shape.rows)));
      f.set(p.c, i32.add(p.c, i32.mul(p.cRow, shape.rows)));
      f.set(p.rows, i32.sub(p.rows, shape.rows));
    });
    for (let rows = 1; rows < shape.rows; rows++) f.if(i32.eq(p.rows, rows), () => tile(rows));
  });
}
