import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** pointer += step. */
export function move(f: FunctionBuilder, pointer: Local<'i32'>, step: Expr<'i32'> | number): void {
  f.set(pointer, i32.add(pointer, step));
}

/** The number of steps of a sequence: its length where there are `lengths`, cut to 0 … `steps`. */
export function lengthOf(
  f: FunctionBuilder,
  lengths: Local<'i32'>,
  row: Expr<'i32'>,
  steps: Local<'i32'>,
): Local<'i32'> {
  const length = f.let(steps);
  f.if(lengths, () => {
    const own = f.let(i32.load(i32.add(lengths, i32.shl(row, 2))));
    f.if(i32.lt_s(own, length), () => f.set(length, own));
    f.if(i32.lt_s(length, 0), () => f.set(length, 0));
  });
  return length;
}

/** The length of the longest sequence: steps from there on are padding everywhere. */
export function longest(
  f: FunctionBuilder,
  lengths: Local<'i32'>,
  rows: Local<'i32'>,
  steps: Local<'i32'>,
): Local<'i32'> {
  const last = f.let(i32.const(0));
  f.for(0, rows, 1, (row) => {
    const length = lengthOf(f, lengths, row, steps);
    f.if(i32.gt_s(length, last), () => f.set(last, length));
  });
  return last;
}

/** Writes zeros to the steps from `last` on of `[rows, steps, width]`; `bytes` are those of `width` numbers. */
export function clearFrom(
  f: FunctionBuilder,
  target: Expr<'i32'>,
  bytes: Expr<'i32'>,
  { last, rows, steps }: Readonly<Record<'last' | 'rows' | 'steps', Local<'i32'>>>,
): void {
  f.if(i32.lt_s(last, steps), () => {
    const to = f.let(i32.add(target, i32.mul(last, bytes)));
    f.repeat(rows, () => {
      f.fill(to, 0, i32.mul(i32.sub(steps, last), bytes));
      move(f, to, i32.mul(steps, bytes));
    });
  });
}

/** `bytes`, rounded up to whole cache lines. */
export function wholeLines(bytes: Expr<'i32'>): Expr<'i32'> {
  return i32.and(i32.add(bytes, 63), -64);
}
