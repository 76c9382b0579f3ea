import {
  type Expr,
  f32,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { foundBytes, vectorsOf } from './limited-rows.ts';
import { excludes, leaks, type NotFinite } from './not-finite.ts';
import type { AttentionSizes } from './operands.ts';
import { type Fields, fieldsOf } from './problem.ts';
import { packedTileBytes, type Products } from './products.ts';
import type { RowProducts } from './row-products.ts';
import { type SoftmaxRows, stateBytes } from './softmax-rows.ts';
import {
  clearRows,
  type HeadRows,
  keysBefore,
  keyTile,
  minimum,
  queryTile,
  rowNumber,
  rowsAt,
  scoreRow,
  sharedRowsAt,
} from './tiles.ts';

const parameters = {
  problem: 'i32',
  scratch: 'i32',
  batch: 'i32',
  head: 'i32',
  row: 'i32',
  rows: 'i32',
} as const;

export type AttendRows = FunctionHandle<typeof parameters, undefined>;

const stateAt = queryTile * scoreRow;
const foundAt = stateAt + queryTile * stateBytes;
const packedAt = foundAt + queryTile * foundBytes;

/** So few queries do not repay that keys and values are packed: each reads them where they lie. */
export const fewQueries = 3;

/** Working space of one thread. */
export function forwardScratchBytes({ T1, T2, D, E }: AttentionSizes): number {
  if (T1 <= fewQueries) return 128 + 4 * T2;
  return packedAt + packedTileBytes(Math.max(D, E));
}

/** Nothing is known yet of the rows. */
function clearState(f: FunctionBuilder, state: Local<'i32'>, rows: Local<'i32'> | number): void {
  const at = f.let(state);
  f.repeat(rows, () => {
    f.store(at, f32.const(-Infinity));
    f.store(at, f32.const(0), 4);
    f.set(at, i32.add(at, stateBytes));
  });
}

/** Attention of a few queries of one head, as when one step is decoded: all scores of a query at once. */
export function defineAttendFewRows(
  module: ModuleBuilder,
  { dots, weightedSum }: RowProducts,
  { softmax, finish }: SoftmaxRows,
): AttendRows {
  return module.function('attendFewRows', { parameters, exported: false }, (f, p) => {
    const { problem, batch, head, row } = p;
    const fields = fieldsOf(problem);
    const state = p.scratch;
    const found = i32.add(state, stateBytes);
    const scores = f.let(i32.add(state, 64));
    const start = f.let(i32.const(0));
    f.repeat(p.rows, () => {
      const keys = f.let(keysBefore(fields, batch, i32.add(row, 1)));
      const output = f.let(rowsAt(fields, 'output', p));
      clearState(f, state, 1);
      f.call(dots, {
        count: keys,
        size: fields.depth,
        x: rowsAt(fields, 'query', p),
        rows: sharedRowsAt(fields, 'key', { batch, head, row: start }),
        rowBytes: fields.keyRow,
        to: scores,
      });
      const tile = { batch, head, row, rows: 1, key: 0, keys };
      f.call(softmax, { problem, ...tile, scores, scoresRow: 0, found, state, output });
      f.call(weightedSum, {
        count: keys,
        size: fields.valueDepth,
        factors: scores,
        rows: sharedRowsAt(fields, 'value', { batch, head, row: start }),
        rowBytes: fields.valueRow,
        to: output,
        skips: excludes(fields),
      });
      f.call(finish, { problem, rows: 1, state, output, logSum: logSumAt(fields, p) });
      f.set(row, i32.add(row, 1));
    });
  });
}

/** Where the logarithms of the sums of rows go; 0 where they are not wanted. */
function logSumAt(fields: Fields, rows: HeadRows): Expr<'i32'> {
  const at = i32.add(fields.logSum, i32.shl(rowNumber(fields, rows), 2));
  return i32.select(at, 0, fields.logSum);
}

/**
 * Attention of some queries of one head: goes through the keys tile by tile and never holds more scores than those of one tile.
 *
 * Source: Dao et al. 2022, "FlashAttention", algorithm 1.
 */
export function defineAttendRows(
  module: ModuleBuilder,
  products: Products,
  notFinite: NotFinite,
  { softmax, finish }: SoftmaxRows,
): AttendRows {
  return module.function('attendRows', { parameters, exported: false }, (f, p) => {
    const { problem, batch, head, row, rows } = p;
    const fields = fieldsOf(problem);
    const query = f.let(rowsAt(fields, 'query', p));
    const output = f.let(rowsAt(fields, 'output', p));
    const scores = p.scratch;
    const state = f.let(i32.add(p.scratch, stateAt));
    const found = i32.add(p.scratch, foundAt);
    // Values take the place of the keys, which the scores have used.
    const packed = f.let(i32.add(p.scratch, packedAt));
    const [depth, valueDepth] = [f.let(fields.depth), f.let(fields.valueDepth)];

    clearState(f, state, rows);
    const allKeys = f.let(keysBefore(fields, batch, i32.add(row, rows)));
    f.if(i32.eqz(allKeys), () => clearRows(f, output, fields.outputRow, rows, valueDepth));
    f.for(0, allKeys, keyTile, (first) => {
      const start = f.let(first);
      const keys = f.let(minimum(i32.sub(allKeys, start), keyTile));
      f.call(products.pack, {
        b: sharedRowsAt(fields, 'key', { batch, head, row: start }),
        bRow: 4,
        bColumn: fields.keyRow,
        depth,
        columns: keys,
        target: packed,
      });
      f.call(products.multiply, {
        rows,
        columns: keys,
        depth,
        a: query,
        aRow: fields.queryRow,
        b: packed,
        add: 0,
        c: scores,
        cRow: scoreRow,
      });
      f.call(softmax, {
        problem,
        batch,
        head,
        row,
        rows,
        key: start,
        keys,
        scores,
        scoresRow: scoreRow,
        found,
        state,
        output,
      });
      const values = {
        b: f.let(sharedRowsAt(fields, 'value', { batch, head, row: start })),
        bRow: fields.valueRow,
      };
      f.call(products.pack, {
        ...values,
        bColumn: 4,
        depth: keys,
        columns: valueDepth,
        target: packed,
      });
      const product = {
        rows,
        columns: valueDepth,
        depth: keys,
        a: scores,
        aRow: scoreRow,
        add: start,
        c: output,
        cRow: fields.outputRow,
      };
      f.if(
        leaks(f, notFinite, fields, packed, i32.mul(keys, vectorsOf(valueDepth))),
        () => f.call(notFinite.multiply, { ...product, ...values, aColumn: 4 }),
        () => f.call(products.multiply, { ...product, b: packed }),
      );
    });
    f.call(finish, { problem, rows, state, output, logSum: logSumAt(fields, p) });
  });
}
