import { elementCount, type Operand } from '@rondo/tensor';

/** A tensor as rows along its last axis. */
export function rowsOf({ shape }: Operand): { readonly rows: number; readonly size: number } {
  return { rows: elementCount(shape.slice(0, -1)), size: shape.at(-1) ?? 1 };
}
