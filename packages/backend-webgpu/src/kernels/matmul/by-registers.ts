import type { Launch } from '../kernel.ts';
import { placeOf, type Product } from './product.ts';

/** A workgroup has this many threads along rows, and along columns. */
const group = 8;

/**
 * Each thread keeps a tile of sums, of `tile` rows and columns, in registers and reads from memory what it multiplies: no thread waits
 * for another. Reads cost most, and a larger tile has fewer of them.
 */
export function byRegisters(product: Product, tile: 4 | 8): Launch {
  const { batches, batch, slots, parameters, values } = product;
  const rows = Array.from({ length: tile }, (_, r) => r);
  const columns = rows;
  const quads = Array.from({ length: tile / 4 }, (_, q) => q);
  return {
    slots,
    parameters,
    values,
    key: `matmul by registers ${tile}${product.key}`,
    workgroups: [
      Math.ceil(product.columns / (tile * group)),
      Math.ceil(product.rows / (tile * group)),
      Math.min(batches, 65_535),
    ],
    code: (names) => {
      const [x, w, y] = names;
      return `
@compute @workgroup_size(${group}, ${group})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row0 = id.y * ${tile}u;
  let column0 = id.x * ${tile}u;
  if (row0 >= p.rows || column0 >= p.columns) { return; }
  for (var i = id.z; i < p.batches; i += groups.z) {
    ${batch.code}
    // Rows and columns beyond the end read the last one, and are not written.
    ${rows.map((r) => `var x${r} = ${placeOf.a(`min(row0 + ${r}u, p.rows - 1u)`, '0')};`).join('\n    ')}
    ${columns.map((s) => `var w${s} = ${placeOf.b('0', `min(column0 + ${s}u, p.columns - 1u)`)};`).join('\n    ')}
    ${rows.flatMap((r) => quads.map((q) => `var sum${r}_${q} = vec4f();`)).join(' ')}
    for (var k = 0u; k < p.depth; k++) {
      ${quads.map((q) => `let weights${q} = vec4f(${[0, 1, 2, 3].map((s) => `${w}[w${4 * q + s}]`).join(', ')});`).join('\n      ')}
      ${rows
        .map(
          (r) =>
            `let value${r} = vec4f(${x}[x${r}]); ${quads.map((q) => `sum${r}_${q} = fma(value${r}, weights${q}, sum${r}_${q});`).join(' ')} x${r} += u32(p.aDepth);`,
        )
        .join('\n      ')}
      ${columns.map((s) => `w${s} += u32(p.bDepth);`).join(' ')}
    }
    var sums = array<vec4f, ${tile * quads.length}>(${rows.flatMap((r) => quads.map((q) => `sum${r}_${q}`)).join(', ')});
    for (var r = 0u; r < min(${tile}u, p.rows - row0); r++) {
      for (var s = 0u; s < min(${tile}u, p.columns - column0); s++) {
        let column = column0 + s;
        let place = ${placeOf.output('row0 + r', 'column')};
        let value = sums[r * ${quads.length}u + s / 4u][s % 4u];
        ${y}[place] = ${product.final(names)};
      }
    }
  }
}`;
    },
  };
}
