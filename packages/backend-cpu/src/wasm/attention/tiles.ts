import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import type { Fields } from './problem.ts';

/** Queries of a tile. */
export const queryTile = 64;
/** Keys of a tile: of the scores, `queryTile` times `keyTile` exist at a time. */
export const keyTile = 64;
/** Bytes from one row of scores to the next: there is space for a vector behind the last, and rows do not lie whole pages apart. */
export const scoreRow = 4 * keyTile + 64;

type Integer = Expr<'i32'> | number;

export const minimum = (a: Integer, b: Integer): Expr<'i32'> => i32.select(a, b, i32.lt_s(a, b));
export const maximum = (a: Integer, b: Integer): Expr<'i32'> => i32.select(a, b, i32.gt_s(a, b));
export const roundUp4 = (size: Expr<'i32'>): Expr<'i32'> => i32.and(i32.add(size, 3), -4);

/** first + Σ index · stride. */
export function address(
  first: Expr<'i32'>,
  ...steps: readonly (readonly [index: Expr<'i32'>, stride: Expr<'i32'>])[]
): Expr<'i32'> {
  return steps.reduce((sum, [index, stride]) => i32.add(sum, i32.mul(index, stride)), first);
}

/** How many keys an entry of the batch has. */
export function keysOf(fields: Fields, batch: Local<'i32'>): Expr<'i32'> {
  const length = i32.load(i32.add(fields.keyLengths, i32.shl(batch, 2)));
  const valid = maximum(minimum(length, fields.keys), 0);
  return i32.select(valid, fields.keys, fields.keyLengths);
}

/** How many keys, from the first on, the queries before `row` of an entry of the batch may see at most. */
export function keysBefore(fields: Fields, batch: Local<'i32'>, row: Expr<'i32'>): Expr<'i32'> {
  const all = keysOf(fields, batch);
  const seen = maximum(i32.add(row, fields.queryOffset), 0);
  return i32.select(minimum(all, seen), all, fields.causal);
}

/** Some queries of one head, or some keys. */
export interface HeadRows {
  readonly batch: Local<'i32'>;
  readonly head: Local<'i32'>;
  readonly row: Local<'i32'>;
}

type Matrix = 'query' | 'output' | 'queryGradient' | 'outputGradient';
type SharedMatrix = 'key' | 'value' | 'keyGradient' | 'valueGradient';

/** Where the rows of a head lie. */
export function rowsAt(
  fields: Fields,
  matrix: Matrix,
  { batch, head, row }: HeadRows,
): Expr<'i32'> {
  const like = matrix === 'outputGradient' ? 'output' : matrix;
  return address(
    fields[matrix],
    [batch, fields[`${like}Batch`]],
    [head, fields[`${like}Head`]],
    [row, fields[`${like}Row`]],
  );
}

/** Where the keys or values of the head that a head of queries shares lie, from number `row` on. */
export function sharedRowsAt(
  fields: Fields,
  matrix: SharedMatrix,
  { batch, head, row }: HeadRows,
): Expr<'i32'> {
  return address(
    fields[matrix],
    [batch, fields[`${matrix}Batch`]],
    [i32.div_u(head, fields.groupSize), fields[`${matrix}Head`]],
    [row, fields[`${matrix}Row`]],
  );
}

/** Number of a row among those of all heads: [N, H, T1]. */
export function rowNumber(fields: Fields, { batch, head, row }: HeadRows): Expr<'i32'> {
  const heads = i32.add(i32.mul(batch, fields.heads), head);
  return i32.add(i32.mul(heads, fields.queries), row);
}

/** Sets `count` rows of `size` float32 numbers to 0. */
export function clearRows(
  f: FunctionBuilder,
  first: Expr<'i32'>,
  rowBytes: Expr<'i32'>,
  count: Expr<'i32'>,
  size: Expr<'i32'>,
): void {
  const row = f.let(first);
  const bytes = f.let(i32.shl(size, 2));
  f.repeat(count, () => {
    f.fill(row, 0, bytes);
    f.set(row, i32.add(row, rowBytes));
  });
}
