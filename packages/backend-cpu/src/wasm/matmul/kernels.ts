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
  readonly multiplyPanels: (
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
  ) => void;
  readonly multiplyRow: (
    columns: number,
    depth: number,
    a: number,
    aStep: number,
    b: number,
    bStep: number,
    initial: number,
    c: number,
  ) => void;
  readonly multiplyDots: (
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
  ) => void;
}

const compiled = new WeakMap<WebAssembly.Memory, MatmulKernels>();

/** The module on a memory, built and compiled when it is first asked for. */
export function compileMatmul(memory: WebAssembly.Memory): MatmulKernels {
  const known = compiled.get(memory);
  if (known) return known;
  const module = new ModuleBuilder({ shared: !(memory.buffer instanceof ArrayBuffer) });
  definePack(module, 'packRows', tileRows);
  definePack(module, 'packColumns', tileColumns);
  defineMultiplyPanels(module);
  defineMultiplyRow(module);
  defineMultiplyDots(module);
  const kernels = module.instantiate(memory) as MatmulKernels;
  compiled.set(memory, kernels);
  return kernels;
}
