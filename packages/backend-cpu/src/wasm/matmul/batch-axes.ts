import type { Matrix, Product } from './product.ts';

function matricesOf({ a, b, initial, c }: Product): Matrix[] {
  return initial ? [a, b, initial, c] : [a, b, c];
}

function mapMatrices(product: Product, map: (matrix: Matrix) => Matrix): Product {
  const { a, b, initial, c } = product;
  return { ...product, a: map(a), b: map(b), initial: initial && map(initial), c: map(c) };
}

/** The batch with as few axes as possible: without axes of size 1, and with those together that are one in every matrix. */
function joined(product: Product): Product {
  const sizes: number[] = [];
  const axes: number[] = [];
  const matrices = matricesOf(product);
  for (const [axis, size] of product.batch.entries()) {
    if (size === 1) continue;
    const before = axes.at(-1);
    const joins =
      before !== undefined && matrices.every(({ batch }) => batch[before] === size * batch[axis]!);
    if (joins) {
      sizes[sizes.length - 1]! *= size;
      axes[axes.length - 1] = axis;
    } else {
      sizes.push(size);
      axes.push(axis);
    }
  }
  const own = (matrix: Matrix) => ({ ...matrix, batch: axes.map((axis) => matrix.batch[axis]!) });
  return { ...mapMatrices(product, own), batch: sizes };
}

/** The batch as rows of one matrix, where all matrices have the same B: one large product is faster than many small ones. */
function asRows(product: Product): Product {
  const { batch, rows, a, b, initial, c } = product;
  // A single row may have any stride.
  const follows = (matrix: Matrix): boolean => rows === 1 || matrix.batch[0] === rows * matrix.row;
  const isOne =
    batch.length === 1 &&
    b.batch[0] === 0 &&
    c.column === 4 &&
    follows(a) &&
    follows(c) &&
    (!initial || follows(initial));
  if (!isOne) return product;
  const single = (matrix: Matrix): Matrix => ({
    ...matrix,
    row: rows === 1 ? matrix.batch[0]! : matrix.row,
    batch: [],
  });
  return {
    ...mapMatrices(product, single),
    b: { ...b, batch: [] },
    rows: rows * batch[0]!,
    batch: [],
  };
}

/** Calls back with products of at most two axes of batch each, which together are the product. */
export function eachRegular(product: Product, visit: (regular: Product) => void): void {
  if (product.batch.length === 0) return visit(product);
  const { batch, ...rest } = asRows(joined(product));
  if (batch.length <= 2) return visit({ batch, ...rest });
  const [outer, ...inner] = batch as [number, ...number[]];
  for (let i = 0; i < outer; i++) {
    const at = ({ batch: [step, ...steps], ...matrix }: Matrix): Matrix => ({
      ...matrix,
      pointer: matrix.pointer + i * step!,
      batch: steps,
    });
    eachRegular(mapMatrices({ ...rest, batch: inner }, at), visit);
  }
}
