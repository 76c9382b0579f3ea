import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  type Local,
  type Operand,
} from '../assembler/index.ts';
import { eachVector, type Lanes } from '../vector/each-vector.ts';
import { sumOfLanes } from '../vector/math.ts';

type Vector = Expr<'v128'>;
type Merge = (a: Vector, b: Vector) => Vector;

/** Computes values from the lanes of one step and the pointers into the rows. */
type Read<Values> = (lanes: Lanes, pointers: readonly Local<'i32'>[]) => Values;

/** Accumulators that take turns, so that no addition waits for the one before it and sums round less. */
const turns = 4;

/** Folds values along rows of one length, which start at `rows`, with `merge`, which must not mind the order. */
export function foldRow(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  { initial, merge }: { readonly initial: number; readonly merge: Merge },
  read: Read<Vector>,
): Local<'v128'> {
  const fold = { initial, merge, count: 1, unroll: turns };
  return foldAll(f, size, rows, fold, (lanes, pointers) => [read(lanes, pointers)])[0]!;
}

/** Σ of a value along rows of one length. */
export function sumRow(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  read: Read<Vector>,
): Local<'f32'> {
  const sum = { initial: 0, merge: f32x4.add };
  return sumOfLanes(
    f,
    foldRow(f, size, rows, sum, (lanes, at) => lanes.only(read(lanes, at))),
  );
}

/** Σ of two values that are computed together. */
export function sumRowOfPairs(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  read: Read<readonly [Vector, Vector]>,
): [Local<'f32'>, Local<'f32'>] {
  const sums = { initial: 0, merge: f32x4.add, count: 2, unroll: turns / 2 };
  const [first, second] = foldAll(f, size, rows, sums, (lanes, at) =>
    read(lanes, at).map((value) => lanes.only(value)),
  );
  return [sumOfLanes(f, first!), sumOfLanes(f, second!)];
}

interface Fold {
  readonly merge: Merge;
  readonly initial: number;
  readonly count: number;
  readonly unroll: number;
}

function foldAll(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  { initial, count, unroll, merge }: Fold,
  read: Read<readonly Vector[]>,
): Local<'v128'>[] {
  const pointers = rows.map((row) => f.let(row));
  const totals = Array.from({ length: count }, () =>
    Array.from({ length: unroll }, () => f.let(f32x4.splat(initial))),
  );
  eachVector(
    f,
    size,
    pointers,
    (lanes) => {
      read(lanes, pointers).forEach((value, i) => {
        const total = totals[i]![lanes.slot]!;
        f.set(total, merge(total, value));
      });
    },
    unroll,
  );
  return totals.map(([first, ...others]) =>
    f.let(others.reduce<Vector>((sum, own) => merge(sum, own), first!)),
  );
}
