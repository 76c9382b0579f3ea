import { ModuleBuilder } from '../assembler/index.ts';
import { defineMultiplyDots } from './multiply-dots.ts';
import { defineMultiplyPanels } from './multiply-panels.ts';
import { defineMultiplyRow } from './multiply-row.ts';
import { definePack } from './pack.ts';
import { tileColumns, tileRows } from './tile.ts';

type Pack = (
  source: number,
  laneStride: number,
  depthStride: number,
  lanes: number,
  depth: number,
  target: number,
) => void;

/** The functions of the module, as JavaScript calls them: addresses and strides in bytes, sizes in elements. */
export interface MatmulKernels {
  readonly packRows: Pack;
  readonly packColumns: Pack;
  multiplyPanels(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    b: number,
    bStep: number,
    bPanel: number,
    initial: number,
    initialRow: number,
    c: number,
    cRow: number,
    edge: number,
  ): void;
  multiplyRow(
    columns: number,
    depth: number,
    a: number,
    aStep: number,
    b: number,
    bStep: number,
    initial: number,
    c: number,
  ): void;
  multiplyDots(
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aRow: number,
    b: number,
    bColumn: number,
    initial: number,
    initialRow: number,
    initialColumn: number,
    c: number,
    cRow: number,
    cColumn: number,
  ): void;
}

/** Builds and compiles the module, once for each memory. */
export function compileMatmul(memory: WebAssembly.Memory): MatmulKernels {
  const module = new ModuleBuilder({ shared: !(memory.buffer instanceof ArrayBuffer) });
  definePack(module, 'packRows', tileRows);
  definePack(module, 'packColumns', tileColumns);
  defineMultiplyPanels(module);
  defineMultiplyRow(module);
  defineMultiplyDots(module);
  return module.instantiate(memory) as MatmulKernels;
}
