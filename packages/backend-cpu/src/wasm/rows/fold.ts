import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  type Local,
  type Operand,
  v128,
} from '../assembler/index.ts';
import { eachVector, type Lanes } from '../vector/each-vector.ts';
import { sumOfLanes } from '../vector/math.ts';

type Vector = Expr<'v128'>;
type Merge = (a: Vector, b: Vector) => Vector;

/** Computes values from the lanes of one step and the pointers into the rows. */
type Read<Values> = (lanes: Lanes, pointers: readonly Local<'i32'>[]) => Values;

interface Fold {
  readonly initial: number;
  /** Must not mind the order. */
  readonly merge: Merge;
}

const sum: Fold = { initial: 0, merge: f32x4.add };
/** All bits where a number was none. */
const notNumbers: Fold = { initial: 0, merge: v128.or };

/** Accumulators that take turns, so that no addition waits for the one before it and sums round less. */
const turns = 4;

/** Folds values along rows of one length, which start at `rows`. */
export function foldRow(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  fold: Fold,
  read: Read<Vector>,
): Local<'v128'> {
  return foldAll(f, size, rows, [fold], (lanes, pointers) => [read(lanes, pointers)])[0]!;
}

/** Folds a row with a merge that passes over NaN; NaN in the lanes where there was one. */
export function foldRowWithNaN(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  row: Local<'i32'>,
  fold: Fold,
): Local<'v128'> {
  const [merged, isNaN] = foldAll(f, size, [row], [fold, notNumbers], (lanes, [at]) => {
    const x = f.let(lanes.load(at!));
    return [x, f32x4.ne(x, x)];
  });
  return f.let(v128.or(merged!, isNaN!));
}

/** Σ of a value along rows of one length. */
export function sumRow(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  read: Read<Vector>,
): Local<'f32'> {
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
  const [first, second] = foldAll(f, size, rows, [sum, sum], (lanes, at) =>
    read(lanes, at).map((value) => lanes.only(value)),
  );
  return [sumOfLanes(f, first!), sumOfLanes(f, second!)];
}

function foldAll(
  f: FunctionBuilder,
  size: Operand<'i32'>,
  rows: readonly Local<'i32'>[],
  folds: readonly Fold[],
  read: Read<readonly Vector[]>,
): Local<'v128'>[] {
  const unroll = turns / folds.length;
  const pointers = rows.map((row) => f.let(row));
  const totals = folds.map(({ initial }) =>
    Array.from({ length: unroll }, () => f.let(f32x4.splat(initial))),
  );
  eachVector(
    f,
    size,
    pointers,
    (lanes) => {
      read(lanes, pointers).forEach((value, i) => {
        const total = totals[i]![lanes.slot]!;
        f.set(total, folds[i]!.merge(total, value));
      });
    },
    unroll,
  );
  return totals.map(([first, ...others], i) =>
    f.let(others.reduce<Vector>((merged, own) => folds[i]!.merge(merged, own), first!)),
  );
}
