/** `C = A B (+ initial)` of matrices in the linear memory. Pointers and strides count bytes, sizes count numbers. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: number;
  readonly aRow: number;
  readonly aColumn: number;
  readonly b: number;
  readonly bRow: number;
  readonly bColumn: number;
  /** Added to the product: a bias (`initialRow` 0), or C itself. 0: none. */
  readonly initial: number;
  readonly initialRow: number;
  readonly initialColumn: number;
  readonly c: number;
  readonly cRow: number;
  readonly cColumn: number;
}

/** The same product as Cᵀ = Bᵀ Aᵀ. */
export function transpose(product: Product): Product {
  return {
    rows: product.columns,
    columns: product.rows,
    depth: product.depth,
    a: product.b,
    aRow: product.bColumn,
    aColumn: product.bRow,
    b: product.a,
    bRow: product.aColumn,
    bColumn: product.aRow,
    initial: product.initial,
    initialRow: product.initialColumn,
    initialColumn: product.initialRow,
    c: product.c,
    cRow: product.cColumn,
    cColumn: product.cRow,
  };
}

/** The part that computes the rows from `begin` to before `end`: parts share nothing but what they read. */
export function rowRange(product: Product, begin: number, end: number): Product {
  return {
    ...product,
    rows: end - begin,
    a: product.a + begin * product.aRow,
    initial: product.initial && product.initial + begin * product.initialRow,
    c: product.c + begin * product.cRow,
  };
}
