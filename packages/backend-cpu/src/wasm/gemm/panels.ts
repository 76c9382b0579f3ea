import type { ModuleBuilder } from '../assembler/index.ts';
import { definePanel } from './panel.ts';
import { mostColumns, panelWidths, type TileShape } from './tile-shape.ts';
import { defineTiles, type Tiles } from './tiles.ts';

/** A way to compute some columns of a product. */
export interface PanelKind {
  /** Columns of one panel. */
  readonly width: number;
  /** Panels side by side. */
  readonly panels: number;
  /** The only number of rows that it takes; any unless told. */
  readonly rows?: number;
  readonly multiply: Tiles;
}

/** Vectors of sums that few rows form at a time, if they can: sums wait for themselves, not for each other. */
const chains = mostColumns / 4;

/** The ways for a tile, in the order in which they are to be tried; the last takes panels of four columns. */
export function definePanels(module: ModuleBuilder, { rows: height, columns }: TileShape) {
  const sideBySide = [1, 2].flatMap((rows): PanelKind[] => {
    const panels = Math.floor(chains / (rows * (columns / 4)));
    const multiply = () => defineTiles(module, rows, { columns, panels });
    return panels < 2 ? [] : [{ width: columns, panels, rows, multiply: multiply() }];
  });
  const single = panelWidths({ rows: height, columns }).map((width): PanelKind => ({
    width,
    panels: 1,
    multiply: definePanel(module, height, width),
  }));
  return [...sideBySide, ...single];
}
