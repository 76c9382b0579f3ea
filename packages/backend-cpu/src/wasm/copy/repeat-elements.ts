import { i32, i32x4, type ModuleBuilder } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';

/** From this many elements on the engine's fill is faster than a loop. */
const bulkElements = 256;

const parameters = {
  thread: 'i32',
  rows: 'i32',
  columns: 'i32',
  from: 'i32',
  fromRow: 'i32',
  to: 'i32',
  toRow: 'i32',
} as const;

/** Fills each contiguous row with one element. */
export function defineRepeatElements(module: ModuleBuilder): void {
  module.function('repeatElements', { parameters }, (f, p) => {
    const [from, to] = [f.let(i32.shl(p.from, 2)), f.let(i32.shl(p.to, 2))];
    f.repeat(p.rows, () => {
      const element = f.let(i32.load(from));
      f.if(
        i32.and(i32.eqz(element), i32.ge_u(p.columns, bulkElements)),
        () => f.fill(to, 0, i32.shl(p.columns, 2)),
        () => {
          const target = f.let(to);
          const vector = f.let(i32x4.splat(element));
          eachVector(f, p.columns, [target], (lanes) => lanes.store(target, vector), 4);
        },
      );
      f.set(from, i32.add(from, i32.shl(p.fromRow, 2)));
      f.set(to, i32.add(to, i32.shl(p.toRow, 2)));
    });
  });
}
