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
import { foldRow, sumRow } from './fold.ts';

/** Reductions that have kernels. */
export type FoldKind = 'sum' | 'max' | 'min';
export type ChoiceKind = 'argmax' | 'argmin';

/** Reductions of an input [outer, size, inner] to [outer, inner]; positions count elements. */
export type ReduceKernels = {
  /** For inner = 1. */
  readonly [Kind in `${FoldKind | ChoiceKind}Rows`]: (
    outer: number,
    size: number,
    input: number,
    output: number,
  ) => void;
} & {
  readonly [Kind in `${FoldKind}Columns`]: (
    outer: number,
    size: number,
    inner: number,
    input: number,
    output: number,
  ) => void;
};

interface Folding {
  readonly initial: number;
  readonly merge: (a: Expr<'v128'>, b: Expr<'v128'>) => Expr<'v128'>;
  /** Folds a row of any length. */
  readonly row: (f: FunctionBuilder, size: Local<'i32'>, row: Local<'i32'>) => Expr<'f32'>;
}

/** Elements that are summed in single precision before they join the sum in double precision. */
const sumBlock = 1024;

const foldings: Readonly<Record<FoldKind, Folding>> = {
  sum: { initial: 0, merge: f32x4.add, row: sumOfLongRow },
  max: extreme(-Infinity, f32x4.max, maxOfLanes),
  min: extreme(Infinity, f32x4.min, minOfLanes),
};

function extreme(
  initial: number,
  merge: Folding['merge'],
  ofLanes: (f: FunctionBuilder, v: Expr<'v128'>) => Expr<'f32'>,
): Folding {
  return {
    initial,
    merge,
    row: (f, size, row) =>
      ofLanes(
        f,
        foldRow(f, size, [row], { initial, merge }, (lanes, [at]) => lanes.load(at!)),
      ),
  };
}

function sumOfLongRow(f: FunctionBuilder, size: Local<'i32'>, row: Local<'i32'>): Expr<'f32'> {
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
  return f32.demote_f64(total);
}

export function defineReduce(module: ModuleBuilder): void {
  for (const [kind, folding] of Object.entries(foldings)) {
    defineRows(module, `${kind}Rows`, folding);
    defineColumns(module, `${kind}Columns`, folding);
  }
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
  const parameters = { outer: 'i32', size: 'i32', input: 'i32', output: 'i32' } as const;
  module.function(name, { parameters }, (f, { outer, size, ...positions }) => {
    const { input, output } = addresses(f, positions);
    f.repeat(outer, () => {
      f.store(output, row(f, size, input));
      f.set(input, i32.add(input, i32.shl(size, 2)));
      f.set(output, i32.add(output, 4));
    });
  });
}

/** Rows that are folded in registers before they join the output. */
const band = 32;

function defineColumns(module: ModuleBuilder, name: string, folding: Folding): void {
  const parameters = {
    outer: 'i32',
    size: 'i32',
    inner: 'i32',
    input: 'i32',
    output: 'i32',
  } as const;
  module.function(name, { parameters }, (f, { outer, size, inner, ...positions }) => {
    const { input, output } = addresses(f, positions);
    const rowBytes = f.let(i32.shl(inner, 2));
    f.repeat(outer, () => {
      const clear = f.let(output);
      const initial = f32x4.splat(folding.initial);
      eachVector(f, inner, [clear], (lanes) => lanes.store(clear, initial));
      const left = f.let(size);
      f.while(i32.gt_s(left, 0), () => {
        const rows = f.let(i32.select(left, i32.const(band), i32.lt_s(left, band)));
        foldBand(f, { rows, inner, rowBytes, input, output }, folding);
        f.set(input, i32.add(input, i32.mul(rows, rowBytes)));
        f.set(left, i32.sub(left, rows));
      });
      f.set(output, i32.add(output, rowBytes));
    });
  });
}

interface Band {
  readonly rows: Local<'i32'>;
  readonly inner: Local<'i32'>;
  readonly rowBytes: Local<'i32'>;
  readonly input: Local<'i32'>;
  readonly output: Local<'i32'>;
}

/** Folds a few rows into the output, column by column. */
function foldBand(
  f: FunctionBuilder,
  { rows, inner, rowBytes, input, output }: Band,
  { initial, merge }: Folding,
): void {
  const [column, to] = [f.let(input), f.let(output)];
  eachVector(f, inner, [column, to], (lanes) => {
    const at = f.let(column);
    const total = f.let(f32x4.splat(initial));
    f.repeat(rows, () => {
      f.set(total, merge(total, lanes.load(at)));
      f.set(at, i32.add(at, rowBytes));
    });
    lanes.store(to, merge(lanes.load(to), total));
  });
}
