import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import { largestBlockDepth } from './blocks.ts';

export function roundUp4(size: Expr<'i32'>): Expr<'i32'> {
  return i32.and(i32.add(size, 3), -4);
}

/** What `blockDepth` says, in the module. */
export function wasmBlockDepth(f: FunctionBuilder, depth: Local<'i32'>): Local<'i32'> {
  const blocks = f.let(i32.add(i32.div_s(i32.sub(depth, 1), largestBlockDepth), 1));
  return f.let(roundUp4(i32.div_s(i32.sub(i32.add(depth, blocks), 1), blocks)));
}

/** Where the panel of column j of a packed B begins, for the block of `depth` from k on. */
export function packedPanel(
  packed: Expr<'i32'>,
  columns: Expr<'i32'>,
  k: Expr<'i32'>,
  j: Expr<'i32'>,
  depth: Expr<'i32'>,
): Expr<'i32'> {
  const before = i32.add(i32.mul(k, roundUp4(columns)), i32.mul(j, depth));
  return i32.add(packed, i32.shl(before, 2));
}
