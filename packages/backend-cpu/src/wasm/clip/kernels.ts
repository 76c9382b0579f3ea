import { f32x4, f64, i32, type ModuleBuilder } from '../assembler/index.ts';
import { sumRow } from '../rows/fold.ts';
import { eachVector } from '../vector/each-vector.ts';

/** Functions of a list of pieces, a position and a number of elements each; positions count words. */
export interface ClipKernels {
  /** The sum of the squares of each piece, as float64. */
  squares(thread: number, count: number, list: number, sums: number): void;
  scale(thread: number, count: number, list: number, factor: number): void;
}

/** Elements that are summed in single precision before they join the sum in double precision. */
const block = 1024;

export function defineClip(module: ModuleBuilder): void {
  const squares = { thread: 'i32', count: 'i32', list: 'i32', sums: 'i32' } as const;
  module.function('squares', { parameters: squares }, (f, p) => {
    const [entry, to] = [f.let(i32.shl(p.list, 2)), f.let(i32.shl(p.sums, 2))];
    f.repeat(p.count, () => {
      const at = f.let(i32.shl(i32.load(entry), 2));
      const left = f.let(i32.load(entry, 4));
      const total = f.let(f64.const(0));
      f.while(i32.gt_s(left, 0), () => {
        const size = f.let(i32.select(left, i32.const(block), i32.lt_s(left, block)));
        const sum = sumRow(f, size, [at], (lanes, [from]) => {
          const x = f.let(lanes.load(from!));
          return f32x4.mul(x, x);
        });
        f.set(total, f64.add(total, f64.promote_f32(sum)));
        f.set(at, i32.add(at, 4 * block));
        f.set(left, i32.sub(left, block));
      });
      f.store(to, total);
      f.set(entry, i32.add(entry, 8));
      f.set(to, i32.add(to, 8));
    });
  });

  const scale = { thread: 'i32', count: 'i32', list: 'i32', factor: 'f32' } as const;
  module.function('scale', { parameters: scale }, (f, p) => {
    const entry = f.let(i32.shl(p.list, 2));
    const factor = f.let(f32x4.splat(p.factor));
    f.repeat(p.count, () => {
      const at = f.let(i32.shl(i32.load(entry), 2));
      eachVector(
        f,
        i32.load(entry, 4),
        [at],
        (lanes) => lanes.store(at, f32x4.mul(lanes.load(at), factor)),
        4,
      );
      f.set(entry, i32.add(entry, 8));
    });
  });
}
