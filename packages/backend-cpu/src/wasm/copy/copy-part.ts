import type { CopyKernels } from './kernels.ts';
import type { CopyPart } from './parts.ts';

/** Copies one part in the way that fits its strides. */
export function copyPart(kernels: CopyKernels, { rows, columns, from, to }: CopyPart): void {
  if (columns.to === 1 && columns.from === 1) {
    kernels.copyRows(rows.size, columns.size, from, rows.from, to, rows.to);
  } else if (columns.to === 1 && columns.from === 0) {
    kernels.repeatElements(rows.size, columns.size, from, rows.from, to, rows.to);
  } else if (columns.to === 1 && rows.from === 1) {
    kernels.transpose(rows.size, columns.size, from, columns.from, to, rows.to);
  } else {
    kernels.copyStrided(
      rows.size,
      columns.size,
      from,
      rows.from,
      columns.from,
      to,
      rows.to,
      columns.to,
    );
  }
}
