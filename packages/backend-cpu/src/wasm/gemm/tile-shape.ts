import type { Engine } from '../../engine.ts';

/** The part of C whose sums stay in registers. */
export interface TileShape {
  readonly rows: number;
  readonly columns: 8 | 16;
}

/** Columns that are computed side by side, at most. */
export const mostColumns = 32;

/**
 * The tile for an engine; whatever it is, each element is the same sum. Chosen from measurements and not by a probe: what runs in
 * the first milliseconds is code that the engine has not optimised yet. On V8 11 to 13, with and without fused multiply-add, 6 x 8
 * is within 3 % of the best tile or the best, by up to a quarter; pairs of vectors make it 6 x 16.
 */
export function tileShape({ revectorize }: Engine): TileShape {
  return { rows: 6, columns: revectorize ? 16 : 8 };
}

/** Widths of panels of columns, the widest first: the last columns of a matrix are in narrower panels. */
export function panelWidths({ columns }: TileShape): number[] {
  return columns === 16 ? [16, 8, 4] : [8, 4];
}
