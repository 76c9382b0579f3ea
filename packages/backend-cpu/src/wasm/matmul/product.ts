/** Where a float32 matrix lies in the linear memory: its address, and the bytes from row to row and from column to column. */
export interface Matrix {
  readonly pointer: number;
  readonly row: number;
  readonly column: number;
}

/** C = A B (+ initial). */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Matrix;
  readonly b: Matrix;
  /** Added to the product: a bias, the same for all rows, or C itself. */
  readonly initial: Matrix | undefined;
  readonly c: Matrix;
}

function transposed({ pointer, row, column }: Matrix): Matrix {
  return { pointer, row: column, column: row };
}

/** The same product as Cᵀ = Bᵀ Aᵀ. */
export function transpose({ rows, columns, depth, a, b, initial, c }: Product): Product {
  return {
    rows: columns,
    columns: rows,
    depth,
    a: transposed(b),
    b: transposed(a),
    initial: initial && transposed(initial),
    c: transposed(c),
  };
}

/** The matrix without its first rows. */
function fromRow(matrix: Matrix, row: number): Matrix {
  return { ...matrix, pointer: matrix.pointer + row * matrix.row };
}

/** The part that computes the rows from `begin` to before `end`: parts share nothing but what they read. */
export function rowRange(product: Product, begin: number, end: number): Product {
  return {
    ...product,
    rows: end - begin,
    a: fromRow(product.a, begin),
    initial: product.initial && fromRow(product.initial, begin),
    c: fromRow(product.c, begin),
  };
}
