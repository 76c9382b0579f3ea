import { type Expr, type FunctionBuilder, i32, type Local, v128 } from '../assembler/index.ts';

/** How a step over a row reads and writes: four numbers at once, or one. */
export interface LaneAccess {
  readonly load: (row: Expr<'i32'>) => Expr<'v128'>;
  readonly store: (row: Expr<'i32'>, value: Expr<'v128'>) => void;
}

/** Runs `step` over rows of `bytes` bytes: four numbers at a time, then the rest one by one. */
export function eachLanes(
  f: FunctionBuilder,
  bytes: Local<'i32'>,
  step: (access: LaneAccess) => void,
): void {
  const whole = f.let(i32.and(bytes, -16));
  f.for(0, whole, 16, (at) =>
    step({
      load: (row) => v128.load(i32.add(row, at), 0, 4),
      store: (row, value) => f.store(i32.add(row, at), value, 0, 4),
    }),
  );
  f.for(whole, bytes, 4, (at) =>
    step({
      load: (row) => v128.load32_splat(i32.add(row, at)),
      store: (row, value) => f.store32_lane(i32.add(row, at), value, 0),
    }),
  );
}

/** The address of each of `count` parts, `bytes` long, that lie side by side in a row. */
export function parts(
  f: FunctionBuilder,
  row: Expr<'i32'>,
  bytes: Expr<'i32'>,
  count: number,
): Local<'i32'>[] {
  return Array.from({ length: count }, (_, i) => f.let(i32.add(row, i32.mul(bytes, i))));
}
