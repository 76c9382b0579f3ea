import {

  type FunctionHandle,
  i32,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { minimum } from './minimum.ts';
import { defineLastTile, defineTiles, type TileColumns } from './tiles.ts';

const parameters = {
  rows: 'i32',
  depth: 'i32',
  block: 'i32',
  a: 'i32',
  aRow: 'i32',
  b: 'i32',
  bStep: 'i32',
  initial: 'i32',
  initialRow: 'i32',
  c: 'i32',
  cRow: 'i32',
  floor: 'f32',
  lanes: 'i32',
  sums: 'i32',
} as const;

export type MultiplyPanel = FunctionHandle<typeof parameters, undefined>;

/**
 * C = max(A B + initial, floor) for all rows of A, whose numbers are contiguous, and one panel of B, `bStep` bytes from k to k, in
 * blocks of depth. Between blocks the sums are at `sums`, near by, and not in C. `initialRow` 0 adds the same to all rows.
 */
export function defineMultiplyPanel(
  module: ModuleBuilder,
  height: number,
  width: TileColumns,
): MultiplyPanel {
  const tiles = defineTiles(module, height, width);
  const lastTile = defineLastTile(module, height, width);
  const name = `panel${width.partial ? 'Edge' : width.columns}`;
  return module.function(name, { parameters, exported: false }, (f, p) => {
    const last = f.let(i32.rem_u(p.rows, height));
    const whole = f.let(i32.sub(p.rows, last));
    const [c, cRow, floor] = [f.let(p.c), f.let(p.cRow), f.let(p.floor)];
    f.loop((nextBlock) => {
      const depth = f.let(minimum(p.depth, p.block));
      f.set(p.depth, i32.sub(p.depth, depth));
      f.if(
        p.depth,
        () => {
          f.set(c, p.sums);
          f.set(cRow, 4 * width.columns);
          f.set(floor, -Infinity);
        },
        () => {
          f.set(c, p.c);
          f.set(cRow, p.cRow);
          f.set(floor, p.floor);
        },
      );
      f.if(whole, () => f.call(tiles, { ...p, depth, c, cRow, floor }));
      f.if(last, () => {
        f.call(lastTile, {
          ...p,
          rows: last,
          depth,
          a: i32.add(p.a, i32.mul(whole, p.aRow)),
          initial: i32.add(p.initial, i32.mul(whole, p.initialRow)),
          c: i32.add(c, i32.mul(whole, cRow)),
          cRow,
          floor,
        });
      });
      f.set(p.initial, c);
      f.set(p.initialRow, cRow);
      f.set(p.a, i32.add(p.a, i32.shl(depth, 2)));
      f.set(p.b, i32.add(p.b, i32.mul(depth, p.bStep)));
      f.br_if(nextBlock, p.depth);
    });
  });
}
