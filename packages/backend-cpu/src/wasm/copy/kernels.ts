import type { ModuleBuilder } from '../assembler/index.ts';
import { defineCopyRows } from './copy-rows.ts';
import { defineCopyStrided } from './copy-strided.ts';
import { defineRepeatElements } from './repeat-elements.ts';
import { defineTranspose } from './transpose.ts';

type CopyToRows = (
  thread: number,
  rows: number,
  columns: number,
  from: number,
  fromRow: number,
  to: number,
  toRow: number,
) => void;

/** The functions of the module, as JavaScript calls them: sizes, positions in the memory and strides in elements. */
export interface CopyKernels {
  readonly copyRows: CopyToRows;
  readonly repeatElements: CopyToRows;
  transpose(
    thread: number,
    rows: number,
    columns: number,
    from: number,
    fromColumn: number,
    to: number,
    toRow: number,
  ): void;
  copyStrided(
    thread: number,
    rows: number,
    columns: number,
    from: number,
    fromRow: number,
    fromColumn: number,
    to: number,
    toRow: number,
    toColumn: number,
  ): void;
}

/** Writes all functions of the module. */
export function defineCopy(module: ModuleBuilder): void {
  defineCopyRows(module);
  defineRepeatElements(module);
  defineTranspose(module, defineCopyStrided(module));
}
