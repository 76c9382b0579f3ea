import type { FusedAttributes } from '@rondo/tensor';
import {
  type Expr,
  f32x4,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';

type Windows = FusedAttributes['maxPool']['windows'];

const lanes = 4;
/** 0, 2, 4, 6 as int32. */
const everySecond = v128.const([0, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 6, 0, 0, 0]);

/** Whether windows are squares of 2 x 2 side by side on the last two axes, and single places on the first, with rows of four or more. */
export function areQuarters([d, h, w]: Windows): boolean {
  const areSideBySide = ({ starts, ends, step }: Windows[number], size: number): boolean =>
    step === 1 && starts.every((start, i) => start === size * i && ends[i] === start + size);
  return (
    w.starts.length >= lanes && areSideBySide(d, 1) && areSideBySide(h, 2) && areSideBySide(w, 2)
  );
}

/** The numbers in even columns of eight, and those in odd ones. */
function even(a: Expr<'v128'>, b: Expr<'v128'>): Expr<'v128'> {
  return f32x4.shuffle(a, b, [0, 2, 4, 6]);
}

function odd(a: Expr<'v128'>, b: Expr<'v128'>): Expr<'v128'> {
  return f32x4.shuffle(a, b, [1, 3, 5, 7]);
}

const parameters = {
  thread: 'i32',
  /** Images of one channel, the depth of each, height and width of x, of y. */
  count: 'i32',
  D: 'i32',
  H: 'i32',
  W: 'i32',
  outH: 'i32',
  outW: 'i32',
  x: 'i32',
  y: 'i32',
  places: 'i32',
} as const;

/** The largest of each 2 x 2, and where it is: four windows of a row at once, of which the last four may be computed twice. */
export function defineQuarters(module: ModuleBuilder): void {
  module.function('maxPoolQuarters', { parameters }, (f, p) => {
    const { W, outW, y, places } = p;
    const rowBytes = f.let(i32.shl(W, 2));
    const area = f.let(i32.mul(p.H, W));
    const turns = f.let(i32.shr_u(i32.add(outW, lanes - 1), 2));
    const last = f.let(i32.sub(outW, lanes));
    const plane = f.let(p.x);
    f.repeat(p.count, () => {
      const start = f.let(i32.const(0));
      f.repeat(p.D, () => {
        const row = f.let(plane);
        const rowStart = f.let(start);
        f.repeat(p.outH, () => {
          const turn = f.let(i32.const(0));
          f.repeat(turns, () => {
            const column = f.let(i32.select(turn, last, i32.lt_u(turn, last)));
            const at = f.let(i32.add(row, i32.shl(column, 3)));
            const below = f.let(i32.add(at, rowBytes));
            const [a, b] = [f.let(v128.load(at, 0, 4)), f.let(v128.load(at, 16, 4))];
            const [c, d] = [f.let(v128.load(below, 0, 4)), f.let(v128.load(below, 16, 4))];
            const best = f.let(even(a, b));
            const first = f.let(
              i32x4.add(i32x4.splat(i32.add(rowStart, i32.shl(column, 1))), everySecond),
            );
            const bestAt = f.let(first);
            const wide = f.let(i32x4.splat(W));
            const one = f.let(i32x4.splat(1));
            const offer = (value: Expr<'v128'>, place: Expr<'v128'>): void => {
              const own = f.let(value);
              // Greater, or the first NaN.
              const isBetter = f.let(v128.andnot(f32x4.eq(best, best), f32x4.le(own, best)));
              f.set(bestAt, v128.bitselect(place, bestAt, isBetter));
              f.set(best, v128.bitselect(own, best, isBetter));
            };
            offer(odd(a, b), i32x4.add(first, one));
            offer(even(c, d), i32x4.add(first, wide));
            offer(odd(c, d), i32x4.add(i32x4.add(first, wide), one));
            const to = f.let(i32.shl(column, 2));
            f.store(i32.add(y, to), best, 0, 4);
            f.store(i32.add(places, to), bestAt, 0, 4);
            f.set(turn, i32.add(turn, lanes));
          });
          const outBytes = i32.shl(outW, 2);
          for (const pointer of [y, places] satisfies Local<'i32'>[]) {
            f.set(pointer, i32.add(pointer, outBytes));
          }
          f.set(row, i32.add(row, i32.shl(rowBytes, 1)));
          f.set(rowStart, i32.add(rowStart, i32.shl(W, 1)));
        });
        f.set(plane, i32.add(plane, i32.shl(area, 2)));
        f.set(start, i32.add(start, area));
      });
    });
  });
}
