import {
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import type { Define } from '../kernel-module.ts';
import { eachVector } from '../vector/each-vector.ts';
import { expBelow, log, maxOfLanes } from '../vector/math.ts';
import { addresses, eachRow } from './each-row.ts';
import { foldRow, foldRowWithNaN, sumRow } from './fold.ts';

/** Functions of rows that lie one after the other; positions count elements. */
export interface SoftmaxKernels {
  readonly softmax: RowFunction;
  readonly logSoftmax: RowFunction;
  /** One result for each row. */
  readonly logSumExp: RowFunction;
  readonly softmaxGradient: RowGradient;
  readonly logSoftmaxGradient: RowGradient;
  readonly logSumExpGradient: (
    thread: number,
    rows: number,
    size: number,
    x: number,
    y: number,
    g: number,
    xGradient: number,
  ) => void;
}

type RowFunction = (thread: number, rows: number, size: number, x: number, y: number) => void;
type RowGradient = (
  thread: number,
  rows: number,
  size: number,
  y: number,
  g: number,
  xGradient: number,
) => void;

const ofRows = { thread: 'i32', rows: 'i32', size: 'i32', x: 'i32', y: 'i32' } as const;
const gradientOfRows = {
  thread: 'i32',
  rows: 'i32',
  size: 'i32',
  y: 'i32',
  g: 'i32',
  xGradient: 'i32',
} as const;

function defineSoftmax(module: ModuleBuilder): void {
  module.function('softmax', { parameters: ofRows }, (f, p) => {
    const { rows, size } = p;
    const { x, y } = addresses(f, p, 'x', 'y');
    eachRow(f, rows, size, [x, y], () => {
      const max = rowMax(f, size, x);
      const sum = sumRow(f, size, [x, y], (lanes, [from, to]) => {
        const e = expBelow(f, f32x4.sub(lanes.load(from!), max));
        lanes.store(to!, e);
        return e;
      });
      const factor = f.let(f32x4.splat(f32.div(1, sum)));
      const to = f.let(y);
      eachVector(f, size, [to], (lanes) => lanes.store(to, f32x4.mul(lanes.load(to), factor)), 4);
    });
  });
}

function defineLogSoftmax(module: ModuleBuilder): void {
  module.function('logSoftmax', { parameters: ofRows }, (f, p) => {
    const { rows, size } = p;
    const { x, y } = addresses(f, p, 'x', 'y');
    eachRow(f, rows, size, [x, y], () => {
      const max = rowMax(f, size, x);
      const logSum = log(f, f32x4.splat(rowExpSum(f, size, x, max)));
      const [from, to] = [f.let(x), f.let(y)];
      eachVector(
        f,
        size,
        [from, to],
        (lanes) => lanes.store(to, f32x4.sub(f32x4.sub(lanes.load(from), max), logSum)),
        4,
      );
    });
  });
}

function defineLogSumExp(module: ModuleBuilder): void {
  module.function('logSumExp', { parameters: ofRows }, (f, p) => {
    const { rows, size } = p;
    const { x, y } = addresses(f, p, 'x', 'y');
    eachRow(f, rows, size, [x], () => {
      const max = rowMax(f, size, x);
      const top = f.let(f32x4.extract_lane(max, 0));
      f.if(
        f32.lt(f32.abs(top), Infinity),
        () => {
          const logSum = log(f, f32x4.splat(rowExpSum(f, size, x, max)));
          f.store(y, f32.add(f32x4.extract_lane(logSum, 0), top));
        },
        () => {
          const initial = { initial: -Infinity, merge: f32x4.pmax };
          f.store(y, maxOfLanes(f, foldRowWithNaN(f, size, x, initial)));
        },
      );
      f.set(y, i32.add(y, 4));
    });
  });
}

/** x' = g e^(x - y). */
function defineLogSumExpGradient(module: ModuleBuilder): void {
  const parameters = { ...ofRows, g: 'i32', xGradient: 'i32' } as const;
  module.function('logSumExpGradient', { parameters }, (f, p) => {
    const { rows, size } = p;
    const at = addresses(f, p, 'x', 'y', 'g', 'xGradient');
    eachRow(f, rows, size, [at.x, at.xGradient], () => {
      const [sum, factor] = [at.y, at.g].map((one) => f.let(v128.load32_splat(one)));
      const [from, to] = [f.let(at.x), f.let(at.xGradient)];
      eachVector(
        f,
        size,
        [from, to],
        (lanes) => {
          const share = expBelow(f, f32x4.sub(lanes.load(from), sum!));
          lanes.store(to, f32x4.mul(share, factor!));
        },
        2,
      );
      for (const one of [at.y, at.g]) f.set(one, i32.add(one, 4));
    });
  });
}

/** x' = y (g - Σ g y). */
function defineSoftmaxGradient(module: ModuleBuilder): void {
  module.function('softmaxGradient', { parameters: gradientOfRows }, (f, p) => {
    const { rows, size } = p;
    const { y, g, xGradient } = addresses(f, p, 'y', 'g', 'xGradient');
    eachRow(f, rows, size, [y, g, xGradient], () => {
      const sum = sumRow(f, size, [y, g], (lanes, [ofY, ofG]) =>
        f32x4.mul(lanes.load(ofY!), lanes.load(ofG!)),
      );
      const all = f.let(f32x4.splat(sum));
      const [ofY, ofG, to] = [f.let(y), f.let(g), f.let(xGradient)];
      eachVector(
        f,
        size,
        [ofY, ofG, to],
        (lanes) => lanes.store(to, f32x4.mul(lanes.load(ofY), f32x4.sub(lanes.load(ofG), all))),
        4,
      );
    });
  });
}

/** x' = g - e^y Σ g. */
function defineLogSoftmaxGradient(module: ModuleBuilder): void {
  module.function('logSoftmaxGradient', { parameters: gradientOfRows }, (f, p) => {
    const { rows, size } = p;
    const { y, g, xGradient } = addresses(f, p, 'y', 'g', 'xGradient');
    eachRow(f, rows, size, [y, g, xGradient], () => {
      const sum = f.let(f32x4.splat(sumRow(f, size, [g], (lanes, [ofG]) => lanes.load(ofG!))));
      const [ofY, ofG, to] = [f.let(y), f.let(g), f.let(xGradient)];
      eachVector(
        f,
        size,
        [ofY, ofG, to],
        (lanes) => {
          const probability = expBelow(f, lanes.load(ofY));
          lanes.store(to, f32x4.sub(lanes.load(ofG), f32x4.mul(probability, sum)));
        },
        2,
      );
    });
  });
}

/** A module for each function, so that none is written before it is wanted. */
export const softmaxModules: Readonly<Record<keyof SoftmaxKernels, Define>> = {
  softmax: defineSoftmax,
  logSoftmax: defineLogSoftmax,
  logSumExp: defineLogSumExp,
  softmaxGradient: defineSoftmaxGradient,
  logSoftmaxGradient: defineLogSoftmaxGradient,
  logSumExpGradient: defineLogSumExpGradient,
};

/** The largest element of a row, in all lanes. NaN may be passed over: the sum of e^(x - max) is NaN all the same. */
export function rowMax(f: FunctionBuilder, size: Local<'i32'>, row: Local<'i32'>): Local<'v128'> {
  const largest = { initial: -Infinity, merge: f32x4.pmax };
  const max = foldRow(f, size, [row], largest, (lanes, [x]) => lanes.load(x!));
  return f.let(f32x4.splat(maxOfLanes(f, max)));
}

/** Σ e^(x - max) of a row. */
export function rowExpSum(
  f: FunctionBuilder,
  size: Local<'i32'>,
  row: Local<'i32'>,
  max: Local<'v128'>,
): Local<'f32'> {
  return sumRow(f, size, [row], (lanes, [x]) => expBelow(f, f32x4.sub(lanes.load(x!), max)));
}
