import { LayerNorm } from '@rondo/layers-core';
import type { SharedParameters } from './recurrent-cell.ts';

export interface LayerNormCellOptions extends Pick<SharedParameters, 'weightIh' | 'weightHh'> {
  /** Whether the norms have a bias (true). */
  readonly bias?: boolean;
  /** Added to the variance, inside the root (1e-5). */
  readonly eps?: number;
}

/** The names of the options of cells with layer normalisation. */
export const layerNormCellOptionNames = ['bias', 'eps', 'weightIh', 'weightHh'] as const;

/** A norm of a cell over `size` numbers. */
export function cellNorm(
  size: number,
  { bias = true, eps = 1e-5 }: LayerNormCellOptions,
): LayerNorm {
  return new LayerNorm(size, { bias, eps });
}
