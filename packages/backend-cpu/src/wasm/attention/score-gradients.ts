import type { Engine } from '../../engine.ts';
import {
  type Expr,
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
import { expBelow, sumOfLanes } from '../vector/math.ts';
import { blocksBefore, blocksOfRow, eachNumberOfRow } from './dropped-row.ts';
import { foundBytes, type LimitRows, tileParameters, vectorsOf } from './limited-rows.ts';
import { type Fields, fieldsOf } from './problem.ts';
import type { Products } from './products.ts';
import { queryTile, rowNumber, rowsAt, scoreRow } from './tiles.ts';

const rowParameters = {
  problem: 'i32',
  ...tileParameters,
  scores: 'i32',
  gradients: 'i32',
  /** Σⱼ wᵢⱼ ∂L/∂wᵢⱼ for each row i. */
  means: 'i32',
  found: 'i32',
  factor: 'f32',
  leaks: 'i32',
} as const;

const parameters = {
  problem: 'i32',
  ...tileParameters,
  packedKey: 'i32',
  packedValue: 'i32',
  scores: 'i32',
  factor: 'f32',
  /** Whether values that a query may not attend to hold NaN or infinity. */
  leaks: 'i32',
} as const;

/** Bytes that the scores of a tile, their gradients and what is known of each row take. */
export const scoresBytes = queryTile * (2 * scoreRow + 4 + foundBytes);
/** Where the gradients begin. */
export const gradientsAt = queryTile * scoreRow;

/**
 * The weights of a tile again, at `scores`, and `factor` times the gradients of its scores, at `gradientsAt` behind: from keys and
 * values packed as columns.
 *
 * With weights w = e^(score - logSum) and their gradients g, those of the scores are w (g - Σⱼ wⱼ gⱼ), and the sum is that of
 * ∂L/∂output times output. Source: Dao et al. 2022, "FlashAttention", algorithm 4.
 */
export type ScoreGradients = FunctionHandle<typeof parameters, undefined>;

export function defineScoreGradients(
  module: ModuleBuilder,
  { revectorize }: Engine,
  { multiply }: Products,
  limitRows: LimitRows,
): ScoreGradients {
  const unroll = revectorize ? 2 : 1;

  const rowsOf = module.function(
    'scoreGradientRows',
    { parameters: rowParameters, exported: false },
    (f, p) => {
      const fields = fieldsOf(p.problem);
      const logSum = f.let(i32.add(fields.logSum, i32.shl(rowNumber(fields, p), 2)));
      const before = f.let(blocksBefore(fields, p));
      const factor = f.let(f32x4.splat(p.factor));
      const moving = [
        [p.scores, scoreRow],
        [p.gradients, scoreRow],
        [p.means, 4],
        [p.found, foundBytes],
        [logSum, 4],
        [before, blocksOfRow(fields)],
      ] as const;
      f.call(limitRows, {
        problem: p.problem,
        batch: p.batch,
        head: p.head,
        row: p.row,
        rows: p.rows,
        key: p.key,
        keys: p.keys,
        scores: p.scores,
        scoresRow: scoreRow,
        found: p.found,
      });
      f.repeat(p.rows, () => {
        const [weight, gradient] = [f.let(p.scores), f.let(p.gradients)];
        const vectors = f.let(vectorsOf(i32.load(p.found)));
        const lanes = f.let(i32.shl(vectors, 2));
        f.if(p.leaks, () => clearExcluded(f, lanes, weight, gradient));
        const shift = f.let(v128.load32_splat(logSum));
        const mean = f.let(v128.load32_splat(p.means));
        const change = (w: Local<'v128'>, g: Expr<'v128'>) =>
          f32x4.mul(f32x4.mul(w, f32x4.sub(g, mean)), factor);
        f.if(
          fields.threshold,
          () => {
            eachVector(f, lanes, [weight], (step) => {
              step.store(weight, expBelow(f, f32x4.sub(step.load(weight), shift)));
            });
            const { scores: weights, gradients } = p;
            droppedRow(f, fields, { before, lanes, weights, gradients, change });
            f.set(gradient, i32.add(gradient, i32.shl(lanes, 2)));
          },
          () =>
            eachVector(
              f,
              lanes,
              [weight, gradient],
              (step) => {
                const w = expBelow(f, f32x4.sub(step.load(weight), shift));
                const g = f.let(change(w, step.load(gradient)));
                step.store(weight, w);
                step.store(gradient, g);
              },
              unroll,
            ),
        );
        f.repeat(i32.sub(vectorsOf(p.keys), vectors), () => {
          for (const at of [weight, gradient]) {
            f.store(at, f32x4.splat(0), 0, 4);
            f.set(at, i32.add(at, 16));
          }
        });
        for (const [pointer, bytes] of moving) f.set(pointer, i32.add(pointer, bytes));
      });
    },
  );

  return module.function('scoreGradients', { parameters, exported: false }, (f, p) => {
    const { packedKey, packedValue, scores, factor, leaks, ...tile } = p;
    const fields = fieldsOf(p.problem);
    const gradients = f.let(i32.add(scores, gradientsAt));
    const means = f.let(i32.add(gradients, gradientsAt));
    const query = f.let(rowsAt(fields, 'query', p));
    const output = f.let(rowsAt(fields, 'output', p));
    const outputGradient = f.let(rowsAt(fields, 'outputGradient', p));
    const product = { rows: p.rows, columns: p.keys, add: 0, cRow: scoreRow };
    f.call(multiply, {
      ...product,
      depth: fields.depth,
      a: query,
      aRow: fields.queryRow,
      b: packedKey,
      c: scores,
    });
    f.call(multiply, {
      ...product,
      depth: fields.valueDepth,
      a: outputGradient,
      aRow: fields.outputRow,
      b: packedValue,
      c: gradients,
    });
    dotsOfRows(f, fields, p.rows, [output, outputGradient], means);
    const found = i32.add(means, 4 * queryTile);
    f.call(rowsOf, { ...tile, scores, gradients, means, found, factor, leaks });
  });
}

/** Sets the gradients of a row to 0 where its scores are -∞. */
function clearExcluded(
  f: FunctionBuilder,
  lanes: Local<'i32'>,
  scores: Local<'i32'>,
  gradients: Local<'i32'>,
): void {
  const [score, gradient] = [f.let(scores), f.let(gradients)];
  eachVector(f, lanes, [score, gradient], (step) => {
    const isSeen = f32x4.ne(step.load(score), -Infinity);
    step.store(gradient, v128.and(step.load(gradient), isSeen));
  });
}

/** Σ x y of rows that lie as the output does. */
function dotsOfRows(
  f: FunctionBuilder,
  fields: Fields,
  rows: Local<'i32'>,
  [x, y]: readonly [Local<'i32'>, Local<'i32'>],
  to: Local<'i32'>,
): void {
  const at = f.let(to);
  const size = f.let(fields.valueDepth);
  const zero = f.let(f32x4.splat(0));
  f.repeat(rows, () => {
    const [ofX, ofY] = [f.let(x), f.let(y)];
    const sum = f.let(zero);
    eachVector(f, size, [ofX, ofY], (lanes) => {
      const product = f32x4.mul(lanes.load(ofX), lanes.load(ofY));
      f.set(sum, f32x4.add(sum, lanes.only(product)));
    });
    f.store(at, sumOfLanes(f, sum));
    f.set(at, i32.add(at, 4));
    for (const row of [x, y]) f.set(row, i32.add(row, fields.outputRow));
  });
}

interface DroppedRow {
  readonly before: Local<'i32'>;
  readonly lanes: Local<'i32'>;
  readonly weights: Local<'i32'>;
  readonly gradients: Local<'i32'>;
  readonly change: (w: Local<'v128'>, g: Expr<'v128'>) => Expr<'v128'>;
}

/** With dropout d ∈ {0, 1 / (1 - p)}: the weights become w d, the gradients those of the scores, from g d. */
function droppedRow(
  f: FunctionBuilder,
  fields: Fields,
  { before, lanes, weights, gradients, change }: DroppedRow,
): void {
  const [weight, gradient] = [f.let(weights), f.let(gradients)];
  const threshold = f.let(i32x4.splat(fields.threshold));
  const scale = f.let(f32x4.splat(fields.keptScale));
  eachNumberOfRow(f, fields, before, lanes, {
    pointers: [weight, gradient],
    convert: (words) => words,
    // `lanes` are whole vectors: no single lane is ever asked for.
    write: (words, offset, lane) => {
      if (lane !== undefined) return;
      const isKept = f.let(i32x4.ge_s(upperBits(words), threshold));
      const w = f.let(v128.load(weight, offset, 4));
      const g = v128.and(f32x4.mul(v128.load(gradient, offset, 4), scale), isKept);
      f.store(gradient, change(w, g), offset, 4);
      f.store(weight, v128.and(f32x4.mul(w, scale), isKept), offset, 4);
    },
  });
}
