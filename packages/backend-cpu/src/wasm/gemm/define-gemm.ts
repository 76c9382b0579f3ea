import type { Engine } from '../../engine.ts';
import { f32, type FunctionHandle, i32, type ModuleBuilder } from '../assembler/index.ts';
import { defineCopyColumns } from './copy-columns.ts';
import { packedPanel, wasmBlockDepth } from './depth-blocks.ts';
import { minimum } from './minimum.ts';
import { defineMultiplyBlocks } from './multiply-blocks.ts';
import { definePackColumns } from './pack-columns.ts';
import { definePackFour } from './pack-four.ts';
import { definePanels } from './panels.ts';
import { tileShape, type TileShape } from './tile-shape.ts';

export { gemmScratchBytes, packedBytes } from './blocks.ts';

const sizes = { rows: 'i32', columns: 'i32', depth: 'i32' } as const;
const matrixA = { a: 'i32', aRow: 'i32', aColumn: 'i32' } as const;
const matrixB = { b: 'i32', bRow: 'i32', bColumn: 'i32' } as const;
const result = {
  initial: 'i32',
  initialRow: 'i32',
  c: 'i32',
  cRow: 'i32',
  scratch: 'i32',
} as const;
const multiplyParameters = { ...sizes, ...matrixA, ...matrixB, ...result } as const;
const multiplyPackedParameters = { ...sizes, ...matrixA, packed: 'i32', ...result } as const;
const multiplyAboveParameters = { ...multiplyParameters, floor: 'f32' } as const;
const packParameters = { ...matrixB, depth: 'i32', columns: 'i32', target: 'i32' } as const;

/**
 * Matrix products as functions of a module, for its other functions to call. Addresses and strides are in bytes, sizes in
 * elements; A and B may have any strides, the columns of C and of `initial` are contiguous. An element of C does not depend on
 * which rows and columns are computed with it: it is the sum over k in blocks of `blockDepth`, each in the order of k.
 */
export interface Gemm {
  /** C = A B (+ initial). `initial` 0 adds nothing, `initialRow` 0 adds the same row to all; `initial` may be C. */
  readonly multiply: FunctionHandle<typeof multiplyParameters, undefined>;
  /** C = max(A B (+ initial), floor), with NaN kept. */
  readonly multiplyAbove: FunctionHandle<typeof multiplyAboveParameters, undefined>;
  /** Packs a whole B into `packedBytes` bytes. */
  readonly pack: FunctionHandle<typeof packParameters, undefined>;
  /** C = A B (+ initial) with a packed B. */
  readonly multiplyPacked: FunctionHandle<typeof multiplyPackedParameters, undefined>;
}

/** Writes the functions of `Gemm` to a module (Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008). */
export function defineGemm(
  module: ModuleBuilder,
  engine: Engine,
  tile: TileShape = tileShape(engine),
): Gemm {
  const packFour = definePackFour(module);
  const packColumns = definePackColumns(module, tile, packFour);
  const blocks = defineMultiplyBlocks(module, {
    packFour,
    packColumns,
    copyColumns: defineCopyColumns(module),
    panels: definePanels(module, tile),
  });
  const floor = f32.const(-Infinity);
  const multiply = module.function(
    'multiply',
    { parameters: multiplyParameters, exported: false },
    (f, p) => f.call(blocks, { ...p, packed: 0, floor }),
  );
  const multiplyAbove = module.function(
    'multiplyAbove',
    { parameters: multiplyAboveParameters, exported: false },
    (f, p) => f.call(blocks, { ...p, packed: 0 }),
  );
  const multiplyPacked = module.function(
    'multiplyPacked',
    { parameters: multiplyPackedParameters, exported: false },
    (f, p) => f.call(blocks, { ...p, b: 0, bRow: 0, bColumn: 0, floor }),
  );
  const pack = module.function('pack', { parameters: packParameters, exported: false }, (f, p) => {
    const block = wasmBlockDepth(f, p.depth);
    f.for(0, p.depth, block, (k) => {
      const depth = f.let(minimum(block, i32.sub(p.depth, k)));
      f.call(packColumns, {
        b: i32.add(p.b, i32.mul(k, p.bRow)),
        bRow: p.bRow,
        bColumn: p.bColumn,
        depth,
        columns: p.columns,
        target: packedPanel(p.target, p.columns, k, i32.const(0), depth),
      });
    });
  });
  return { multiply, multiplyAbove, pack, multiplyPacked };
}
