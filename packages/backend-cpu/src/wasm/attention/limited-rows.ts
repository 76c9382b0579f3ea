import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector, type Lanes } from '../vector/each-vector.ts';
import { type Fields, fieldsOf } from './problem.ts';
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

const parameters = {
  problem: 'i32',
  ...tileParameters,
  scores: 'i32',
  scoresRow: 'i32',
  found: 'i32',
} as const;

/** Bytes of what is found of a row: how many keys it may see, from the first on (i32), and its largest score (f32). */
export const foundBytes = 8;

/**
 * Makes products of queries and keys scores: scaled, biased, -∞ where mask or bias forbid and in the vector behind the last key a row may
 * see; what lies further on is left. Of each row it writes what it found.
 */
export type LimitRows = FunctionHandle<typeof parameters, undefined>;

/** Where bias and mask of a row are; 0 where there is none, or one for all keys. */
interface RowLimits {
  readonly bias: Local<'i32'>;
  readonly mask: Local<'i32'>;
  /** Added to all: the bias that keys share. */
  readonly shift: Local<'v128'>;
}

export function defineLimitRows(module: ModuleBuilder): LimitRows {
  return module.function('limitRows', { parameters, exported: false }, (f, p) => {
    const fields = fieldsOf(p.problem);
    const scale = f.let(f32x4.splat(fields.scale));
    f.if(
      i32.or(fields.bias, fields.mask),
      () => {
        const [bias, mask, shift] = [f.local('i32'), f.local('i32'), f.local('v128')];
        const pointers = {
          bias: limitAt(f, fields, p, 'bias'),
          mask: limitAt(f, fields, p, 'mask'),
        };
        eachRow(f, fields, p, (limit) => {
          setLimits(f, fields, pointers, limit, { bias, mask, shift });
          f.set(pointers.bias, i32.add(pointers.bias, fields.biasRow));
          f.set(pointers.mask, i32.add(pointers.mask, fields.maskRow));
          return limitedScores(f, limit, p.scores, scale, { bias, mask, shift });
        });
      },
      () => eachRow(f, fields, p, (limit) => scaledScores(f, limit, p.scores, scale)),
    );
  });
}

/** Goes through the rows; `body` gives the maxima of the lanes of a row. */
function eachRow(
  f: FunctionBuilder,
  fields: Fields,
  p: Tile & { readonly [Name in 'scores' | 'scoresRow' | 'found']: Local<'i32'> },
  body: (limit: Local<'i32'>) => Local<'v128'>,
): void {
  const { row, key, keys } = p;
  const lastKey = i32.sub(i32.add(i32.add(row, fields.queryOffset), 1), key);
  const allowed = f.let(i32.select(lastKey, keys, fields.causal));
  const step = f.let(fields.causal);
  f.repeat(p.rows, () => {
    const limit = f.let(maximum(minimum(allowed, keys), 0));
    const largest = body(limit);
    f.store(p.found, limit);
    f.store32_lane(p.found, largestLane(f, largest), 0, 4);
    f.set(allowed, i32.add(allowed, step));
    f.set(p.scores, i32.add(p.scores, p.scoresRow));
    f.set(p.found, i32.add(p.found, foundBytes));
  });
}

/** The largest lane, first; NaN may be passed over: the sum of the exponentials is NaN all the same. */
function largestLane(f: FunctionBuilder, four: Local<'v128'>): Expr<'v128'> {
  const two = f.let(f32x4.pmax(four, f32x4.shuffle(four, four, [2, 3, 0, 1])));
  return f32x4.pmax(two, f32x4.shuffle(two, two, [1, 0, 3, 2]));
}

function limitAt(
  f: FunctionBuilder,
  fields: Fields,
  { batch, head, row, key }: Tile,
  kind: 'mask' | 'bias',
): Local<'i32'> {
  return f.let(
    address(
      fields[kind],
      [batch, fields[`${kind}Batch`]],
      [head, fields[`${kind}Head`]],
      [row, fields[`${kind}Row`]],
      [key, fields[`${kind}Column`]],
    ),
  );
}

function setLimits(
  f: FunctionBuilder,
  fields: Fields,
  at: { readonly bias: Local<'i32'>; readonly mask: Local<'i32'> },
  limit: Local<'i32'>,
  { bias, mask, shift }: RowLimits,
): void {
  f.set(bias, i32.select(i32.select(at.bias, 0, fields.biasColumn), 0, fields.bias));
  f.set(mask, i32.select(i32.select(at.mask, 0, fields.maskColumn), 0, fields.mask));
  f.set(shift, f32x4.splat(0));
  f.if(i32.and(i32.ne(fields.bias, 0), i32.eqz(fields.biasColumn)), () => {
    const shared = f.let(f32.load(at.bias));
    f.set(shift, f32x4.splat(shared));
    f.set(limit, i32.select(0, limit, f32.eq(shared, -Infinity)));
  });
  f.if(i32.and(i32.ne(fields.mask, 0), i32.eqz(fields.maskColumn)), () =>
    f.set(limit, i32.select(limit, 0, i32.load(at.mask))),
  );
}

const lowest = f32x4.splat(-Infinity);

function limitedScores(
  f: FunctionBuilder,
  limit: Local<'i32'>,
  scores: Local<'i32'>,
  scale: Local<'v128'>,
  { bias, mask, shift }: RowLimits,
): Local<'v128'> {
  const [hasBias, hasMask] = [f.let(bias), f.let(mask)];
  const change = (lanes: Lanes, score: Expr<'v128'>): Local<'v128'> => {
    const s = f.let(f32x4.add(score, shift));
    f.if(hasBias, () => {
      const own = f.let(lanes.load(bias));
      f.set(s, v128.bitselect(lowest, f32x4.add(s, own), f32x4.eq(own, lowest)));
    });
    f.if(hasMask, () => f.set(s, v128.bitselect(lowest, s, i32x4.eq(lanes.load(mask), 0))));
    return s;
  };
  return pass(f, limit, scores, scale, [bias, mask], change, 1);
}

function scaledScores(
  f: FunctionBuilder,
  limit: Local<'i32'>,
  scores: Local<'i32'>,
  scale: Local<'v128'>,
): Local<'v128'> {
  return pass(f, limit, scores, scale, [], (_, score) => f.let(score), 2);
}

function pass(
  f: FunctionBuilder,
  limit: Local<'i32'>,
  scores: Local<'i32'>,
  scale: Local<'v128'>,
  others: readonly Local<'i32'>[],
  change: (lanes: Lanes, score: Expr<'v128'>) => Local<'v128'>,
  unroll: number,
): Local<'v128'> {
  const at = f.let(scores);
  const start = f.let(lowest);
  const largest = Array.from({ length: unroll }, () => f.let(start));
  eachVector(
    f,
    limit,
    [at, ...others],
    (lanes) => {
      const s = change(lanes, f32x4.mul(lanes.load(at), scale));
      lanes.store(at, s);
      f.set(largest[lanes.slot]!, f32x4.pmax(largest[lanes.slot]!, s));
    },
    unroll,
  );
  f.store(at, lowest, 0, 4);
  return largest.reduce((a, b) => f.let(f32x4.pmax(a, b)));
}

/** Vectors that hold the first `count` elements. */
export function vectorsOf(count: Expr<'i32'>): Expr<'i32'> {
  return i32.shr_u(i32.add(count, 3), 2);
}
