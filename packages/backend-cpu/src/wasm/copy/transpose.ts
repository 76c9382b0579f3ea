import {
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { transpose4 } from '../matmul/transpose.ts';
import type { CopyStrided } from './copy-strided.ts';

const parameters = {
  rows: 'i32',
  columns: 'i32',
  from: 'i32',
  fromColumn: 'i32',
  to: 'i32',
  toRow: 'i32',
} as const;

/** Rows of the output that are written side by side: their cache lines stay near until they are full. */
const bandRows = 8;

/** Writes `height` rows of the output, four columns at a time; `from` and `to` address their first elements. */
function copyBand(
  f: FunctionBuilder,
  height: number,
  quads: Local<'i32'>,
  from: Local<'i32'>,
  fromColumn: Local<'i32'>,
  to: Local<'i32'>,
  toRow: Local<'i32'>,
): void {
  const first = f.let(from);
  const targets = Array.from({ length: height }, (_, row) =>
    f.let(i32.add(to, i32.mul(toRow, row))),
  );
  f.repeat(quads, () => {
    const second = f.let(i32.add(first, fromColumn));
    const third = f.let(i32.add(second, fromColumn));
    const fourth = f.let(i32.add(third, fromColumn));
    for (let row = 0; row < height; row += 4) {
      const load = (column: Local<'i32'>) => f.let(v128.load(column, 4 * row, 4));
      const tile = transpose4(f, [load(first), load(second), load(third), load(fourth)]);
      for (const [i, four] of tile.entries()) f.store(targets[row + i]!, four, 0, 4);
    }
    f.set(first, i32.add(fourth, fromColumn));
    for (const target of targets) f.set(target, i32.add(target, 16));
  });
}

/** Contiguous rows from columns that are contiguous in the input: tiles of 4 x 4, the edges element by element. */
export function defineTranspose(module: ModuleBuilder, copyStrided: CopyStrided): void {
  module.function('transpose', { parameters }, (f, p) => {
    const [from, to] = [f.let(i32.shl(p.from, 2)), f.let(i32.shl(p.to, 2))];
    const [fromColumn, toRow] = [f.let(i32.shl(p.fromColumn, 2)), f.let(i32.shl(p.toRow, 2))];
    const quads = f.let(i32.shr_u(p.columns, 2));
    const bands = (count: Local<'i32'>, height: number) =>
      f.repeat(count, () => {
        copyBand(f, height, quads, from, fromColumn, to, toRow);
        f.set(from, i32.add(from, 4 * height));
        f.set(to, i32.add(to, i32.mul(toRow, height)));
      });
    bands(f.let(i32.div_u(p.rows, bandRows)), bandRows);
    bands(f.let(i32.shr_u(i32.rem_u(p.rows, bandRows), 2)), 4);

    const tiledRows = f.let(i32.and(p.rows, -4));
    const tiledColumns = f.let(i32.shl(quads, 2));
    f.call(copyStrided, {
      ...p,
      rows: tiledRows,
      columns: i32.sub(p.columns, tiledColumns),
      from: i32.add(p.from, i32.mul(p.fromColumn, tiledColumns)),
      fromRow: 1,
      to: i32.add(p.to, tiledColumns),
      toColumn: 1,
    });
    f.call(copyStrided, {
      ...p,
      rows: i32.sub(p.rows, tiledRows),
      from: i32.add(p.from, tiledRows),
      fromRow: 1,
      to: i32.add(p.to, i32.mul(p.toRow, tiledRows)),
      toColumn: 1,
    });
  });
}
