/** Where a batch of float32 matrices lies in the linear memory; strides are in bytes. */
export interface Matrix {
  readonly pointer: number;
  readonly row: number;
  readonly column: number;
  /** Bytes from matrix to matrix along each axis of the batch. */
  readonly batch: readonly number[];
}

/** C = max(A B (+ initial), floor) for each matrix of a batch. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Sizes of the axes of the batch. */
  readonly batch: readonly number[];
  readonly a: Matrix;
  readonly b: Matrix;
  /** Added to the product: a bias, the same for all rows, or C itself. */
  readonly initial: Matrix | undefined;
  readonly c: Matrix;
  readonly floor: number;
}

function transposed({ pointer, row, column, batch }: Matrix): Matrix {
  return { pointer, row: column, column: row, batch };
}

/** The same product as Cᵀ = Bᵀ Aᵀ. */
export function transpose({
  rows,
  columns,
  depth,
  batch,
  a,
  b,
  initial,
  c,
  floor,
}: Product): Product {
  return {
    rows: columns,
    columns: rows,
    depth,
    batch,
    a: transposed(b),
    b: transposed(a),
    initial: initial && transposed(initial),
    c: transposed(c),
    floor,
  };
}
