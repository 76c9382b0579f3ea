import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** Bytes of so many elements. */
export const bytes = (elements: Expr<'i32'>): Expr<'i32'> => i32.shl(elements, 2);

/** The address of an element. */
export const at = (base: Expr<'i32'>, elements: Expr<'i32'>): Expr<'i32'> =>
  i32.add(base, bytes(elements));

/** Block number `index` of `size` items, `together` at a time: its first item and how many it has. */
export function block(
  f: FunctionBuilder,
  index: Expr<'i32'>,
  size: Local<'i32'>,
  together: Local<'i32'>,
): readonly [first: Local<'i32'>, count: Local<'i32'>] {
  const first = f.let(i32.mul(index, together));
  const left = f.let(i32.sub(size, first));
  return [first, f.let(i32.select(left, together, i32.lt_s(left, together)))];
}

/** Takes `index` apart: its remainder by `size`, and itself divided. */
export function digit(f: FunctionBuilder, index: Local<'i32'>, size: Expr<'i32'>): Local<'i32'> {
  const base = f.let(size);
  const value = f.let(i32.rem_u(index, base));
  f.set(index, i32.div_u(index, base));
  return value;
}
