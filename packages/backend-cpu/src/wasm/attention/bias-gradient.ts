import {
  f32,
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { sumOfLanes } from '../vector/math.ts';
import { vectorsOf } from './limited-rows.ts';
import { leaks, type NotFinite } from './not-finite.ts';
import { type Fields, fieldsOf } from './problem.ts';
import type { Products } from './products.ts';
import { gradientsAt, scoresBytes, type ScoreGradients } from './score-gradients.ts';
import {
  address,
  clearRows,
  keysBefore,
  keysOf,
  keyTile,
  minimum,
  queryTile,
  scoreRow,
  sharedRowsAt,
} from './tiles.ts';

const parameters = {
  problem: 'i32',
  scratch: 'i32',
  /** Entries of the batch and heads that share the bias: from `begin` to before `end`. */
  batchBegin: 'i32',
  batchEnd: 'i32',
  headBegin: 'i32',
  headEnd: 'i32',
  rowBegin: 'i32',
  rowEnd: 'i32',
} as const;

export type BiasGradient = FunctionHandle<typeof parameters, undefined>;

/**
 * The gradient of one matrix of the bias, or of a tile of its rows: the gradients of the scores of all that share it, summed in their
 * order. The rows, and the columns, may share it too.
 */
export function defineBiasGradient(
  module: ModuleBuilder,
  { pack }: Products,
  notFinite: NotFinite,
  scoreGradients: ScoreGradients,
): BiasGradient {
  return module.function('biasGradient', { parameters, exported: false }, (f, p) => {
    const { problem, scratch: scores } = p;
    const fields = fieldsOf(problem);
    const [depth, valueDepth] = [f.let(fields.depth), f.let(fields.valueDepth)];
    const columnsOfKey = f.let(i32.add(scores, scoresBytes));
    const columnsOfValue = f.let(i32.add(columnsOfKey, i32.mul(depth, 4 * keyTile)));
    const target = f.let(
      address(
        fields.biasGradient,
        [p.batchBegin, fields.biasGradientBatch],
        [p.headBegin, fields.biasGradientHead],
        [p.rowBegin, fields.biasGradientRow],
      ),
    );
    const ownRows = i32.select(i32.sub(p.rowEnd, p.rowBegin), 1, fields.biasGradientRow);
    const ownKeys = i32.select(fields.keys, 1, fields.biasGradientColumn);
    clearRows(f, target, fields.biasGradientRow, ownRows, ownKeys);

    f.for(p.batchBegin, p.batchEnd, 1, (n) => {
      const batch = f.let(n);
      const length = f.let(keysOf(fields, batch));
      f.for(p.headBegin, p.headEnd, 1, (h) => {
        const head = f.let(h);
        f.for(p.rowBegin, p.rowEnd, queryTile, (firstRow) => {
          const row = f.let(firstRow);
          const rows = f.let(minimum(i32.sub(p.rowEnd, row), queryTile));
          const seen = f.let(keysBefore(fields, batch, i32.add(row, rows)));
          f.for(0, seen, keyTile, (firstKey) => {
            const key = f.let(firstKey);
            const keys = f.let(minimum(i32.sub(length, key), keyTile));
            const packed = { bRow: 4, columns: keys };
            f.call(pack, {
              ...packed,
              b: sharedRowsAt(fields, 'key', { batch, head, row: key }),
              bColumn: fields.keyRow,
              depth,
              target: columnsOfKey,
            });
            f.call(pack, {
              ...packed,
              b: sharedRowsAt(fields, 'value', { batch, head, row: key }),
              bColumn: fields.valueRow,
              depth: valueDepth,
              target: columnsOfValue,
            });
            f.call(scoreGradients, {
              problem,
              batch,
              head,
              row,
              rows,
              key,
              keys,
              packedKey: columnsOfKey,
              packedValue: columnsOfValue,
              scores,
              factor: 1,
              leaks: leaks(
                f,
                notFinite,
                fields,
                columnsOfValue,
                i32.mul(valueDepth, vectorsOf(keys)),
              ),
            });
            const to = f.let(
              address(
                target,
                [i32.sub(row, p.rowBegin), fields.biasGradientRow],
                [key, fields.biasGradientColumn],
              ),
            );
            addRows(f, fields, f.let(i32.add(scores, gradientsAt)), rows, keys, to);
          });
        });
      });
    });
  });
}

/** Adds rows of gradients to those of the bias, of which each may be one number. */
function addRows(
  f: FunctionBuilder,
  fields: Fields,
  from: Local<'i32'>,
  rows: Local<'i32'>,
  keys: Local<'i32'>,
  to: Local<'i32'>,
): void {
  const zero = f.let(f32x4.splat(0));
  f.repeat(rows, () => {
    const [source, target] = [f.let(from), f.let(to)];
    f.if(
      fields.biasGradientColumn,
      () =>
        eachVector(f, keys, [source, target], (lanes) => {
          lanes.store(target, f32x4.add(lanes.load(target), lanes.load(source)));
        }),
      () => {
        const sum = f.let(zero);
        eachVector(f, keys, [source], (lanes) => {
          f.set(sum, f32x4.add(sum, lanes.only(lanes.load(source))));
        });
        f.store(target, f32.add(f32.load(target), sumOfLanes(f, sum)));
      },
    );
    f.set(from, i32.add(from, scoreRow));
    f.set(to, i32.add(to, fields.biasGradientRow));
  });
}
