import { type Expr, i32 } from '../assembler/index.ts';

/** The smaller of two sizes. */
export function minimum(a: Expr<'i32'> | number, b: Expr<'i32'> | number): Expr<'i32'> {
  return i32.select(a, b, i32.lt_s(a, b));
}
