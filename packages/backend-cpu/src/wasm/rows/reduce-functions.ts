import {
  type Expr,
  f32,
  f32x4,
  f64,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { maxOfLanes, minOfLanes } from '../vector/math.ts';
import { addresses } from './each-row.ts';
import { foldRowWithNaN, sumRow } from './fold.ts';
import { defineColumns } from './reduce-columns.ts';

/** Reductions that have kernels. */
export type FoldKind = 'sum' | 'max' | 'min';
export type ChoiceKind = 'argmax' | 'argmin';

/** Reductions of an input [outer, size, inner] to [outer, inner]; positions count elements. */
export type ReduceKernels = {
  /** For inner = 1. */
  readonly [Kind in `${FoldKind | ChoiceKind}Rows`]: (
    thread: number,
    outer: number,
    size: number,
    input: number,
    output: number,
  ) => void;
} & {
  /** Of `width` of the inner elements. */
  readonly [Kind in `${FoldKind}Columns`]: (
    thread: number,
    outer: number,
    size: number,
    inner: number,
    width: number,
    input: number,
    output: number,
  ) => void;
} & {
  /** The sums of pieces of one row, `pieceSize` elements each but for the last, as float64. */
  readonly sumPieces: (thread: number, size: number, input: number, output: number) => void;
};

/** Elements of a piece of a long row. */
export const pieceSize = 2 ** 16;

export interface Folding {
  readonly initial: number;
  /** May pass over NaN where `passesNaN`. */
  readonly merge: (a: Expr<'v128'>, b: Expr<'v128'>) => Expr<'v128'>;
  readonly passesNaN: boolean;
  /** Folds a row of any length. */
  readonly row: (f: FunctionBuilder, size: Local<'i32'>, row: Local<'i32'>) => Expr<'f32'>;
}

/** Elements that are summed in single precision before they join the sum in double precision. */
const sumBlock = 1024;

const foldings: Readonly<Record<FoldKind, Folding>> = {
  sum: {
    initial: 0,
    merge: f32x4.add,
    passesNaN: false,
    row: (f, size, row) => f32.demote_f64(sumOfLongRow(f, size, row)),
  },
  max: extreme(-Infinity, f32x4.pmax, maxOfLanes),
  min: extreme(Infinity, f32x4.pmin, minOfLanes),
};

function extreme(
  initial: number,
  merge: Folding['merge'],
  ofLanes: (f: FunctionBuilder, v: Expr<'v128'>) => Expr<'f32'>,
): Folding {
  return {
    initial,
    merge,
    passesNaN: true,
    row: (f, size, row) => ofLanes(f, foldRowWithNaN(f, size, row, { initial, merge })),
  };
}

function sumOfLongRow(f: FunctionBuilder, size: Local<'i32'>, row: Local<'i32'>): Local<'f64'> {
  const total = f.let(f64.const(0));
  const block = f.let(row);
  const left = f.let(size);
  f.while(i32.gt_s(left, 0), () => {
    const count = f.let(i32.select(left, i32.const(sumBlock), i32.lt_s(left, sumBlock)));
    const sum = sumRow(f, count, [block], (lanes, [at]) => lanes.load(at!));
    f.set(total, f64.add(total, f64.promote_f32(sum)));
    f.set(block, i32.add(block, 4 * sumBlock));
    f.set(left, i32.sub(left, sumBlock));
  });
  return total;
}

export function defineReduce(module: ModuleBuilder): void {
  for (const [kind, folding] of Object.entries(foldings)) {
    defineRows(module, `${kind}Rows`, folding);
    defineColumns(module, `${kind}Columns`, folding);
  }
  defineSumPieces(module);
  defineRows(module, 'argmaxRows', { row: placeOf(foldings.max) });
  defineRows(module, 'argminRows', { row: placeOf(foldings.min) });
}

/** Computes a result from a row. */
type OfRow = (f: FunctionBuilder, size: Local<'i32'>, row: Local<'i32'>) => Expr<'f32' | 'i32'>;

/** The index of the first element that is the extreme; NaN, which is the most extreme, is unequal to itself. */
function placeOf({ row: extremeOf }: Folding): OfRow {
  return (f, size, row) => {
    const best = f.let(f32x4.splat(extremeOf(f, size, row)));
    const isNaN = f.let(f32x4.ne(best, best));
    const [at, place] = [f.let(row), f.let(i32.const(0))];
    f.block((found) =>
      eachVector(f, size, [at], (lanes) => {
        const x = f.let(lanes.load(at));
        const isBest = v128.bitselect(f32x4.ne(x, x), f32x4.eq(x, best), isNaN);
        const which = f.let(i32x4.bitmask(isBest));
        f.if(which, () => {
          f.set(place, i32.add(i32.shr_u(i32.sub(at, row), 2), i32.ctz(which)));
          f.br(found);
        });
      }),
    );
    return place;
  };
}

function defineRows(module: ModuleBuilder, name: string, { row }: { readonly row: OfRow }): void {
  const parameters = {
    thread: 'i32',
    outer: 'i32',
    size: 'i32',
    input: 'i32',
    output: 'i32',
  } as const;
  module.function(name, { parameters }, (f, p) => {
    const { outer, size } = p;
    const { input, output } = addresses(f, p, 'input', 'output');
    f.repeat(outer, () => {
      f.store(output, row(f, size, input));
      f.set(input, i32.add(input, i32.shl(size, 2)));
      f.set(output, i32.add(output, 4));
    });
  });
}

function defineSumPieces(module: ModuleBuilder): void {
  const parameters = { thread: 'i32', size: 'i32', input: 'i32', output: 'i32' } as const;
  module.function('sumPieces', { parameters }, (f, p) => {
    const { input, output } = addresses(f, p, 'input', 'output');
    const left = f.let(p.size);
    f.while(i32.gt_s(left, 0), () => {
      const size = f.let(i32.select(left, i32.const(pieceSize), i32.lt_s(left, pieceSize)));
      f.store(output, sumOfLongRow(f, size, input));
      f.set(input, i32.add(input, 4 * pieceSize));
      f.set(output, i32.add(output, 8));
      f.set(left, i32.sub(left, pieceSize));
    });
  });
}
