import { placeOf, type Product } from './product.ts';

/** WGSL that writes a thread's tile of the product: line r has its sums in `sum{r}_0`, `sum{r}_1`, .., four columns each. */
export function writeTile(
  product: Product,
  names: readonly string[],
  rows: number,
  columns: number = rows,
): string {
  const quads = columns / 4;
  const sums = Array.from(
    { length: rows * quads },
    (_, i) => `sum${Math.floor(i / quads)}_${i % quads}`,
  );
  return `
    var sums = array<vec4f, ${sums.length}>(${sums.join(', ')});
    for (var r = 0u; r < min(${rows}u, p.rows - row0); r++) {
      for (var s = 0u; s < min(${columns}u, p.columns - column0); s++) {
        let column = column0 + s;
        let place = ${placeOf.output('row0 + r', 'column')};
        let value = sums[r * ${quads}u + s / 4u][s % 4u];
        ${names[2]}[place] = ${product.final(names)};
      }
    }`;
}
