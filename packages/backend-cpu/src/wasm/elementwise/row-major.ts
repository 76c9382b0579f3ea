import { isRowMajor, type Operand } from '@rondo/tensor';
import { start } from '../../reference/iterate.ts';

/** Where a row-major operand starts, in elements of the memory; undefined for an operand with other strides. */
export function rowMajorPosition(operand: Operand): number | undefined {
  return isRowMajor(operand.shape, operand.strides) ? start(operand) : undefined;
}
