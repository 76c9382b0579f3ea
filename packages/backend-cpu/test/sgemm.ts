import { plain, rowMajor, type Sgemm } from '../src/blas/sgemm.ts';
import type { LinearMemory } from '../src/linear-memory.ts';

function fits(lead: number, plainly: boolean, width: number, height: number): boolean {
  return lead >= Math.max(1, plainly ? width : height);
}

/** cblas_sgemm in TypeScript, on a memory that begins at address 0; `spoil` changes the sums. It insists on what BLAS insists on. */
export function sgemmOn(memory: LinearMemory, spoil = (sum: number): number => sum): Sgemm {
  return (order, ta, tb, rows, columns, depth, alpha, a, aRow, b, bRow, beta, c, cRow) => {
    if (
      order !== rowMajor ||
      !fits(aRow, ta === plain, depth, rows) ||
      !fits(bRow, tb === plain, columns, depth) ||
      !fits(cRow, true, columns, rows)
    ) {
      throw new Error(`sgemm: illegal arguments ${[order, aRow, bRow, cRow].join(', ')}`);
    }
    const { f32 } = memory;
    const at = (base: number, lead: number, plainly: boolean, i: number, j: number): number =>
      f32[base / 4 + (plainly ? i * lead + j : j * lead + i)]!;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < depth; k++) {
          sum += at(a, aRow, ta === plain, i, k) * at(b, bRow, tb === plain, k, j);
        }
        const to = c / 4 + i * cRow + j;
        f32[to] = spoil(alpha * sum) + (beta === 0 ? 0 : beta * f32[to]!);
      }
    }
  };
}
