import { type FunctionHandle, i32, type ModuleBuilder, v128 } from '../assembler/index.ts';
import { transpose4 } from '../gemm/transpose.ts';
import type { CopyStrided } from './copy-strided.ts';

const parameters = {
  thread: 'i32',
  rows: 'i32',
  columns: 'i32',
  from: 'i32',
  fromColumn: 'i32',
  to: 'i32',
  toRow: 'i32',
} as const;

/** Rows whose elements share cache lines of the input. */
const blockRows = 16;
/** Columns whose cache lines of the input stay near until all rows of a block have read them. */
const blockQuads = 4;

const bandParameters = {
  quads: 'i32',
  from: 'i32',
  fromColumn: 'i32',
  to: 'i32',
  toRow: 'i32',
} as const;

type Band = FunctionHandle<typeof bandParameters, undefined>;

/** Four rows of the output, four columns at a time; addresses and strides in bytes. */
function defineBand(module: ModuleBuilder): Band {
  const options = { parameters: bandParameters, exported: false };
  return module.function('transposeBand', options, (f, { quads, from, fromColumn, to, toRow }) => {
    const second = f.let(i32.add(to, toRow));
    const third = f.let(i32.add(second, toRow));
    const fourth = f.let(i32.add(third, toRow));
    const targets = [to, second, third, fourth];
    f.repeat(quads, () => {
      const load = () => {
        const column = f.let(v128.load(from, 0, 4));
        f.set(from, i32.add(from, fromColumn));
        return column;
      };
      const tile = transpose4(f, [load(), load(), load(), load()]);
      for (const [i, four] of tile.entries()) {
        f.store(targets[i]!, four, 0, 4);
        f.set(targets[i]!, i32.add(targets[i]!, 16));
      }
    });
  });
}

/** Contiguous rows from columns that are contiguous in the input: tiles of 4 x 4, the edges element by element. */
export function defineTranspose(module: ModuleBuilder, copyStrided: CopyStrided): void {
  const band = defineBand(module);
  module.function('transpose', { parameters }, (f, p) => {
    const [from, to] = [f.let(i32.shl(p.from, 2)), f.let(i32.shl(p.to, 2))];
    const [fromColumn, toRow] = [f.let(i32.shl(p.fromColumn, 2)), f.let(i32.shl(p.toRow, 2))];
    const quads = f.let(i32.shr_u(p.columns, 2));
    const tiledRows = f.let(i32.and(p.rows, -4));
    f.for(0, tiledRows, blockRows, (row) => {
      const height = f.let(i32.sub(tiledRows, row));
      const end = f.let(i32.add(row, i32.select(height, blockRows, i32.lt_s(height, blockRows))));
      f.for(0, quads, blockQuads, (quad) => {
        const left = f.let(i32.sub(quads, quad));
        f.for(row, end, 4, (i) => {
          f.call(band, {
            quads: i32.select(left, blockQuads, i32.lt_s(left, blockQuads)),
            from: i32.add(i32.add(from, i32.shl(i, 2)), i32.shl(i32.mul(quad, fromColumn), 2)),
            fromColumn,
            to: i32.add(i32.add(to, i32.mul(i, toRow)), i32.shl(quad, 4)),
            toRow,
          });
        });
      });
    });

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
