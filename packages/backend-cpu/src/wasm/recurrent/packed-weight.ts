import type { KernelContext } from '../../kernel-context.ts';
import { packedBytes } from '../gemm/define-gemm.ts';
import type { RecurrentKernels } from './kernels.ts';

interface Weight {
  readonly pointer: number;
  /** Bytes from row to row and from column to column of the B of the product. */
  readonly row: number;
  readonly column: number;
  readonly depth: number;
  readonly columns: number;
}

/** Runs `body` with the address of a packed weight, or with 0 where it is used too seldom to repay that. */
export function withPackedWeight(
  { memory }: KernelContext,
  kernels: RecurrentKernels,
  { pointer, row, column, depth, columns }: Weight,
  uses: number,
  body: (packed: number) => void,
): void {
  if (uses === 1) {
    body(0);
    return;
  }
  const block = memory.allocate(packedBytes({ depth, columns }));
  try {
    const target = block.pointer;
    kernels.run('packWeight', [{ b: pointer, bRow: row, bColumn: column, depth, columns, target }]);
    body(target);
  } finally {
    memory.free(block);
  }
}
