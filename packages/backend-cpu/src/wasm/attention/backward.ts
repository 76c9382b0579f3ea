import {
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
  type Expr,
  type FunctionBuilder,
} from '../assembler/index.ts';
import { vectorsOf } from './limited-rows.ts';
import { leaks, type NotFinite } from './not-finite.ts';
import { fieldsOf } from './problem.ts';
import { type AllProducts, packedTileBytes } from './products.ts';
import { gradientsAt, scoresBytes, type ScoreGradients } from './score-gradients.ts';
import {
  clearRows,
  keysBefore,
  keysOf,
  keyTile,
  maximum,
  minimum,
  queryTile,
  roundUp4,
  rowsAt,
  scoreRow,
  sharedRowsAt,
} from './tiles.ts';

const parameters = {
  problem: 'i32',
  scratch: 'i32',
  batch: 'i32',
  /** The first of the heads that share keys and values. */
  head: 'i32',
  rowBegin: 'i32',
  rowEnd: 'i32',
  keyBegin: 'i32',
  keyEnd: 'i32',
  /** Whether the gradients of the queries are computed; then all keys must be given. */
  ofQueries: 'i32',
  /** Whether the gradients of keys and values are computed; then all queries must be given. */
  ofKeys: 'i32',
} as const;

export type AttendBackward = FunctionHandle<typeof parameters, undefined>;

/** Working space of one thread. */
export function backwardScratchBytes(depth: number, valueDepth: number): number {
  const [ofDepth, ofValueDepth] = [packedTileBytes(depth), packedTileBytes(valueDepth)];
  return scoresBytes + 2 * ofDepth + ofValueDepth + Math.max(ofDepth, ofValueDepth);
}

/**
 * Gradients of some queries, or of some keys and values, or of all, of the heads that share keys and values. Each is a sum over tiles
 * in one order, whichever are computed together.
 *
 * Source: Dao et al. 2022, "FlashAttention", algorithm 4.
 */
export function defineAttendBackward(
  module: ModuleBuilder,
  { pack, multiply, multiplyTransposed }: AllProducts,
  notFinite: NotFinite,
  scoreGradients: ScoreGradients,
): AttendBackward {
  const multiplyExcluding = notFinite.multiply;
  return module.function('attendBackward', { parameters, exported: false }, (f, p) => {
    const { problem, batch, scratch: scores } = p;
    const fields = fieldsOf(problem);
    const [depth, valueDepth] = [f.let(fields.depth), f.let(fields.valueDepth)];
    const ofQuery = f.let(i32.select(fields.queryGradient, 0, p.ofQueries));
    const ofKey = f.let(i32.select(fields.keyGradient, 0, p.ofKeys));
    const ofValue = f.let(i32.select(fields.valueGradient, 0, p.ofKeys));

    const columnsOfKey = f.let(i32.add(scores, scoresBytes));
    const columnsOfValue = f.let(i32.add(columnsOfKey, tileBytes(depth)));
    const rowsOfKey = f.let(i32.add(columnsOfValue, tileBytes(valueDepth)));
    // Queries, or gradients of the output.
    const rowsOfTile = f.let(i32.add(rowsOfKey, tileBytes(depth)));

    const lastHead = f.let(i32.add(p.head, fields.groupSize));
    const eachQueryTile = (
      body: (at: {
        head: Local<'i32'>;
        row: Local<'i32'>;
        rows: Local<'i32'>;
        seen: Local<'i32'>;
      }) => void,
    ): void =>
      f.for(p.head, lastHead, 1, (h) => {
        const head = f.let(h);
        f.for(p.rowBegin, p.rowEnd, queryTile, (first) => {
          const row = f.let(first);
          const rows = f.let(minimum(i32.sub(p.rowEnd, row), queryTile));
          body({ head, row, rows, seen: f.let(keysBefore(fields, batch, i32.add(row, rows))) });
        });
      });

    f.if(ofQuery, () =>
      eachQueryTile(({ head, row, rows, seen }) =>
        f.if(i32.eqz(seen), () => {
          const at = rowsAt(fields, 'queryGradient', { batch, head, row });
          clearRows(f, at, fields.queryGradientRow, rows, depth);
        }),
      ),
    );

    const length = f.let(keysOf(fields, batch));
    f.for(p.keyBegin, p.keyEnd, keyTile, (first) => {
      const key = f.let(first);
      const keys = f.let(maximum(minimum(i32.sub(minimum(p.keyEnd, length), key), keyTile), 0));
      const shared = { batch, head: p.head, row: key };
      const [keyAt, valueAt] = [
        f.let(sharedRowsAt(fields, 'key', shared)),
        f.let(sharedRowsAt(fields, 'value', shared)),
      ];
      const [keyGradient, valueGradient] = [
        f.let(sharedRowsAt(fields, 'keyGradient', shared)),
        f.let(sharedRowsAt(fields, 'valueGradient', shared)),
      ];
      const packColumns = (
        b: Local<'i32'>,
        bColumn: Expr<'i32'>,
        size: Local<'i32'>,
        target: Local<'i32'>,
      ) => {
        f.call(pack, { b, bRow: 4, bColumn, depth: size, columns: keys, target });
        return leaks(f, notFinite, fields, target, i32.mul(size, vectorsOf(keys)));
      };
      const [keyLeaks, valueLeaks] = [f.local('i32'), f.local('i32')];
      f.if(keys, () => {
        f.set(keyLeaks, packColumns(keyAt, fields.keyRow, depth, columnsOfKey));
        f.set(valueLeaks, packColumns(valueAt, fields.valueRow, valueDepth, columnsOfValue));
        f.if(ofQuery, () => packRows(f, pack, keyAt, fields.keyRow, keys, depth, rowsOfKey));
      });
      const started = f.local('i32');
      f.set(started, 0);
      eachQueryTile(({ head, row, rows, seen }) => {
        const place = { batch, head, row };
        f.if(i32.and(i32.gt_s(seen, key), i32.gt_s(keys, 0)), () => {
          f.call(scoreGradients, {
            problem,
            ...place,
            rows,
            key,
            keys,
            packedKey: columnsOfKey,
            packedValue: columnsOfValue,
            scores,
            factor: fields.scale,
            leaks: valueLeaks,
          });
          const gradients = i32.add(scores, gradientsAt);
          f.if(ofValue, () => {
            const b = f.let(rowsAt(fields, 'outputGradient', place));
            packRows(f, pack, b, fields.outputRow, rows, valueDepth, rowsOfTile);
            f.call(multiplyTransposed, {
              rows: keys,
              columns: valueDepth,
              depth: rows,
              a: scores,
              aRow: scoreRow,
              b: rowsOfTile,
              add: started,
              c: valueGradient,
              cRow: fields.valueGradientRow,
            });
          });
          f.if(ofKey, () => {
            const b = f.let(rowsAt(fields, 'query', place));
            packRows(f, pack, b, fields.queryRow, rows, depth, rowsOfTile);
            const product = {
              rows: keys,
              columns: depth,
              depth: rows,
              a: gradients,
              add: started,
              c: keyGradient,
              cRow: fields.keyGradientRow,
            };
            const queries = { b, bRow: fields.queryRow };
            f.if(
              leaks(f, notFinite, fields, rowsOfTile, i32.mul(rows, vectorsOf(depth))),
              () =>
                f.call(multiplyExcluding, { ...product, ...queries, aRow: 4, aColumn: scoreRow }),
              () => f.call(multiplyTransposed, { ...product, aRow: scoreRow, b: rowsOfTile }),
            );
          });
          f.if(ofQuery, () => {
            const product = {
              rows,
              columns: depth,
              depth: keys,
              a: gradients,
              aRow: scoreRow,
              add: key,
              c: rowsAt(fields, 'queryGradient', place),
              cRow: fields.queryGradientRow,
            };
            const ofKeys = { b: keyAt, bRow: fields.keyRow };
            f.if(
              keyLeaks,
              () => f.call(multiplyExcluding, { ...product, ...ofKeys, aColumn: 4 }),
              () => f.call(multiply, { ...product, b: rowsOfKey }),
            );
          });
          f.set(started, 1);
        });
      });
      const written = f.let(i32.select(keys, 0, started));
      const rest = f.let(i32.sub(minimum(i32.sub(p.keyEnd, key), keyTile), written));
      const clear = (gradient: Local<'i32'>, bytes: Expr<'i32'>, size: Local<'i32'>) =>
        clearRows(f, i32.add(gradient, i32.mul(written, bytes)), bytes, rest, size);
      f.if(ofKey, () => clear(keyGradient, fields.keyGradientRow, depth));
      f.if(ofValue, () => clear(valueGradient, fields.valueGradientRow, valueDepth));
    });
  });
}

/** What `packedTileBytes` says, in the module. */
function tileBytes(columns: Local<'i32'>): Expr<'i32'> {
  return i32.mul(roundUp4(columns), 4 * keyTile);
}

/** Packs rows as they lie, to be the right side of a product. */
function packRows(
  f: FunctionBuilder,
  pack: AllProducts['pack'],
  b: Local<'i32'>,
  bRow: Expr<'i32'>,
  rows: Local<'i32'>,
  columns: Local<'i32'>,
  target: Local<'i32'>,
): void {
  f.call(pack, { b, bRow, bColumn: 4, depth: rows, columns, target });
}
