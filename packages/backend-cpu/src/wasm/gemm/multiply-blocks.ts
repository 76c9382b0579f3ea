import {
  type Expr,
  f32,
  f32x4,
  type FunctionHandle,
  i32,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { blockColumns, blockRows, edgeBytes, rowGap, zerosBytes } from './blocks.ts';
import { makeRowsContiguous } from './contiguous-rows.ts';
import type { CopyColumns } from './copy-columns.ts';
import { packedPanel, wasmBlockDepth } from './depth-blocks.ts';
import { minimum } from './minimum.ts';
import type { PackColumns } from './pack-columns.ts';
import type { PackFour } from './pack-four.ts';
import type { PanelKind } from './panels.ts';

/** So few rows never repay that B is packed; */
const fewestRows = 12;
/** so few only where B lies well: small enough for the second cache, */
const fewRows = 48;
const cacheNumbers = 2 ** 18;
/** and its rows not whole pages apart, where they would fight for one place in the first. */
const unluckyStride = 2048;

const parameters = {
  rows: 'i32',
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  aColumn: 'i32',
  b: 'i32',
  bRow: 'i32',
  bColumn: 'i32',
  packed: 'i32',
  initial: 'i32',
  initialRow: 'i32',
  c: 'i32',
  cRow: 'i32',
  floor: 'f32',
  scratch: 'i32',
} as const;

export type MultiplyBlocks = FunctionHandle<typeof parameters, undefined>;

export interface BlockFunctions {
  readonly packFour: PackFour;
  readonly packColumns: PackColumns;
  readonly copyColumns: CopyColumns;
  readonly panels: readonly PanelKind[];
}

/**
 * C = max(A B (+ initial), floor) by blocks of columns, depth and rows. `packed`, if not 0, is B in panels, and b is not read.
 * Otherwise blocks of B are packed, or read where they are by few rows.
 */
export function defineMultiplyBlocks(
  module: ModuleBuilder,
  { packFour, packColumns, copyColumns, panels }: BlockFunctions,
): MultiplyBlocks {
  return module.function('multiplyBlocks', { parameters, exported: false }, (f, p) => {
    const zero = f.let(f32x4.splat(0));
    for (let at = 0; at < zerosBytes; at += 16) f.store(p.scratch, zero, at, 4);
    const block = wasmBlockDepth(f, p.depth);
    const edge = f.let(i32.add(p.scratch, zerosBytes));
    const packedRows = f.let(i32.add(edge, edgeBytes));
    const rowsSpace = i32.mul(minimum(p.rows, blockRows), i32.add(i32.shl(block, 2), rowGap));
    const packedColumns = f.let(i32.add(packedRows, rowsSpace));
    const liesWell = i32.and(
      i32.le_u(i32.mul(p.columns, p.depth), cacheNumbers),
      i32.ne(i32.and(p.bRow, unluckyStride - 1), 0),
    );
    const rowsInPlace = i32.select(fewRows, fewestRows, liesWell);
    const readsInPlace = i32.and(i32.eq(p.bColumn, 4), i32.le_s(p.rows, rowsInPlace));
    const inPlace = f.let(i32.and(i32.eqz(p.packed), readsInPlace));

    f.for(0, p.columns, blockColumns, (firstColumn) => {
      const end = f.let(minimum(p.columns, i32.add(firstColumn, blockColumns)));
      const k = f.let(i32.const(0));
      const initial = f.let(p.initial);
      const initialRow = f.let(i32.select(p.initialRow, 0, p.initial));
      f.loop((nextDepth) => {
        const depth = f.let(minimum(block, i32.sub(p.depth, k)));
        const nextK = f.let(i32.add(k, depth));
        const floor = f.let(f32.select(p.floor, f32.const(-Infinity), i32.ge_s(nextK, p.depth)));
        const bAt = (j: Expr<'i32'>) =>
          i32.add(i32.add(p.b, i32.mul(k, p.bRow)), i32.mul(j, p.bColumn));
        const packedAt = (j: Expr<'i32'>) =>
          i32.add(packedColumns, i32.shl(i32.mul(i32.sub(j, firstColumn), depth), 2));

        f.if(i32.eqz(p.packed), () => {
          // In place only what fills no vector is packed.
          const j = f.let(firstColumn);
          f.if(inPlace, () => f.set(j, i32.sub(end, i32.and(i32.sub(end, firstColumn), 3))));
          f.call(packColumns, {
            b: bAt(j),
            bRow: p.bRow,
            bColumn: p.bColumn,
            depth,
            columns: i32.sub(end, j),
            target: packedAt(j),
          });
        });

        f.for(0, p.rows, blockRows, (i) => {
          const rows = f.let(minimum(blockRows, i32.sub(p.rows, i)));
          const a = f.let(i32.add(i32.add(p.a, i32.mul(i, p.aRow)), i32.mul(k, p.aColumn)));
          const aRow = f.let(p.aRow);
          const strided = { a, aRow, aColumn: p.aColumn, rows, depth };
          makeRowsContiguous(f, packFour, strided, packedRows);

          const j = f.let(firstColumn);
          const at = (pointer: Expr<'i32'>, row: Expr<'i32'>) =>
            i32.add(i32.add(pointer, i32.mul(i, row)), i32.shl(j, 2));
          const panelAt = f.local('i32');
          const addend = f.local('i32');
          const locate = (): void => {
            const packed = packedPanel(p.packed, p.columns, k, j, depth);
            f.set(panelAt, i32.select(packed, packedAt(j), p.packed));
            f.set(addend, i32.select(at(initial, initialRow), p.scratch, initial));
          };
          const common = { rows, depth, a, aRow, b: panelAt, floor };
          for (const { width, panels: count, rows: only, multiply } of panels) {
            const wide = i32.ge_s(i32.sub(end, j), width * count);
            f.while(only === undefined ? wide : i32.and(wide, i32.eq(rows, only)), () => {
              locate();
              f.if(inPlace, () => f.set(panelAt, bAt(j)));
              f.call(multiply, {
                ...common,
                bStep: i32.select(p.bRow, 4 * width, inPlace),
                bPanel: i32.select(4 * width, i32.mul(depth, 4 * width), inPlace),
                initial: addend,
                initialRow,
                c: at(p.c, p.cRow),
                cRow: p.cRow,
              });
              f.set(j, i32.add(j, width * count));
            });
          }
          const columns = f.let(i32.sub(end, j));
          f.if(columns, () => {
            // Few columns are computed near by, in whole vectors.
            locate();
            const target = at(p.c, p.cRow);
            f.call(copyColumns, {
              source: addend,
              sourceRow: initialRow,
              columns,
              rows,
              target: edge,
              targetRow: 16,
            });
            f.call(panels.at(-1)!.multiply, {
              ...common,
              bStep: 16,
              bPanel: 0,
              initial: edge,
              initialRow: 16,
              c: edge,
              cRow: 16,
            });
            f.call(copyColumns, {
              source: edge,
              sourceRow: 16,
              columns,
              rows,
              target,
              targetRow: p.cRow,
            });
          });
        });
        f.set(initial, p.c);
        f.set(initialRow, p.cRow);
        f.set(k, nextK);
        f.br_if(nextDepth, i32.lt_s(k, p.depth));
      });
    });
  });
}
