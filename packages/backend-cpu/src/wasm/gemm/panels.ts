import type { ModuleBuilder } from '../assembler/index.ts';
import { definePanel } from './panel.ts';
import { definePartialVector } from './partial-vector.ts';
import { mostColumns, panelWidths, type TileShape } from './tile-shape.ts';
import { defineTiles, type Tiles } from './tiles.ts';

/** How some columns of a product are computed. */
export interface PanelKind {
  /** Columns of one panel. */
  readonly width: number;
  /** Panels side by side. */
  readonly panels: number;
  /** The only number of rows that it takes; any unless told. */
  readonly rows?: number;
  readonly multiply: Tiles;
}

export interface Panels {
  /** For whole panels; in the order in which they are tried. */
  readonly whole: readonly PanelKind[];
  /** For the last one to three columns. */
  readonly edge: PanelKind;
}

/** Vectors of sums that few rows form at a time, if they can: sums wait for themselves, not for each other. */
const chains = mostColumns / 4;

export function definePanels(module: ModuleBuilder, tile: TileShape): Panels {
  const { rows: height, columns } = tile;
  const side = [1, 2].flatMap((rows) => {
    const panels = Math.floor(chains / (rows * (columns / 4)));
    if (panels < 2) return [];
    return [
      { width: columns, panels, rows, multiply: defineTiles(module, rows, { columns, panels }) },
    ];
  });
  const single = panelWidths(tile).map((width) => ({
    width,
    panels: 1,
    multiply: definePanel(module, height, { columns: width }),
  }));
  const partial = definePartialVector(module);
  const edge = {
    width: 4,
    panels: 1,
    multiply: definePanel(module, height, { columns: 4, partial }),
  };
  return { whole: [...side, ...single], edge };
}
