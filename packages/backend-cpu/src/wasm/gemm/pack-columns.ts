import {
  type Expr,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { defineCopyPanels, stripColumns } from './copy-panels.ts';
import { minimum } from './minimum.ts';
import type { PackFour } from './pack-four.ts';
import { panelWidths, type TileShape } from './tile-shape.ts';

const parameters = {
  b: 'i32',
  bRow: 'i32',
  bColumn: 'i32',
  depth: 'i32',
  columns: 'i32',
  target: 'i32',
} as const;

export type PackColumns = FunctionHandle<typeof parameters, undefined>;

/**
 * Packs columns of B into panels: for each panel and each k the numbers of its columns side by side. The panel that begins with
 * column j lies at `4 * depth * j`; its width is the widest that the columns left fill, and 4 for the last one to three.
 */
export function definePackColumns(
  module: ModuleBuilder,
  tile: TileShape,
  packFour: PackFour,
): PackColumns {
  const widths = panelWidths(tile);
  const copyPanels = new Map(widths.map((width) => [width, defineCopyPanels(module, width)]));
  return module.function('packColumns', { parameters, exported: false }, (f, p) => {
    const advance = (columns: Expr<'i32'> | number): void => {
      f.set(p.b, i32.add(p.b, i32.mul(p.bColumn, columns)));
      f.set(p.target, i32.add(p.target, i32.shl(i32.mul(p.depth, columns), 2)));
      f.set(p.columns, i32.sub(p.columns, columns));
    };
    const four = (lane: number, width: number, lanes: number | Local<'i32'>): void => {
      f.call(packFour, {
        source: i32.add(p.b, i32.mul(p.bColumn, lane)),
        laneStride: p.bColumn,
        depthStride: p.bRow,
        lanes,
        depth: p.depth,
        target: i32.add(p.target, 4 * lane),
        step: 4 * width,
      });
    };
    f.if(i32.eq(p.bColumn, 4), () => {
      for (const width of widths) {
        f.while(i32.ge_s(p.columns, width), () => {
          const panels = f.let(i32.div_u(minimum(p.columns, stripColumns), width));
          const panelBytes = i32.mul(p.depth, 4 * width);
          f.call(copyPanels.get(width)!, { ...p, panels, panelBytes });
          advance(f.let(i32.mul(panels, width)));
        });
      }
    });
    for (const width of widths) {
      f.while(i32.ge_s(p.columns, width), () => {
        for (let lane = 0; lane < width; lane += 4) four(lane, width, 4);
        advance(width);
      });
    }
    f.if(p.columns, () => four(0, 4, p.columns));
  });
}
