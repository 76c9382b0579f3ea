import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  madd,
  type Operand,
  v128,
} from '../assembler/index.ts';

/** Rows of a register tile, which is also the width of a packed panel of A. */
export const tileRows = 4;
/** Columns of a register tile, which is also the width of a packed panel of B: 4 x 8 sums fill the registers of 128-bit SIMD. */
export const tileColumns = 8;

const vectors = tileColumns / 4;

export interface TileOperands {
  readonly depth: Operand<'i32'>;
  /** A panel of A: `tileRows` numbers for each k. Left behind its end. */
  readonly a: Local<'i32'>;
  /** `tileColumns` numbers for each k, `bStep` bytes apart. Left behind its end. */
  readonly b: Local<'i32'>;
  readonly bStep: Operand<'i32'>;
  /** Added to the product, rows `initialRow` bytes apart; 0 where nothing is. */
  readonly initial: Expr<'i32'>;
  readonly initialRow: Expr<'i32'>;
  readonly c: Expr<'i32'>;
  readonly cRow: Expr<'i32'>;
}

/** Writes `c = a b (+ initial)` of one full tile. The sum of this block is formed alone, so that long sums lose fewer digits. */
export function tile(f: FunctionBuilder, operands: TileOperands): void {
  const { depth, a, b, bStep, initial, initialRow, c, cRow } = operands;
  const sums = Array.from({ length: tileRows }, () =>
    Array.from({ length: vectors }, () => f.let(f32x4.splat(0))),
  );
  f.repeat(depth, () => {
    const row = Array.from({ length: vectors }, (_, v) => f.let(v128.load(b, 16 * v)));
    for (const [i, rowSums] of sums.entries()) {
      const x = f.let(v128.load32_splat(a, 4 * i));
      for (const [v, sum] of rowSums.entries()) f.set(sum, madd(x, row[v]!, sum));
    }
    f.set(a, i32.add(a, 4 * tileRows));
    f.set(b, i32.add(b, bStep));
  });

  f.if(initial, () => {
    const from = f.let(initial);
    for (const rowSums of sums) {
      for (const [v, sum] of rowSums.entries()) {
        f.set(sum, f32x4.add(v128.load(from, 16 * v, 4), sum));
      }
      f.set(from, i32.add(from, initialRow));
    }
  });
  const to = f.let(c);
  for (const rowSums of sums) {
    for (const [v, sum] of rowSums.entries()) f.store(to, sum, 16 * v, 4);
    f.set(to, i32.add(to, cRow));
  }
}
