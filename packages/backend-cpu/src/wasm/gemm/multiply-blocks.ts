import {
  type Expr,
  type FunctionBuilder,
  type FunctionHandle,
  f32,
  f32x4,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import {
  blockColumnsUnit,
  blockNumbers,
  blockRows,
  blocksTogether,
  largestBlockDepth,
  rowGap,
  sumsBytes,
  zerosBytes,
} from './blocks.ts';
import { minimum } from './minimum.ts';
import { definePackColumns, type PackColumns } from './pack-columns.ts';
import { definePackFour, type PackFour } from './pack-four.ts';
import { defineMultiplyPanel, type MultiplyPanel } from './panel.ts';
import { definePartialVector } from './partial-vector.ts';
import { panelWidths, type TileShape } from './tile-shape.ts';

/** So few rows do not repay that B is packed. */
const rowsNotWorthPacking = 24;

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

/** The functions of one tile that a product by blocks is made of. */
export interface BlockFunctions {
  readonly packFour: PackFour;
  readonly packColumns: PackColumns;
  /** By the width of the panel, the widest first. */
  readonly panels: ReadonlyMap<number, MultiplyPanel>;
  /** The panel of the last one to three columns. */
  readonly edge: MultiplyPanel;
}

export function defineBlockFunctions(module: ModuleBuilder, tile: TileShape): BlockFunctions {
  const packFour = definePackFour(module);
  const panel = (columns: number) => defineMultiplyPanel(module, tile.rows, { columns });
  const partial = definePartialVector(module);
  return {
    packFour,
    packColumns: definePackColumns(module, tile, packFour),
    panels: new Map(panelWidths(tile).map((width) => [width, panel(width)])),
    edge: defineMultiplyPanel(module, tile.rows, { columns: 4, partial }),
  };
}

const roundUp4 = (size: Expr<'i32'>): Expr<'i32'> => i32.and(i32.add(size, 3), -4);

/** What `blockDepth` says, in the module. */
export function wasmBlockDepth(f: FunctionBuilder, depth: Local<'i32'>): Local<'i32'> {
  const blocks = f.let(i32.add(i32.div_s(i32.sub(depth, 1), largestBlockDepth), 1));
  return f.let(roundUp4(i32.div_s(i32.sub(i32.add(depth, blocks), 1), blocks)));
}

/** Depth of a slab, the blocks of depth that are computed together. */
export function wasmSlabDepth(f: FunctionBuilder, depth: Local<'i32'>): Local<'i32'> {
  return f.let(minimum(depth, i32.mul(wasmBlockDepth(f, depth), blocksTogether)));
}

/** Where the panel of column j of a packed B begins, for the slab of `depth` from k on. */
export function packedPanel(
  packed: Expr<'i32'>,
  columns: Expr<'i32'>,
  k: Expr<'i32'>,
  j: Expr<'i32'>,
  depth: Expr<'i32'>,
): Expr<'i32'> {
  const before = i32.add(i32.mul(k, roundUp4(columns)), i32.mul(j, depth));
  return i32.add(packed, i32.shl(before, 2));
}

/**
 * C = max(A B + initial, floor) by blocks of columns, depth and rows. `packed`, if not 0, is B in panels, and b is not read.
 * Otherwise each panel is packed just before its first use, or read where it is by few rows.
 */
export function defineMultiplyBlocks(
  module: ModuleBuilder,
  { packFour, packColumns, panels, edge }: BlockFunctions,
): MultiplyBlocks {
  return module.function('multiplyBlocks', { parameters, exported: false }, (f, p) => {
    const zero = f.let(f32x4.splat(0));
    const block = wasmBlockDepth(f, p.depth);
    const slab = wasmSlabDepth(f, p.depth);
    const units = f.let(
      i32.div_u(i32.const(blockNumbers), i32.add(i32.mul(slab, blockColumnsUnit), 1)),
    );
    const blockColumns = f.let(i32.mul(i32.select(units, 1, units), blockColumnsUnit));
    const rowsSpace = i32.mul(
      minimum(p.rows, blockRows),
      i32.add(i32.shl(roundUp4(slab), 2), rowGap),
    );
    for (let at = 0; at < zerosBytes; at += 16) f.store(p.scratch, zero, at, 4);
    const sums = f.let(i32.add(p.scratch, zerosBytes));
    const packedRows = f.let(i32.add(sums, sumsBytes));
    const packedColumns = f.let(i32.add(packedRows, rowsSpace));
    const inPlace = f.let(i32.and(i32.eq(p.bColumn, 4), i32.le_s(p.rows, rowsNotWorthPacking)));
    f.for(0, p.columns, blockColumns, (firstColumn) => {
      const end = f.let(minimum(p.columns, i32.add(firstColumn, blockColumns)));
      const k = f.let(i32.const(0));
      const initial = f.let(p.initial);
      const initialRow = f.let(i32.select(p.initialRow, 0, p.initial));
      f.loop((nextDepth) => {
        const depth = f.let(minimum(slab, i32.sub(p.depth, k)));
        const kEnd = f.let(i32.add(k, depth));
        const floor = f.let(f32.select(p.floor, f32.const(-Infinity), i32.ge_s(kEnd, p.depth)));
        f.for(0, p.rows, blockRows, (i) => {
          const rows = f.let(minimum(blockRows, i32.sub(p.rows, i)));
          const a = f.let(i32.add(i32.add(p.a, i32.mul(i, p.aRow)), i32.mul(k, p.aColumn)));
          const aRow = f.let(p.aRow);
          f.if(i32.ne(p.aColumn, 4), () => {
            f.set(aRow, i32.add(i32.shl(roundUp4(depth), 2), rowGap));
            f.for(0, depth, 4, (lane) => {
              f.call(packFour, {
                source: i32.add(a, i32.mul(lane, p.aColumn)),
                laneStride: p.aColumn,
                depthStride: p.aRow,
                lanes: minimum(4, i32.sub(depth, lane)),
                depth: rows,
                target: i32.add(packedRows, i32.shl(lane, 2)),
                step: aRow,
              });
            });
            f.set(a, packedRows);
          });
          const j = f.let(firstColumn);
          const multiply = (
            width: number,
            columns: Expr<'i32'> | number,
            panel: MultiplyPanel,
            mayReadInPlace: boolean,
          ): void => {
            const b = f.let(i32.const(0));
            const bStep = f.let(i32.const(4 * width));
            const source = f.let(i32.add(i32.add(p.b, i32.mul(k, p.bRow)), i32.mul(j, p.bColumn)));
            f.block((found) => {
              f.if(p.packed, () => {
                f.set(b, packedPanel(p.packed, p.columns, k, j, depth));
                f.br(found);
              });
              if (mayReadInPlace) {
                f.if(inPlace, () => {
                  f.set(b, source);
                  f.set(bStep, p.bRow);
                  f.br(found);
                });
              }
              const space = i32.shl(i32.mul(i32.sub(j, firstColumn), depth), 2);
              f.set(b, i32.add(packedColumns, space));
              f.br_if(found, i);
              f.call(packColumns, {
                b: source,
                bRow: p.bRow,
                bColumn: p.bColumn,
                depth,
                columns,
                target: b,
              });
            });
            const at = (pointer: Expr<'i32'>, row: Expr<'i32'>) =>
              i32.add(i32.add(pointer, i32.mul(i, row)), i32.shl(j, 2));
            f.call(panel, {
              rows,
              depth,
              block,
              a,
              aRow,
              b,
              bStep,
              initial: i32.select(at(initial, initialRow), p.scratch, initial),
              initialRow,
              c: at(p.c, p.cRow),
              cRow: p.cRow,
              floor,
              lanes: columns,
              sums,
            });
          };
          for (const [width, panel] of panels) {
            f.while(i32.ge_s(i32.sub(end, j), width), () => {
              multiply(width, width, panel, true);
              f.set(j, i32.add(j, width));
            });
          }
          f.if(i32.gt_s(end, j), () => multiply(4, i32.sub(end, j), edge, false));
        });
        f.set(initial, p.c);
        f.set(initialRow, p.cRow);
        f.set(k, kEnd);
        f.br_if(nextDepth, i32.lt_s(k, p.depth));
      });
    });
  });
}
