import type { Launch } from '../kernel.ts';
import { halfSteps, placeOf, type Product } from './product.ts';
import { writeTile } from './write-tile.ts';

/** A workgroup has this many threads along rows, and along columns. */
const group = 8;

/**
 * Each thread keeps a tile of sums, of `tile` rows and columns, in registers and reads from memory what it multiplies: no thread waits
 * for another. Reads cost most, and a larger tile has fewer of them. With `half`, factors are rounded to float16, and their products
 * summed in it a few at a time.
 */
export function byRegisters(product: Product, tile: 4 | 8, half: boolean): Launch {
  const { batches, batch, slots, parameters, values } = product;
  const lines = Array.from({ length: tile }, (_, line) => line);
  const quads = Array.from({ length: tile / 4 }, (_, quad) => quad);
  const sums = lines.flatMap((r) => quads.map((q) => `${r}_${q}`));
  return {
    slots,
    parameters,
    values,
    key: `matmul by registers ${tile}${half ? ' half' : ''}${product.key}`,
    usesHalf: half,
    workgroups: [
      Math.ceil(product.columns / (tile * group)),
      Math.ceil(product.rows / (tile * group)),
      Math.min(batches, 65_535),
    ],
    code: (names) => {
      const [x, w] = names;
      const [scalar, vector, into] = half ? ['f16', 'vec4h', 'part'] : ['f32', 'vec4f', 'sum'];
      const weights = (q: number): string =>
        `vec4f(${[0, 1, 2, 3].map((s) => `f32(${w}[w${4 * q + s}])`).join(', ')})`;
      const step = `
      ${quads.map((q) => `let weights${q} = ${vector}(${weights(q)});`).join('\n      ')}
      ${lines
        .map((r) => {
          const products = quads.map(
            (q) => `${into}${r}_${q} = fma(value${r}, weights${q}, ${into}${r}_${q});`,
          );
          return `let value${r} = ${vector}(${scalar}(${x}[x${r}])); ${products.join(' ')} x${r} += u32(p.aDepth);`;
        })
        .join('\n      ')}
      ${lines.map((s) => `w${s} += u32(p.bDepth);`).join(' ')}`;
      const inSteps = half
        ? `for (var k0 = 0u; k0 < p.depth; k0 += ${halfSteps}u) {
      ${sums.map((at) => `var part${at} = vec4h();`).join(' ')}
      for (var k = k0; k < min(k0 + ${halfSteps}u, p.depth); k++) { ${step} }
      ${sums.map((at) => `sum${at} += vec4f(part${at});`).join(' ')}
    }`
        : `for (var k = 0u; k < p.depth; k++) { ${step} }`;
      return `
@compute @workgroup_size(${group}, ${group})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row0 = id.y * ${tile}u;
  let column0 = id.x * ${tile}u;
  if (row0 >= p.rows || column0 >= p.columns) { return; }
  for (var i = id.z; i < p.batches; i += groups.z) {
    ${batch.code}
    // Rows and columns beyond the end read the last one, and are not written.
    ${lines.map((r) => `var x${r} = ${placeOf.a(`min(row0 + ${r}u, p.rows - 1u)`, '0')};`).join('\n    ')}
    ${lines.map((s) => `var w${s} = ${placeOf.b('0', `min(column0 + ${s}u, p.columns - 1u)`)};`).join('\n    ')}
    ${sums.map((at) => `var sum${at} = vec4f();`).join(' ')}
    ${inSteps}
    ${writeTile(product, names, tile)}
  }
}`;
    },
  };
}
