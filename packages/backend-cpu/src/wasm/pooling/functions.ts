import {
  f32,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { type GeometryLocals, readGeometry } from './geometry.ts';
import { defineQuarters } from './quarters.ts';
import { eachWindow } from './windows.ts';

const parameters = {
  thread: 'i32',
  geometry: 'i32',
  /** How many channels of images. */
  count: 'i32',
  x: 'i32',
  y: 'i32',
  /** Where in its volume the largest number of each window is; for `maxPool` alone. */
  places: 'i32',
} as const;

type Kernel = (...parameters: number[]) => void;

/** (thread, geometry, count, x, y, places): addresses. Gradients go from `y` to `x`. */
export interface PoolingKernels {
  readonly maxPool: Kernel;
  readonly maxPoolGradient: Kernel;
  /** (thread, count, D, H, W, outH, outW, x, y, places), for windows of 2 x 2 side by side. */
  readonly maxPoolQuarters: Kernel;
  readonly avgPool: Kernel;
  readonly avgPoolGradient: Kernel;
}

type Pointers = Readonly<Record<'x' | 'y' | 'places', Local<'i32'>>>;

/** Moves on to the next window of y. */
function advance(f: FunctionBuilder, ...pointers: Local<'i32'>[]): void {
  for (const pointer of pointers) f.set(pointer, i32.add(pointer, 4));
}

/** A kernel that does the same for each channel; `x` points to its volume, `y` and `places` to its windows, which the body passes. */
function eachChannel(
  module: ModuleBuilder,
  name: keyof PoolingKernels,
  body: (f: FunctionBuilder, g: GeometryLocals, pointers: Pointers) => void,
): void {
  module.function(name, { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const bytes = f.let(i32.shl(g.volume, 2));
    f.repeat(p.count, () => {
      body(f, g, p);
      f.set(p.x, i32.add(p.x, bytes));
    });
  });
}

export function definePooling(module: ModuleBuilder): void {
  defineQuarters(module);
  eachChannel(module, 'maxPool', (f, g, { x, y, places }) =>
    eachWindow(f, g, x, ({ first, each }) => {
      const best = f.let(f32.load(first));
      const bestAt = f.let(first);
      each((at) => {
        const value = f.let(f32.load(at));
        // Greater, or the first NaN.
        const isBetter = i32.and(i32.eqz(f32.le(value, best)), f32.eq(best, best));
        f.set(bestAt, i32.select(at, bestAt, isBetter));
        f.set(best, f32.max(best, value));
      });
      f.store(y, best);
      f.store(places, i32.shr_u(i32.sub(bestAt, x), 2));
      advance(f, y, places);
    }),
  );

  eachChannel(module, 'maxPoolGradient', (f, g, { x, y, places }) => {
    f.fill(x, 0, i32.shl(g.volume, 2));
    f.repeat(g.places, () => {
      const at = f.let(i32.add(x, i32.shl(i32.load(places), 2)));
      f.store(at, f32.add(f32.load(at), f32.load(y)));
      advance(f, y, places);
    });
  });

  eachChannel(module, 'avgPool', (f, g, { x, y }) =>
    eachWindow(f, g, x, ({ each, divisor }) => {
      const sum = f.let(f32.const(0));
      const part = f.let(f32.const(0));
      each((at) => f.set(part, f32.add(part, f32.load(at))), {
        // The sum of a row is formed alone, so that large windows lose fewer digits.
        before: () => f.set(part, 0),
        after: () => f.set(sum, f32.add(sum, part)),
      });
      f.store(y, f32.div(sum, divisor));
      advance(f, y);
    }),
  );

  eachChannel(module, 'avgPoolGradient', (f, g, { x, y }) => {
    f.fill(x, 0, i32.shl(g.volume, 2));
    eachWindow(f, g, x, ({ each, divisor }) => {
      const share = f.let(f32.div(f32.load(y), divisor));
      each((at) => f.store(at, f32.add(f32.load(at), share)));
      advance(f, y);
    });
  });
}
