import { type Expr, i32, type FunctionBuilder, type Local } from '../assembler/index.ts';
import { eachNumber, type StreamConsumer } from '../random/stream.ts';
import type { Tile } from './limited-rows.ts';
import type { Fields } from './problem.ts';
import { rowNumber } from './tiles.ts';

/** Which random numbers belong to a row of weights: those of whole blocks, one row's after the other's. */
export function blocksBefore(fields: Fields, tile: Tile): Expr<'i32'> {
  return i32.add(i32.mul(rowNumber(fields, tile), blocksOfRow(fields)), i32.shr_u(tile.key, 2));
}

export function blocksOfRow(fields: Fields): Expr<'i32'> {
  return i32.shr_u(i32.add(fields.keys, 3), 2);
}

/** Runs through the random numbers of the first `count` weights of a row that begins `before` blocks into the stream. */
export function eachNumberOfRow(
  f: FunctionBuilder,
  { seedLow, seedHigh, blockLow, blockHigh }: Fields,
  before: Local<'i32'>,
  count: Local<'i32'>,
  consumer: StreamConsumer,
): void {
  const low = f.let(i32.add(blockLow, before));
  const high = f.let(i32.add(blockHigh, i32.lt_u(low, before)));
  const stream = { count, seedLow: f.let(seedLow), seedHigh: f.let(seedHigh) };
  eachNumber(f, { ...stream, blockLow: low, blockHigh: high }, consumer);
}
