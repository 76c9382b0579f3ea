import {
  type FunctionHandle,
  i32,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
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
  return module.function('packColumns', { parameters, exported: false }, (f, p) => {
    const panelBytes = (width: number) => i32.mul(p.depth, 4 * width);
    const advance = (width: number) => {
      f.set(p.b, i32.add(p.b, i32.mul(p.bColumn, width)));
      f.set(p.target, i32.add(p.target, panelBytes(width)));
      f.set(p.columns, i32.sub(p.columns, width));
    };
    const four = (lane: number, width: number, lanes: number | typeof p.columns) =>
      f.call(packFour, {
        source: i32.add(p.b, i32.mul(p.bColumn, lane)),
        laneStride: p.bColumn,
        depthStride: p.bRow,
        lanes,
        depth: p.depth,
        target: i32.add(p.target, 4 * lane),
        step: 4 * width,
      });
    const copyPanel = (width: number) => {
      const [from, to] = [f.let(p.b), f.let(p.target)];
      f.repeat(p.depth, () => {
        for (let lane = 0; lane < width; lane += 4) {
          f.store(to, v128.load(from, 4 * lane, 4), 4 * lane, 4);
        }
        f.set(from, i32.add(from, p.bRow));
        f.set(to, i32.add(to, 4 * width));
      });
    };
    for (const width of panelWidths(tile)) {
      f.while(i32.ge_s(p.columns, width), () => {
        f.if(
          i32.eq(p.bColumn, 4),
          () => copyPanel(width),
          () => {
            for (let lane = 0; lane < width; lane += 4) four(lane, width, 4);
          },
        );
        advance(width);
      });
    }
    f.if(p.columns, () => four(0, 4, p.columns));
  });
}
