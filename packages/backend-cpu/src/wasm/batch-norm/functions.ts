import {
  f32,
  f32x4,
  f64,
  type FunctionBuilder,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { addresses } from '../rows/each-row.ts';
import { sumRow, sumRowOfPairs } from '../rows/fold.ts';
import { eachVector } from '../vector/each-vector.ts';

type Kernel = (...parameters: number[]) => void;

/** Kernels of channels: each has N rows of P elements, which lie `step` elements apart. Positions count elements. */
export interface BatchNormKernels {
  /** means = Σ x / (N P), variances = Σ (x - mean)² / (N P). */
  readonly moments: Kernel;
  /** y = a (x - mean) + b. */
  readonly scale: Kernel;
  /** sums = Σ g, products = Σ g (x - mean). */
  readonly gradientSums: Kernel;
  /** x' = a g + b (x - mean) + c. */
  readonly gradient: Kernel;
}

/** What all kernels take first. */
const common = {
  thread: 'i32',
  channels: 'i32',
  N: 'i32',
  P: 'i32',
  step: 'i32',
  x: 'i32',
  means: 'i32',
} as const;

type Common = Readonly<Record<keyof typeof common, Local<'i32'>>>;

export function defineBatchNorm(module: ModuleBuilder): void {
  defineMoments(module);
  defineScale(module);
  defineGradientSums(module);
  defineGradient(module);
}

/** Runs `body` for each channel; planes are pointers to its first row, values to its number. */
function eachChannel(
  f: FunctionBuilder,
  { channels, P }: Common,
  planes: readonly Local<'i32'>[],
  values: readonly Local<'i32'>[],
  body: () => void,
): void {
  const bytes = f.let(i32.shl(P, 2));
  f.repeat(channels, () => {
    body();
    for (const plane of planes) f.set(plane, i32.add(plane, bytes));
    for (const value of values) f.set(value, i32.add(value, 4));
  });
}

/** Runs `body` for each row of a channel, with pointers to it. */
function eachRowOf(
  f: FunctionBuilder,
  { N, step }: Common,
  planes: readonly Local<'i32'>[],
  body: (rows: readonly Local<'i32'>[]) => void,
): void {
  const rows = planes.map((plane) => f.let(plane));
  const bytes = f.let(i32.shl(step, 2));
  f.repeat(N, () => {
    body(rows);
    for (const row of rows) f.set(row, i32.add(row, bytes));
  });
}

function defineMoments(module: ModuleBuilder): void {
  const parameters = { ...common, variances: 'i32' } as const;
  module.function('moments', { parameters }, (f, p) => {
    const { x, means, variances } = addresses(f, p, 'x', 'means', 'variances');
    const count = f.let(f64.convert_i32_s(i32.mul(p.N, p.P)));
    eachChannel(f, p, [x], [means, variances], () => {
      const total = f.let(f64.const(0));
      // Sums of rows are joined in twice the precision, as channels may be long.
      eachRowOf(f, p, [x], ([row]) => {
        const sum = sumRow(f, p.P, [row!], (lanes, [at]) => lanes.load(at!));
        f.set(total, f64.add(total, f64.promote_f32(sum)));
      });
      const mean = f.let(f32.demote_f64(f64.div(total, count)));
      f.store(means, mean);
      const centre = f.let(f32x4.splat(mean));
      f.set(total, f64.const(0));
      eachRowOf(f, p, [x], ([row]) => {
        const squares = sumRow(f, p.P, [row!], (lanes, [at]) => {
          const centred = f.let(f32x4.sub(lanes.load(at!), centre));
          return f32x4.mul(centred, centred);
        });
        f.set(total, f64.add(total, f64.promote_f32(squares)));
      });
      f.store(variances, f32.demote_f64(f64.div(total, count)));
    });
  });
}

function defineScale(module: ModuleBuilder): void {
  const parameters = { ...common, y: 'i32', a: 'i32', b: 'i32' } as const;
  module.function('scale', { parameters }, (f, p) => {
    const { x, means, y, a, b } = addresses(f, p, 'x', 'means', 'y', 'a', 'b');
    eachChannel(f, p, [x, y], [means, a, b], () => {
      const centre = f.let(f32x4.splat(f32.load(means)));
      const factor = f.let(f32x4.splat(f32.load(a)));
      const plus = f.let(f32x4.splat(f32.load(b)));
      eachRowOf(f, p, [x, y], (rows) => {
        const [from, to] = rows.map((row) => f.let(row)) as [Local<'i32'>, Local<'i32'>];
        eachVector(
          f,
          p.P,
          [from, to],
          (lanes) => lanes.store(to, madd(f32x4.sub(lanes.load(from), centre), factor, plus)),
          4,
        );
      });
    });
  });
}

function defineGradientSums(module: ModuleBuilder): void {
  const parameters = { ...common, g: 'i32', sums: 'i32', products: 'i32' } as const;
  module.function('gradientSums', { parameters }, (f, p) => {
    const { x, means, g, sums, products } = addresses(f, p, 'x', 'means', 'g', 'sums', 'products');
    eachChannel(f, p, [x, g], [means, sums, products], () => {
      const centre = f.let(f32x4.splat(f32.load(means)));
      const [plain, along] = [f.let(f64.const(0)), f.let(f64.const(0))];
      eachRowOf(f, p, [x, g], (rows) => {
        const [own, product] = sumRowOfPairs(f, p.P, rows, (lanes, [ofX, ofG]) => {
          const gradient = f.let(lanes.load(ofG!));
          return [gradient, f32x4.mul(gradient, f32x4.sub(lanes.load(ofX!), centre))];
        });
        f.set(plain, f64.add(plain, f64.promote_f32(own)));
        f.set(along, f64.add(along, f64.promote_f32(product)));
      });
      f.store(sums, f32.demote_f64(plain));
      f.store(products, f32.demote_f64(along));
    });
  });
}

function defineGradient(module: ModuleBuilder): void {
  const parameters = {
    ...common,
    g: 'i32',
    xGradient: 'i32',
    a: 'i32',
    b: 'i32',
    c: 'i32',
  } as const;
  module.function('gradient', { parameters }, (f, p) => {
    const { x, means, g, xGradient } = addresses(f, p, 'x', 'means', 'g', 'xGradient');
    const { a, b, c } = addresses(f, p, 'a', 'b', 'c');
    eachChannel(f, p, [x, g, xGradient], [means, a, b, c], () => {
      const centre = f.let(f32x4.splat(f32.load(means)));
      const [ofG, ofX, plus] = [a, b, c].map((at) => f.let(f32x4.splat(f32.load(at)))) as [
        Local<'v128'>,
        Local<'v128'>,
        Local<'v128'>,
      ];
      eachRowOf(f, p, [x, g, xGradient], (rows) => {
        const [from, gradient, to] = rows.map((row) => f.let(row)) as [
          Local<'i32'>,
          Local<'i32'>,
          Local<'i32'>,
        ];
        eachVector(
          f,
          p.P,
          [from, gradient, to],
          (lanes) => {
            const along = madd(f32x4.sub(lanes.load(from), centre), ofX, plus);
            lanes.store(to, madd(lanes.load(gradient), ofG, along));
          },
          2,
        );
      });
    });
  });
}
