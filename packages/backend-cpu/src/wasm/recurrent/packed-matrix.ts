import type { KernelContext } from '../../kernel-context.ts';
import { packedBytes } from '../gemm/define-gemm.ts';
import type { RecurrentKernels } from './kernels.ts';

/** The B of products. */
interface Matrix {
  readonly pointer: number;
  /** Bytes from row to row and from column to column. */
  readonly row: number;
  readonly column: number;
  readonly depth: number;
  readonly columns: number;
}

/** Runs `body` with the address of a packed matrix, or with 0 where it is used too seldom to repay that. */
export function withPacked(
  { memory }: KernelContext,
  kernels: RecurrentKernels,
  { pointer, row, column, depth, columns }: Matrix,
  repays: boolean,
  body: (packed: number) => void,
): void {
  if (!repays) {
    body(0);
    return;
  }
  const block = memory.allocate(packedBytes({ depth, columns }));
  try {
    const target = block.pointer;
    kernels.run('packMatrix', [{ b: pointer, bRow: row, bColumn: column, depth, columns, target }]);
    body(target);
  } finally {
    memory.free(block);
  }
}
