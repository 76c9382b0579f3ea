import {
  type Expr,
  f32,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { tile, tileColumns, tileRows } from './tile.ts';

/** Bytes of the space in which tiles at the edges are formed. */
export const edgeBytes = 4 * tileRows * tileColumns;

const parameters = {
  rows: 'i32',
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  b: 'i32',
  bStep: 'i32',
  bPanel: 'i32',
  initial: 'i32',
  initialRow: 'i32',
  c: 'i32',
  cRow: 'i32',
  edge: 'i32',
} as const;

/** c = edge (+ initial) of the part of a tile that lies inside C. */
function storeEdge(
  f: FunctionBuilder,
  edge: Expr<'i32'>,
  rows: Expr<'i32'>,
  columns: Local<'i32'>,
  [initial, initialRow]: readonly [Local<'i32'>, Local<'i32'>],
  [c, cRow]: readonly [Local<'i32'>, Local<'i32'>],
): void {
  const [from, add, to] = [f.let(edge), f.let(initial), f.let(c)];
  f.repeat(rows, () => {
    f.for(0, i32.shl(columns, 2), 4, (j) => {
      const sum = f.let(f32.load(i32.add(from, j)));
      f.if(initial, () => f.set(sum, f32.add(f32.load(i32.add(add, j)), sum)));
      f.store(i32.add(to, j), sum);
    });
    f.set(from, i32.add(from, 4 * tileColumns));
    f.set(add, i32.add(add, initialRow));
    f.set(to, i32.add(to, cRow));
  });
}

/**
 * C = A B (+ initial) of packed rows A and columns B in panels: `bPanel` bytes from one panel to the next, `bStep` from one k to
 * the next, so that a row-major B can also stay where it is. `initial` 0 adds nothing. All strides are in bytes.
 */
export function defineMultiplyPanels(module: ModuleBuilder): void {
  module.function('multiplyPanels', { parameters }, (f, p) => {
    f.while(i32.gt_s(p.columns, 0), () => {
      const [a, c, initial] = [f.let(p.a), f.let(p.c), f.let(p.initial)];
      const rows = f.let(p.rows);
      f.while(i32.gt_s(rows, 0), () => {
        const b = f.let(p.b);
        const inside = i32.and(i32.ge_s(rows, tileRows), i32.ge_s(p.columns, tileColumns));
        const isFull = f.let(inside);
        tile(f, {
          depth: p.depth,
          a,
          b,
          bStep: p.bStep,
          initial: i32.select(initial, 0, isFull),
          initialRow: p.initialRow,
          c: i32.select(c, p.edge, isFull),
          cRow: i32.select(p.cRow, 4 * tileColumns, isFull),
        });
        f.if(i32.eqz(isFull), () => {
          const height = i32.select(rows, tileRows, i32.lt_s(rows, tileRows));
          const width = f.let(i32.select(p.columns, tileColumns, i32.lt_s(p.columns, tileColumns)));
          storeEdge(f, p.edge, height, width, [initial, p.initialRow], [c, p.cRow]);
        });
        f.set(c, i32.add(c, i32.mul(p.cRow, tileRows)));
        f.if(initial, () => f.set(initial, i32.add(initial, i32.mul(p.initialRow, tileRows))));
        f.set(rows, i32.sub(rows, tileRows));
      });
      f.set(p.b, i32.add(p.b, p.bPanel));
      f.set(p.c, i32.add(p.c, 4 * tileColumns));
      f.if(p.initial, () => f.set(p.initial, i32.add(p.initial, 4 * tileColumns)));
      f.set(p.columns, i32.sub(p.columns, tileColumns));
    });
  });
}
