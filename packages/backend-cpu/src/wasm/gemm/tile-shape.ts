import type { Engine } from '../../engine.ts';

/** The part of C whose sums stay in registers. */
export interface TileShape {
  readonly rows: number;
  readonly columns: 8 | 12 | 16;
}

/** The widest tile, which bounds how far columns are packed together. */
export const widestTile = 16;

/** The tile for an engine. Whatever it is, each element is the same sum. */
export function tileShape({ relaxedSimd, revectorize }: Engine): TileShape {
  if (revectorize) return { rows: 6, columns: 16 };
  return relaxedSimd ? { rows: 6, columns: 8 } : { rows: 4, columns: 8 };
}

/** Widths of panels of columns, the widest first: the last columns of a matrix are in narrower panels. */
export function panelWidths({ columns }: TileShape): number[] {
  return [columns, 8, 4].filter((width, i) => i === 0 || width < columns);
}
