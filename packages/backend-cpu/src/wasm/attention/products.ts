import type { Engine } from '../../engine.ts';
import {
  type Expr,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { definePackColumns, type PackColumns } from '../gemm/pack-columns.ts';
import { definePackFour } from '../gemm/pack-four.ts';
import { definePartialVector, type PartialVector } from '../gemm/partial-vector.ts';
import { panelWidths, type TileShape, tileShape } from '../gemm/tile-shape.ts';
import { definePanel, type Panel } from './panel.ts';
import { keyTile } from './tiles.ts';

const parameters = {
  rows: 'i32',
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  b: 'i32',
  add: 'i32',
  c: 'i32',
  cRow: 'i32',
} as const;

type ProductLocals = { readonly [Name in keyof typeof parameters]: Local<'i32'> };
type Product = FunctionHandle<typeof parameters, undefined>;

/** Products of small matrices in the first cache. B is packed; C is added to if `add`, else overwritten. Strides are in bytes. */
export interface Products {
  /** Puts the columns of B into panels, which take 16 bytes for each row and four columns. */
  readonly pack: PackColumns;
  /** C = A B: `rows` rows of A, each of `depth` numbers side by side. */
  readonly multiply: Product;
}

export interface AllProducts extends Products {
  /** C = Aᵀ B: `rows` columns of A, which has `depth` rows. */
  readonly multiplyTransposed: Product;
}

/** Bytes of the keys of a tile, packed with so many numbers each, as rows or as columns. */
export function packedTileBytes(size: number): number {
  return 16 * keyTile * Math.ceil(size / 4);
}

/** Calls the function of each panel of B in their order, that of the last one to three columns at the end. */
function eachPanel(
  f: FunctionBuilder,
  p: ProductLocals,
  panels: readonly (readonly [width: number, panel: Panel])[],
  edge: Panel,
): void {
  const { rows, depth, a, aRow, b, add, c, cRow, columns } = p;
  const multiply = (panel: Panel, lanes: Expr<'i32'> | number) =>
    f.call(panel, { rows, depth, a, aRow, b, add, c, cRow, lanes });
  for (const [width, panel] of panels) {
    f.while(i32.ge_s(columns, width), () => {
      multiply(panel, width);
      f.set(b, i32.add(b, i32.mul(depth, 4 * width)));
      f.set(c, i32.add(c, 4 * width));
      f.set(columns, i32.sub(columns, width));
    });
  }
  f.if(columns, () => multiply(edge, columns));
}

function defineProduct(
  module: ModuleBuilder,
  tile: TileShape,
  partial: PartialVector,
  transposed: boolean,
): Product {
  const { rows } = tile;
  const panels = panelWidths(tile).map(
    (columns) => [columns, definePanel(module, { rows, columns, transposed })] as const,
  );
  const edge = definePanel(module, { rows, columns: 4, transposed, partial });
  const name = transposed ? 'multiplyTransposed' : 'multiply';
  return module.function(name, { parameters, exported: false }, (f, p) =>
    eachPanel(f, p, panels, edge),
  );
}

export function defineProducts(module: ModuleBuilder, engine: Engine): Products {
  const tile = tileShape(engine);
  return {
    pack: definePackColumns(module, tile, definePackFour(module)),
    multiply: defineProduct(module, tile, definePartialVector(module), false),
  };
}

export function defineAllProducts(module: ModuleBuilder, engine: Engine): AllProducts {
  const tile = tileShape(engine);
  const partial = definePartialVector(module);
  return {
    pack: definePackColumns(module, tile, definePackFour(module)),
    multiply: defineProduct(module, tile, partial, false),
    multiplyTransposed: defineProduct(module, tile, partial, true),
  };
}
