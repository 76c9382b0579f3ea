import type { Engine } from '../../engine.ts';
import {
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
import { upperBits } from '../random/distributions.ts';
import { eachVector } from '../vector/each-vector.ts';
import { expBelow, log, sumOfLanes } from '../vector/math.ts';
import { blocksBefore, blocksOfRow, eachNumberOfRow } from './dropped-row.ts';
import { foundBytes, type LimitRows, tileParameters, vectorsOf } from './limited-rows.ts';
import { type Fields, fieldsOf } from './problem.ts';

const softmaxParameters = {
  problem: 'i32',
  ...tileParameters,
  scores: 'i32',
  scoresRow: 'i32',
  found: 'i32',
  state: 'i32',
  output: 'i32',
} as const;

const finishParameters = {
  problem: 'i32',
  rows: 'i32',
  state: 'i32',
  output: 'i32',
  logSum: 'i32',
} as const;

/** Bytes of what is known of a row so far: the largest score, and Σ e^(score - largest). */
export const stateBytes = 8;

export interface SoftmaxRows {
  /**
   * Products of queries and keys become e^(score - largest so far); the sum, and the output of the keys before, are scaled to the
   * new largest. Dropped weights become 0; they count in the sum.
   */
  readonly softmax: FunctionHandle<typeof softmaxParameters, undefined>;
  /** Divides the outputs by the sums, and writes the logarithms of the sums, if `logSum` is not 0. */
  readonly finish: FunctionHandle<typeof finishParameters, undefined>;
}

/**
 * Softmax of rows whose scores come tile by tile.
 *
 * Source: Milakov & Gimelshein 2018, "Online normalizer calculation for softmax".
 */
export function defineSoftmaxRows(
  module: ModuleBuilder,
  { revectorize }: Engine,
  limitRows: LimitRows,
): SoftmaxRows {
  const unroll = revectorize ? 2 : 1;

  const drop = module.function(
    'dropWeights',
    {
      parameters: { problem: 'i32', before: 'i32', count: 'i32', weights: 'i32' },
      exported: false,
    },
    (f, { problem, before, count, weights }) => {
      const fields = fieldsOf(problem);
      const threshold = f.let(i32x4.splat(fields.threshold));
      const scale = f.let(f32x4.splat(fields.keptScale));
      eachNumberOfRow(f, fields, before, count, {
        pointers: [weights],
        convert: (words) => words,
        write: (words, offset, lane) => {
          const kept = i32x4.ge_s(upperBits(words), threshold);
          const load = lane === undefined ? v128.load : v128.load32_splat;
          const result = v128.and(kept, f32x4.mul(load(weights, offset, 4), scale));
          if (lane === undefined) f.store(weights, result, offset, 4);
          else f.store32_lane(weights, result, lane, offset);
        },
      });
    },
  );

  const softmax = module.function(
    'softmaxRows',
    { parameters: softmaxParameters, exported: false },
    (f, p) => {
      const { problem, batch, head, row, rows, key, keys, scores, scoresRow, found, state } = p;
      f.call(limitRows, { problem, batch, head, row, rows, key, keys, scores, scoresRow, found });
      const fields = fieldsOf(problem);
      const threshold = f.let(fields.threshold);
      const before = f.let(blocksBefore(fields, p));
      f.repeat(rows, () => {
        const known = f.let(f32.load(state));
        const largest = f.let(f32.load(found, 4));
        const next = f.let(f32.select(largest, known, f32.gt(largest, known)));
        const origin = f.let(f32.select(0, next, f32.eq(next, -Infinity)));
        const at = f.let(scores);
        const vectors = f.let(vectorsOf(i32.load(found)));
        const sum = exponentials(f, at, vectors, origin, unroll);
        f.repeat(i32.sub(vectorsOf(keys), vectors), () => {
          f.store(at, f32x4.splat(0), 0, 4);
          f.set(at, i32.add(at, 16));
        });
        f.if(key, () => {
          const knownSum = f.let(f32.load(state, 4));
          f.if(f32.ne(known, next), () => {
            const factor = expBelow(f, f32x4.splat(f32.sub(known, origin)));
            f.set(knownSum, f32.mul(knownSum, f32x4.extract_lane(factor, 0)));
            scaleRow(f, p.output, fields, factor);
          });
          f.set(sum, f32.add(sum, knownSum));
        });
        f.store(state, next);
        f.store(state, sum, 4);
        f.if(threshold, () => {
          f.call(drop, { problem, before, count: i32.load(found), weights: scores });
          f.set(before, i32.add(before, blocksOfRow(fields)));
        });
        f.set(scores, i32.add(scores, scoresRow));
        f.set(found, i32.add(found, foundBytes));
        f.set(state, i32.add(state, stateBytes));
        f.set(p.output, i32.add(p.output, fields.outputRow));
      });
    },
  );

  const finish = module.function(
    'finishRows',
    { parameters: finishParameters, exported: false },
    (f, p) => {
      const fields = fieldsOf(p.problem);
      f.repeat(p.rows, () => {
        const sum = f.let(f32.load(p.state, 4));
        const isEmpty = f.let(f32.eq(sum, 0));
        const factor = f.let(f32x4.splat(f32.select(0, f32.div(1, sum), isEmpty)));
        scaleRow(f, p.output, fields, factor);
        f.if(p.logSum, () => {
          const logarithm = f32x4.extract_lane(log(f, f32x4.splat(sum)), 0);
          const whole = f32.add(f32.load(p.state), logarithm);
          // e^(score - ∞) = 0: no gradient flows through a row that may attend to nothing.
          f.store(p.logSum, f32.select(Infinity, whole, isEmpty));
          f.set(p.logSum, i32.add(p.logSum, 4));
        });
        f.set(p.state, i32.add(p.state, stateBytes));
        f.set(p.output, i32.add(p.output, fields.outputRow));
      });
    },
  );

  return { softmax, finish };
}

/** Replaces scores by e^(score - origin), moves the pointer behind them, and gives their sum. */
function exponentials(
  f: FunctionBuilder,
  at: Local<'i32'>,
  vectors: Local<'i32'>,
  origin: Local<'f32'>,
  unroll: number,
): Local<'f32'> {
  const shift = f.let(f32x4.splat(origin));
  const zero = f.let(f32x4.splat(0));
  const sums = Array.from({ length: unroll }, () => f.let(zero));
  eachVector(
    f,
    i32.shl(vectors, 2),
    [at],
    (lanes) => {
      const e = expBelow(f, f32x4.sub(lanes.load(at), shift));
      lanes.store(at, e);
      const sum = sums[lanes.slot]!;
      f.set(sum, f32x4.add(sum, e));
    },
    unroll,
  );
  return sumOfLanes(
    f,
    sums.reduce((a, b) => f.let(f32x4.add(a, b))),
  );
}

function scaleRow(
  f: FunctionBuilder,
  row: Local<'i32'>,
  fields: Fields,
  factor: Local<'v128'>,
): void {
  const at = f.let(row);
  eachVector(f, fields.valueDepth, [at], (lanes) => {
    lanes.store(at, f32x4.mul(lanes.load(at), factor));
  });
}
