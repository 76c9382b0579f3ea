import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  madd,
  v128,
} from '../assembler/index.ts';
import { eachVector, type Lanes } from '../vector/each-vector.ts';
import type { Fields } from './problem.ts';
import { address, maximum, minimum } from './tiles.ts';

/** Some queries of one head and some keys. */
export const tileParameters = {
  batch: 'i32',
  head: 'i32',
  row: 'i32',
  rows: 'i32',
  key: 'i32',
  keys: 'i32',
} as const;

export type Tile = { readonly [Name in keyof typeof tileParameters]: Local<'i32'> };

/** A row of scores once it is limited. */
export interface LimitedRow {
  /** How many keys from the first on may be attended to; behind them stand at least four times -∞, not stored further. */
  readonly limit: Local<'i32'>;
  /** Maxima of four lanes each; NaN may be passed over. */
  readonly largest: Local<'v128'>;
}

/** Where in a row of scores bias and mask are read; 0 where there is none. */
interface RowLimits {
  readonly bias: Local<'i32'>;
  readonly mask: Local<'i32'>;
  /** Added to all: a bias that keys share. */
  readonly shift: Local<'v128'>;
}

/**
 * Runs through the rows of a tile: makes products of queries and keys scores (scaled, biased, -∞ where the mask forbids), then calls
 * `body`. The pointers move from row to row.
 */
export function eachLimitedRow(
  f: FunctionBuilder,
  fields: Fields,
  tile: Tile,
  scores: Local<'i32'>,
  moving: readonly (readonly [Local<'i32'>, Expr<'i32'> | number])[],
  body: (row: LimitedRow) => void,
): void {
  const { batch, head, row, key, keys } = tile;
  const lastKey = i32.sub(i32.add(i32.add(row, fields.queryOffset), 1), key);
  const allowed = f.let(i32.select(lastKey, keys, fields.causal));
  const limitAt = (kind: 'mask' | 'bias'): Local<'i32'> =>
    f.let(
      address(
        fields[kind],
        [batch, fields[`${kind}Batch`]],
        [head, fields[`${kind}Head`]],
        [row, fields[`${kind}Row`]],
        [key, fields[`${kind}Column`]],
      ),
    );
  const [maskAt, biasAt] = [limitAt('mask'), limitAt('bias')];
  const scale = f.let(f32x4.splat(fields.scale));
  f.repeat(tile.rows, () => {
    const limit = f.let(maximum(minimum(allowed, keys), 0));
    const [bias, mask, shift] = [f.let(i32.const(0)), f.let(i32.const(0)), f.let(f32x4.splat(0))];
    f.if(fields.bias, () =>
      f.if(
        fields.biasColumn,
        () => f.set(bias, biasAt),
        () => f.set(shift, v128.load32_splat(biasAt)),
      ),
    );
    f.if(fields.mask, () =>
      f.if(
        fields.maskColumn,
        () => f.set(mask, maskAt),
        () => f.set(limit, i32.select(limit, 0, i32.load(maskAt))),
      ),
    );
    const largest = limitScores(f, limit, scores, scale, { bias, mask, shift });
    body({ limit, largest });
    f.set(allowed, i32.add(allowed, fields.causal));
    f.set(maskAt, i32.add(maskAt, fields.maskRow));
    f.set(biasAt, i32.add(biasAt, fields.biasRow));
    for (const [pointer, bytes] of moving) f.set(pointer, i32.add(pointer, bytes));
  });
}

function limitScores(
  f: FunctionBuilder,
  limit: Local<'i32'>,
  scores: Local<'i32'>,
  scale: Local<'v128'>,
  { bias, mask, shift }: RowLimits,
): Local<'v128'> {
  const largest = f.let(f32x4.splat(-Infinity));
  const at = f.let(scores);
  const [hasBias, hasMask] = [f.let(bias), f.let(mask)];
  const pass = (pointers: Local<'i32'>[], change: (lanes: Lanes, s: Local<'v128'>) => void) =>
    eachVector(f, limit, pointers, (lanes) => {
      const s = f.let(madd(lanes.load(at), scale, shift));
      change(lanes, s);
      lanes.store(at, s);
      f.set(largest, f32x4.pmax(largest, s));
    });
  f.if(
    i32.or(bias, mask),
    () =>
      pass([at, bias, mask], (lanes, s) => {
        f.if(hasBias, () => f.set(s, f32x4.add(s, lanes.load(bias))));
        f.if(hasMask, () => {
          const forbidden = i32x4.eq(lanes.load(mask), 0);
          f.set(s, v128.bitselect(f32x4.splat(-Infinity), s, forbidden));
        });
      }),
    () => pass([at], () => undefined),
  );
  f.store(at, f32x4.splat(-Infinity), 0, 4);
  return largest;
}

/** Vectors that hold the first `count` elements. */
export function vectorsOf(count: Expr<'i32'>): Expr<'i32'> {
  return i32.shr_u(i32.add(count, 3), 2);
}
